"""Guarantors."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from apps.audit.services import event_record
from apps.borrowers import kinds, selectors
from apps.borrowers.models import Guarantor
from apps.borrowers.services.parties import as_stored, check_names
from apps.borrowers.services.references import borrower_named, unknown_borrower
from apps.kernel import integrity
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict
from apps.kernel.models import change


class GuarantorInUse(Conflict):
    """The guarantor stands on an application; take the guarantor off it first."""

    code = "borrowers.guarantor_in_use"


@transaction.atomic
def guarantor_create(*, kind: str, borrower_id: UUID, actor: Actor, **values: Any) -> Guarantor:
    """Take on a guarantor of one borrower.

    Raises:
        UnknownBorrower: no such borrower, or not visible to `actor`.
        NamesOfKind: a field is missing, or is another kind's.

    Source: domain.md, section 2, "Guarantor"
    """
    borrower_named(borrower_id=borrower_id, actor=actor)
    check_names(kinds.GUARANTOR, kind, values)
    given = {"kind": kind, "borrower_id": borrower_id, **as_stored(values)}
    guarantor = Guarantor(created_by=actor.user_id, **given)
    with integrity.references(unknown_borrower()):
        guarantor.save(force_insert=True)
    changes = {name: [None, value] for name, value in given.items()}
    _record(actor, "guarantor_create", guarantor.id, changes)
    return guarantor


@transaction.atomic
def guarantor_update(*, guarantor_id: UUID, actor: Actor, **values: Any) -> Guarantor:
    """Change a guarantor; the kind and the borrower stay.

    Raises:
        GuarantorNotFound: not visible to `actor`.
        NamesOfKind: a name is taken away, or is another kind's.
    """
    guarantor = selectors.guarantor_get_for_update(viewer=actor, guarantor_id=guarantor_id)
    news = as_stored(values)
    check_names(kinds.GUARANTOR, guarantor.kind, {**vars(guarantor), **news})
    changes = change(guarantor, news)
    if changes:
        _record(actor, "guarantor_update", guarantor.id, changes)
    return guarantor


@transaction.atomic
def guarantor_delete(*, guarantor_id: UUID, actor: Actor) -> None:
    """Remove a guarantor who stands on no application.

    Raises:
        GuarantorNotFound: not visible to `actor`.
        GuarantorInUse: an application names the guarantor.
    """
    guarantor = selectors.guarantor_get_for_delete(viewer=actor, guarantor_id=guarantor_id)
    try:
        with integrity.references(GuarantorInUse()):
            guarantor.delete()
    except ProtectedError:
        raise GuarantorInUse from None
    gone = {name: [getattr(guarantor, name), None] for name in ("name", "borrower_id")}
    _record(actor, "guarantor_delete", guarantor_id, gone)


def _record(actor: Actor, action: str, guarantor_id: UUID, changes: dict[str, list[Any]]) -> None:
    event_record(
        actor_id=actor.user_id,
        action=action,
        object_type="guarantor",
        object_id=guarantor_id,
        changes=changes,
    )
