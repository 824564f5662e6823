"""What every stored entity has in common, how it is found, and how a change bumps its version."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

import uuid_utils.compat
from django.db import models

from apps.kernel import clock
from apps.kernel.errors import DomainError

Row = TypeVar("Row", bound=models.Model)


class Entity(models.Model):
    """A stored thing: time-ordered id, timestamps, creator, version (the ETag)."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.UUIDField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


def found(rows: models.QuerySet[Row], row_id: UUID, missing: DomainError | type[DomainError]) -> Row:
    """Return the row of `rows` with this id: rows that a viewer may see, locked or not.

    Raises:
        DomainError: `missing`, whether there is no such row or it is not among them.
    """
    # Not `first()`, which orders and cuts what is one row at most.
    row = next(iter(rows.filter(pk=row_id)), None)
    if row is None:
        raise missing
    return row


def change(entity: Entity, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set `values` on a locked `entity`, save what differs, and bump its version once.

    Returns:
        `{field: [old, new]}` of the fields that differed, for the audit; empty when nothing did,
        and then nothing was written.
    """
    changes = {
        name: [getattr(entity, name), value]
        for name, value in values.items()
        if getattr(entity, name) != value
    }
    if changes:
        for name, (_, value) in changes.items():
            setattr(entity, name, value)
        entity.version += 1
        entity.updated_at = clock.now()
        entity.save(update_fields=[*changes, "version", "updated_at"])
    return changes
