"""Payments: received, spread over the rows, posted; or taken back."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import uuid_utils.compat
from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from apps.applications import selectors as applications
from apps.applications.lifecycle import Stage
from apps.applications.services.timeline import created, record, touch
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict, Invalid
from apps.kernel.models import change
from apps.kernel.money import ZERO
from apps.ledger import posting
from apps.ledger import services as ledger
from apps.ledger.posting import Kind
from apps.repayments import selectors
from apps.repayments.allocation import Allocation, Due, allocate
from apps.repayments.models import Payment, PaymentAllocation, Repayment

_TYPE = "payment"
_ROWS_AT_ONCE = 100


class UnknownApplication(Invalid):
    """No such application, or not visible to you."""

    code = "repayments.unknown_application"


class ReceivedOn(Invalid):
    """Money is received from the day of settlement on, and not after today."""

    code = "repayments.received_on"


class NotSettled(Conflict):
    """Payments are made and reversed while the loan runs: in stage settled."""

    code = "repayments.not_settled"


class AlreadyReversed(Conflict):
    """The payment was reversed before."""

    code = "repayments.already_reversed"


class LaterPayment(Conflict):
    """A later payment stands on this one; reverse that one first."""

    code = "repayments.later_payment"


@transaction.atomic
def payment_create(
    *,
    application_id: UUID,
    actor: Actor,
    amount: Decimal,
    received_on: date,
    reference: str,
    method: str,
) -> Payment:
    """Record money received, spread it over the rows of the active schedule and post it.

    Args:
        amount: dollars, above 0.00, at most everything that is still due.
        received_on: business day, from the settlement to today.

    Raises:
        UnknownApplication: not visible to `actor`.
        ReceivedOn: before the settlement, or in the future.
        NotSettled: the loan does not run.
        Overpayment: more than everything that is still due.

    Source: domain.md, section 7, posting table, "payment", and "Allocation"
    """
    try:
        application = applications.application_get_for_update(viewer=actor, application_id=application_id)
    except applications.ApplicationNotFound:
        raise UnknownApplication(pointer="/body/application_id") from None
    settled_on = application.settled_on
    if received_on > clock.today() or (settled_on is not None and received_on < settled_on):
        raise ReceivedOn(pointer="/body/received_on")
    if application.stage != Stage.SETTLED:
        raise NotSettled
    shares = allocate(_rows_due(application), amount)
    values = {"amount": amount, "received_on": received_on, "reference": reference, "method": method}
    payment_id = uuid_utils.compat.uuid7()
    entry = ledger.entry_post(
        application_id=application_id,
        posting=posting.payment(
            interest=sum((share.interest for share in shares), ZERO),
            principal=sum((share.principal for share in shares), ZERO),
        ),
        effective_on=received_on,
        description=f"Payment {reference}",
        source=(_TYPE, payment_id),
        actor_id=actor.user_id,
    )
    payment = Payment.objects.create(
        id=payment_id, application=application, entry=entry, created_by=actor.user_id, **values
    )
    _allocate(payment, shares)
    touch(application)  # it shows what is left of the loan
    record(actor, "payment_create", application, created(values), about=(_TYPE, payment_id))
    return selectors.payment_written(payment_id=payment_id)


@transaction.atomic
def payment_reverse(*, payment_id: UUID, actor: Actor) -> Payment:
    """Take back the newest payment by a contra entry of today; the rows are as they were before it.

    Raises:
        PaymentNotFound: not visible to `actor`.
        AlreadyReversed: see its name.
        NotSettled: the loan does not run any more.
        LaterPayment: it is not the newest one that stands.

    Source: domain.md, section 7, posting table, "payment reversed"
    """
    payment = selectors.payment_get_for_update(viewer=actor, payment_id=payment_id)
    application = payment.application
    if payment.is_reversed:
        raise AlreadyReversed
    if application.stage != Stage.SETTLED:
        raise NotSettled
    # By the number of their entries, which are given under the application's lock.
    standing = Payment.objects.filter(application=application, reversed_by=None)
    if standing.filter(entry__seq__gt=payment.entry.seq).exists():
        raise LaterPayment
    contra = ledger.entry_reverse(
        entry=payment.entry,
        kind=Kind.PAYMENT_REVERSED,
        effective_on=clock.today(),
        description=f"Reversal of payment {payment.reference}",
        source=(_TYPE, payment.id),
        actor_id=actor.user_id,
    )
    _release(payment)
    changes = change(payment, {"reversed_by_id": contra.id})
    touch(application)
    record(actor, "payment_reverse", application, changes, about=(_TYPE, payment.id))
    return selectors.payment_written(payment_id=payment_id)


def _rows_due(application: Any) -> Iterator[Due]:
    """Yield what is still due, row by row: a payment seldom reaches far into the rows."""
    rows = Repayment.objects.filter(
        schedule__application=application, schedule__is_active=True, status__in=("scheduled", "partial")
    )
    interest = F("amount") - F("principal") - F("paid_interest")
    principal = F("principal") - F("paid_principal")
    due = rows.order_by("number").values_list("id", interest, principal)
    for row_id, interest_due, principal_due in due.iterator(chunk_size=_ROWS_AT_ONCE):
        yield Due(row_id, interest_due, principal_due)


def _allocate(payment: Payment, shares: Sequence[Allocation]) -> None:
    """Write what each row gets. All but the last are full now, so two updates do for any number of rows."""
    PaymentAllocation.objects.bulk_create(
        PaymentAllocation(
            payment=payment,
            repayment_id=share.repayment_id,
            interest=share.interest,
            principal=share.principal,
        )
        for share in shares
    )
    bump = {"version": F("version") + 1, "updated_at": clock.now()}
    *full, last = shares
    Repayment.objects.filter(id__in=[share.repayment_id for share in full]).update(
        paid_interest=F("amount") - F("principal"), paid_principal=F("principal"), **bump
    )
    Repayment.objects.filter(id=last.repayment_id).update(
        paid_interest=F("paid_interest") + last.interest,
        paid_principal=F("paid_principal") + last.principal,
        **bump,
    )


def _release(payment: Payment) -> None:
    """Take from each row what the payment has given to it."""
    given = PaymentAllocation.objects.filter(payment=payment, repayment_id=OuterRef("id"))
    Repayment.objects.filter(allocations__payment=payment).update(
        paid_interest=F("paid_interest") - Subquery(given.values("interest")),
        paid_principal=F("paid_principal") - Subquery(given.values("principal")),
        version=F("version") + 1,
        updated_at=clock.now(),
    )
