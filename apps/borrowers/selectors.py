"""Reads. Every public selector takes the viewer: what you may not see does not exist."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from apps.accounts import visibility
from apps.audit import selectors as audit
from apps.borrowers.models import Borrower, Guarantor
from apps.brokers import selectors as brokers
from apps.kernel.actor import Actor, Role
from apps.kernel.errors import NotFound
from apps.kernel.models import found


class BorrowerNotFound(NotFound):
    """No such borrower, or not visible to you."""

    code = "borrowers.borrower_not_found"


class GuarantorNotFound(NotFound):
    """No such guarantor, or not visible to you."""

    code = "borrowers.guarantor_not_found"


def borrower_list(*, viewer: Actor) -> QuerySet[Borrower]:
    """Return the borrowers `viewer` may see.

    An admin sees all; a BDM and a broker those of a visible broker and those on a visible application; a
    borrower the own record only.

    Source: domain.md, section 3
    """
    if viewer.role is Role.ADMIN:
        return Borrower.objects.all()
    if viewer.role is Role.BORROWER:
        return Borrower.objects.filter(user_id=viewer.user_id)
    own = Borrower.objects.filter(broker_id__in=brokers.broker_list(viewer=viewer).values("id")).values("id")
    # Each way has its index; with `OR` the planner would walk through everybody.
    return Borrower.objects.filter(id__in=own.union(visibility.borrower_ids(viewer)))


def borrower_tally(*, viewer: Actor) -> int | None:
    """Return how many borrowers there are, for who sees all of them; others' have to be counted."""
    return audit.tally("borrowers_borrower") if viewer.role is Role.ADMIN else None


def borrower_get(*, viewer: Actor, borrower_id: UUID) -> Borrower:
    """Return one visible borrower.

    Raises:
        BorrowerNotFound: no such borrower, or not visible to `viewer`.
    """
    return found(borrower_list(viewer=viewer), borrower_id, BorrowerNotFound)


def borrower_get_for_update(*, viewer: Actor, borrower_id: UUID) -> Borrower:
    """Return one visible borrower, the row locked for a change until the transaction ends.

    Raises:
        BorrowerNotFound: no such borrower, or not visible to `viewer`.
    """
    return found(borrower_list(viewer=viewer).select_for_update(no_key=True), borrower_id, BorrowerNotFound)


def borrower_get_for_delete(*, viewer: Actor, borrower_id: UUID) -> Borrower:
    """Return one visible borrower, locked against references too.

    Raises:
        BorrowerNotFound: no such borrower, or not visible to `viewer`.
    """
    return found(borrower_list(viewer=viewer).select_for_update(), borrower_id, BorrowerNotFound)


def borrower_has_user(user_id: UUID) -> bool:
    """Tell whether a borrower signs in as this user; accounts asks before the user's role changes."""
    return Borrower.objects.filter(user_id=user_id).exists()


def logins_of(*, borrower_id: UUID) -> tuple[UUID, ...]:
    """Return who signs in as the borrower and as the borrower's broker; whether they see it is not said."""
    rows: Iterable[tuple[UUID | None, ...]] = Borrower.objects.filter(id=borrower_id).values_list(
        "user_id", "broker__user_id"
    )
    return tuple(user_id for row in rows for user_id in row if user_id is not None)


def guarantor_list(*, viewer: Actor) -> QuerySet[Guarantor]:
    """Return the guarantors `viewer` may see: those of a visible borrower or on a visible application.

    Source: domain.md, section 3
    """
    if viewer.role is Role.ADMIN:
        return Guarantor.objects.all()
    if viewer.role is Role.BORROWER:
        return Guarantor.objects.none()
    theirs = Guarantor.objects.filter(borrower_id__in=borrower_list(viewer=viewer).values("id")).values("id")
    return Guarantor.objects.filter(id__in=theirs.union(visibility.guarantor_ids(viewer)))


def guarantor_get(*, viewer: Actor, guarantor_id: UUID) -> Guarantor:
    """Return one visible guarantor.

    Raises:
        GuarantorNotFound: no such guarantor, or not visible to `viewer`.
    """
    return found(guarantor_list(viewer=viewer), guarantor_id, GuarantorNotFound)


def guarantor_get_for_update(*, viewer: Actor, guarantor_id: UUID) -> Guarantor:
    """Return one visible guarantor, the row locked for a change until the transaction ends.

    Raises:
        GuarantorNotFound: no such guarantor, or not visible to `viewer`.
    """
    return found(
        guarantor_list(viewer=viewer).select_for_update(no_key=True), guarantor_id, GuarantorNotFound
    )


def guarantor_get_for_delete(*, viewer: Actor, guarantor_id: UUID) -> Guarantor:
    """Return one visible guarantor, locked against references too.

    Raises:
        GuarantorNotFound: no such guarantor, or not visible to `viewer`.
    """
    return found(guarantor_list(viewer=viewer).select_for_update(), guarantor_id, GuarantorNotFound)
