"""Branches."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from apps.audit.services import event_record
from apps.brokers import selectors
from apps.brokers.models import Branch
from apps.kernel import integrity
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict, Invalid
from apps.kernel.models import change


class BranchNameTaken(Invalid):
    """Another branch has this name, in any case of letters."""

    code = "brokers.branch_name_taken"


class BranchInUse(Conflict):
    """A broker or a BDM works for this branch; move them first."""

    code = "brokers.branch_in_use"


@transaction.atomic
def branch_create(*, name: str, actor: Actor, **values: Any) -> Branch:
    """Open a branch.

    Raises:
        BranchNameTaken: in any case of letters.
    """
    branch = Branch(name=name, created_by=actor.user_id, **values)
    try:
        with transaction.atomic():
            branch.save(force_insert=True)
    except IntegrityError:
        raise BranchNameTaken(pointer="/body/name") from None
    given = {"name": name, **values}
    _record(actor, "branch_create", branch.id, {field: [None, value] for field, value in given.items()})
    return branch


@transaction.atomic
def branch_update(*, branch_id: UUID, actor: Actor, **values: Any) -> Branch:
    """Rename a branch, or say whether it is active.

    Raises:
        BranchNotFound: not visible to `actor`.
        BranchNameTaken: in any case of letters.
    """
    branch = selectors.branch_get_for_update(viewer=actor, branch_id=branch_id)
    try:
        with transaction.atomic():
            changes = change(branch, values)
    except IntegrityError:
        raise BranchNameTaken(pointer="/body/name") from None
    if changes:
        _record(actor, "branch_update", branch.id, changes)
    return branch


@transaction.atomic
def branch_delete(*, branch_id: UUID, actor: Actor) -> None:
    """Close a branch that nobody works for.

    Raises:
        BranchNotFound: not visible to `actor`.
        BranchInUse: a broker or a BDM refers to it.
    """
    branch = selectors.branch_get_for_delete(viewer=actor, branch_id=branch_id)
    try:
        with integrity.references(BranchInUse()):
            branch.delete()
    except ProtectedError:
        raise BranchInUse from None
    _record(actor, "branch_delete", branch_id, {"name": [branch.name, None]})


def _record(actor: Actor, action: str, branch_id: UUID, changes: dict[str, list[Any]]) -> None:
    event_record(
        actor_id=actor.user_id, action=action, object_type="branch", object_id=branch_id, changes=changes
    )
