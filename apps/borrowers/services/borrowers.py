"""Borrowers."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from apps.accounts import roles
from apps.accounts.events import SightChanged
from apps.audit.services import event_record
from apps.borrowers import kinds, selectors
from apps.borrowers.models import Borrower
from apps.borrowers.services.parties import as_stored, check_names
from apps.borrowers.services.references import (
    UserLinkForbidden,
    new_owner_named,
    owner_named,
    unknown_broker,
    user_claim,
)
from apps.kernel import clock, events, integrity
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict, Invalid
from apps.kernel.models import change

FULL_AGE = 18


class UnderAge(Invalid):
    """A borrower must be 18."""

    code = "borrowers.under_age"


class BorrowerInUse(Conflict):
    """The borrower stands on an application, or has guarantors or documents; take them away first."""

    code = "borrowers.borrower_in_use"


@transaction.atomic
def borrower_create(
    *, kind: str, actor: Actor, broker_id: UUID | None = None, user_id: UUID | None = None, **values: Any
) -> Borrower:
    """Take on a borrower; a broker's are the broker's own.

    Raises:
        BrokerRequired: no broker, and `actor` is not an admin.
        UnknownBroker, UnknownUser: no such row, or not visible to `actor`.
        UserRole: the user is not a borrower.
        UserTaken: another borrower signs in as the user.
        NamesOfKind: a field is missing, or is another kind's.
        UnderAge: below 18 on the current business day.

    Source: domain.md, section 2, "Borrower"
    """
    owner_id = owner_named(broker_id=broker_id, actor=actor)
    if user_id is not None:
        user_claim(user_id=user_id, actor=actor)
    check_names(kinds.BORROWER, kind, values)
    _check_age(values.get("date_of_birth"))
    given = {"kind": kind, "broker_id": owner_id, "user_id": user_id, **as_stored(values)}
    borrower = Borrower(created_by=actor.user_id, **given)
    with integrity.references(unknown_broker()):
        borrower.save(force_insert=True)
    changes = {name: [None, value] for name, value in given.items()}
    _record(actor, "borrower_create", borrower.id, changes)
    return borrower


@transaction.atomic
def borrower_update(*, borrower_id: UUID, actor: Actor, **values: Any) -> Borrower:
    """Change a borrower; the kind stays.

    Raises:
        BorrowerNotFound: not visible to `actor`.
        UserLinkForbidden: another login, and `actor` is not an admin.
        BrokerRequired: the broker is taken away, and `actor` is not an admin.
        UnknownBroker, UnknownUser: no such row, or not visible to `actor`.
        UserRole: the user is not a borrower.
        UserTaken: another borrower signs in as the user.
        NamesOfKind: a name is taken away, or is another kind's.
        UnderAge: below 18 on the current business day.
    """
    borrower = selectors.borrower_get_for_update(viewer=actor, borrower_id=borrower_id)
    # What stays as it is needs no right and points to nothing new.
    news = {name: new for name, new in as_stored(values).items() if getattr(borrower, name) != new}
    if "user_id" in news and not roles.holds(actor.role, ("user_link.write",)):
        raise UserLinkForbidden(pointer="/body/user_id")
    if "broker_id" in news:
        new_owner_named(broker_id=news["broker_id"], actor=actor)
    if news.get("user_id") is not None:
        user_claim(user_id=news["user_id"], actor=actor)
    check_names(kinds.BORROWER, borrower.kind, {**vars(borrower), **news})
    _check_age(news.get("date_of_birth"))
    with integrity.references(unknown_broker()):
        changes = change(borrower, news)
    if changes:
        _record(actor, "borrower_update", borrower.id, changes)
    if logins := tuple(user_id for user_id in changes.get("user_id", ()) if user_id is not None):
        events.publish(SightChanged(logins))
    return borrower


@transaction.atomic
def borrower_delete(*, borrower_id: UUID, actor: Actor) -> None:
    """Remove a borrower who stands on no application.

    Raises:
        BorrowerNotFound: not visible to `actor`.
        BorrowerInUse: an application, a guarantor or a document names the borrower; notes go along.
    """
    borrower = selectors.borrower_get_for_delete(viewer=actor, borrower_id=borrower_id)
    try:
        with integrity.references(BorrowerInUse()):
            borrower.delete()
    except ProtectedError:
        raise BorrowerInUse from None
    gone = {name: [getattr(borrower, name), None] for name in ("name", "broker_id", "user_id")}
    _record(actor, "borrower_delete", borrower_id, gone)


def _check_age(born_on: date | None) -> None:
    """Refuse who is not 18; born on 29 February, one is a year older on 1 March."""
    if born_on is None:
        return
    today = clock.today()
    had_birthday = (today.month, today.day) >= (born_on.month, born_on.day)
    if today.year - born_on.year - (not had_birthday) < FULL_AGE:
        raise UnderAge(pointer="/body/date_of_birth")


def _record(actor: Actor, action: str, borrower_id: UUID, changes: Mapping[str, list[Any]]) -> None:
    event_record(
        actor_id=actor.user_id,
        action=action,
        object_type="borrower",
        object_id=borrower_id,
        changes=dict(changes),
    )
