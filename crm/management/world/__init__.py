"""The constant rows that the contract tests meet, and the demo book: rows as data, built by the commands."""

from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models

NAMESPACE = uuid5(NAMESPACE_URL, "https://crm.example/contract-world")


def world_id(name: str) -> UUID:
    """Return the constant id of a row of the world."""
    return uuid5(NAMESPACE, name)


def demo_id(name: str) -> UUID:
    """Return the constant id of a row of the demo data."""
    return uuid5(NAMESPACE_URL, f"demo/{name}")


def add(rows: Iterable[models.Model]) -> None:
    """Insert the rows that are not there yet, all of one table; what is there stays as it is."""
    rows = list(rows)
    if not rows:
        return
    table: Any = type(rows[0])._default_manager
    known = set(table.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    table.bulk_create([row for row in rows if row.pk not in known])
