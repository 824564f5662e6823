"""What becomes of a fee: paid, waived, refunded, or taken out of the loan."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.applications.services.timeline import record, touch
from apps.audit.services import event_record
from apps.fees import selectors
from apps.fees.models import Fee
from apps.fees.models.fee import DEDUCTED, PAID, PENDING, REFUNDED, WAIVED
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict, Invalid
from apps.kernel.models import change
from apps.ledger import posting
from apps.ledger import services as ledger
from apps.ledger.posting import Kind

_TYPE = "fee"


class PaidInFuture(Invalid):
    """The day on which the money arrived has not come yet."""

    code = "fees.paid_in_future"


class NotPending(Conflict):
    """The fee is paid, waived, refunded or deducted already."""

    code = "fees.not_pending"


class NotPaid(Conflict):
    """Only a paid fee can be refunded."""

    code = "fees.not_paid"


@transaction.atomic
def fee_pay(*, fee_id: UUID, actor: Actor, received_on: date) -> Fee:
    """Record that a fee was paid in full and post it.

    Args:
        received_on: business day the money arrived; not after today.

    Raises:
        FeeNotFound: not visible to `actor`.
        PaidInFuture, NotPending: see their names.

    Source: domain.md, section 7, posting table, "fee paid"
    """
    fee = selectors.fee_get_for_update(viewer=actor, fee_id=fee_id)
    if received_on > clock.today():
        raise PaidInFuture(pointer="/body/received_on")
    if fee.status != PENDING:
        raise NotPending(f"The fee is {fee.status}.")
    ledger.entry_post(
        application_id=fee.application_id,
        posting=posting.fee_paid(gross=fee.gross),
        effective_on=received_on,
        description=fee.description,
        source=(_TYPE, fee.id),
        actor_id=actor.user_id,
    )
    changes = change(fee, {"status": PAID, "paid_on": received_on})
    touch(fee.application)
    record(actor, "fee_pay", fee.application, changes, about=(_TYPE, fee.id))
    return selectors.fee_written(fee_id=fee_id)


@transaction.atomic
def fee_waive(*, fee_id: UUID, actor: Actor) -> Fee:
    """Give up a fee that is not paid, by a contra entry of today.

    Raises:
        FeeNotFound: not visible to `actor`.
        NotPending: see its name.

    Source: domain.md, section 7, posting table, "fee waived"
    """
    fee = selectors.fee_get_for_update(viewer=actor, fee_id=fee_id)
    if fee.status != PENDING:
        raise NotPending(f"The fee is {fee.status}.")
    _waive(fee, actor.user_id)
    touch(fee.application)
    return selectors.fee_written(fee_id=fee_id)


@transaction.atomic
def fee_refund(*, fee_id: UUID, actor: Actor) -> Fee:
    """Give a paid fee back, with effect from today.

    Raises:
        FeeNotFound: not visible to `actor`.
        NotPaid: see its name.

    Source: domain.md, section 7, posting table, "fee refunded"
    """
    fee = selectors.fee_get_for_update(viewer=actor, fee_id=fee_id)
    if fee.status != PAID:
        raise NotPaid(f"The fee is {fee.status}.")
    ledger.entry_post(
        application_id=fee.application_id,
        posting=posting.fee_refunded(net=fee.net, gst=fee.gst),
        effective_on=clock.today(),
        description=fee.description,
        source=(_TYPE, fee.id),
        actor_id=actor.user_id,
    )
    changes = change(fee, {"status": REFUNDED})
    # What is not paid yet stays the same, so the application shows nothing new.
    record(actor, "fee_refund", fee.application, changes, about=(_TYPE, fee.id))
    return selectors.fee_written(fee_id=fee_id)


def fees_waive(*, application_id: UUID, actor_id: UUID) -> None:
    """Give up what is pending on an application that was closed early; the move has bumped its version."""
    for fee in selectors.pending_fees(application_id=application_id):
        _waive(fee, actor_id)


def fee_deduct(fee: Fee, actor_id: UUID) -> None:
    """Mark a fee that the settlement entry has taken out of the loan."""
    _record(fee, "fee_deduct", change(fee, {"status": DEDUCTED}), actor_id)


def _waive(fee: Fee, actor_id: UUID) -> None:
    ledger.entry_reverse(
        entry=fee.charge,
        kind=Kind.FEE_WAIVED,
        effective_on=clock.today(),
        description=fee.description,
        source=(_TYPE, fee.id),
        actor_id=actor_id,
    )
    _record(fee, "fee_waive", change(fee, {"status": WAIVED}), actor_id)


def _record(fee: Fee, action: str, changes: dict[str, list[Any]], actor_id: UUID) -> None:
    event_record(
        actor_id=actor_id,
        action=action,
        object_type=_TYPE,
        object_id=fee.id,
        application_id=fee.application_id,
        changes=changes,
    )
