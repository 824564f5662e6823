"""Reads. Every public selector takes the viewer: what you may not see does not exist.

Those called `..._written` are for the answer to a write. Whoever wrote was judged before; if they see the row
no longer, because the broker has moved to another branch meanwhile, it is written all the same.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    Prefetch,
    Q,
    QuerySet,
)

from apps.accounts import visibility
from apps.applications import selectors as applications
from apps.applications.lifecycle import Stage
from apps.audit import selectors as audit
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.errors import NotFound
from apps.kernel.models import found
from apps.repayments.models import Payment, PaymentAllocation, Repayment, RepaymentSchedule

_UNPAID = ("scheduled", "partial")


class RepaymentNotFound(NotFound):
    """No such repayment, or not visible to you."""

    code = "repayments.repayment_not_found"


class PaymentNotFound(NotFound):
    """No such payment, or not visible to you."""

    code = "repayments.payment_not_found"


def schedule_list(*, viewer: Actor) -> QuerySet[RepaymentSchedule]:
    """Return the schedules of the applications that `viewer` may see, with their rows, in two queries."""
    return _schedules().filter(visibility.of_visible(viewer))


def schedule_written(*, schedule_id: UUID) -> RepaymentSchedule:
    """Return the schedule that the caller has just stored, with its rows."""
    return _schedules().get(id=schedule_id)


def _schedules() -> QuerySet[RepaymentSchedule]:
    return RepaymentSchedule.objects.select_related("application").prefetch_related(
        Prefetch("rows", queryset=Repayment.objects.order_by("number"))
    )


def application_schedule_list(*, viewer: Actor, application_id: UUID) -> QuerySet[RepaymentSchedule]:
    """Return the versions of one application's schedule, if `viewer` may see it."""
    return schedule_list(viewer=viewer).filter(application_id=application_id)


def repayment_list(*, viewer: Actor) -> QuerySet[Repayment]:
    """Return the rows of all schedules of the applications that `viewer` may see."""
    visible = visibility.of_visible(viewer, "schedule__application_id")
    return Repayment.objects.filter(visible).select_related("schedule")


def repayment_tally(*, viewer: Actor) -> int | None:
    """Return how many rows active schedules have, for who sees all of them; others' have to be counted."""
    return audit.tally("repayments_repayment:active") if visibility.sees_everything(viewer) else None


def judged(rows: QuerySet[Repayment], as_of: date | None) -> QuerySet[Repayment]:
    """Return rows that say whether they are overdue at the end of a day; today when there is none."""
    late = Q(status__in=_UNPAID, due_on__lt=as_of or clock.today())
    return rows.annotate(overdue=ExpressionWrapper(late, output_field=BooleanField()))


def repayment_get(*, viewer: Actor, repayment_id: UUID) -> Repayment:
    """Return one row of a visible schedule, judged today.

    Raises:
        RepaymentNotFound: no such row, or not visible to `viewer`.
    """
    return found(judged(repayment_list(viewer=viewer), None), repayment_id, RepaymentNotFound)


def repayment_written(*, repayment_id: UUID) -> Repayment:
    """Return the row that the caller has just changed, judged today."""
    return judged(Repayment.objects.select_related("schedule"), None).get(id=repayment_id)


def repayment_get_for_update(*, viewer: Actor, repayment_id: UUID) -> Repayment:
    """Return one row; its application and itself are locked in this order.

    Raises:
        RepaymentNotFound: no such row, or not visible to `viewer`.
    """
    seen = found(repayment_list(viewer=viewer), repayment_id, RepaymentNotFound)
    application = applications.application_hold(
        viewer=viewer, application_id=seen.application_id, missing=RepaymentNotFound
    )
    rows = Repayment.objects.select_for_update(no_key=True, of=("self",)).select_related("schedule")
    locked = found(rows, repayment_id, RepaymentNotFound)
    locked.schedule.application = application  # the locked row itself, not a second copy of it
    return locked


def unpaid_list(*, after: date, until: date) -> QuerySet[Repayment]:
    """Return the rows of running loans that fall due within these days and are not paid, for reminders."""
    rows = Repayment.objects.filter(
        schedule__is_active=True, schedule__application__stage=Stage.SETTLED, status__in=_UNPAID
    )
    return rows.filter(due_on__gte=after, due_on__lte=until).select_related("schedule__application")


def payment_list(*, viewer: Actor) -> QuerySet[Payment]:
    """Return the payments on applications that `viewer` may see, with their allocations, in two queries."""
    return _payments().filter(visibility.of_visible(viewer))


def payment_tally(*, viewer: Actor) -> int | None:
    """Return how many payments there are, for who sees all of them; others' have to be counted."""
    return audit.tally("repayments_payment") if visibility.sees_everything(viewer) else None


def payment_written(*, payment_id: UUID) -> Payment:
    """Return the payment that the caller has just recorded or reversed, with its allocations."""
    return _payments().get(id=payment_id)


def _payments() -> QuerySet[Payment]:
    allocations = PaymentAllocation.objects.select_related("repayment").order_by("repayment__number")
    return Payment.objects.prefetch_related(Prefetch("allocations", queryset=allocations))


def payment_get(*, viewer: Actor, payment_id: UUID) -> Payment:
    """Return one visible payment with its allocations.

    Raises:
        PaymentNotFound: no such payment, or not visible to `viewer`.
    """
    return found(payment_list(viewer=viewer), payment_id, PaymentNotFound)


def payment_get_for_update(*, viewer: Actor, payment_id: UUID) -> Payment:
    """Return one payment; its application and itself are locked in this order.

    Raises:
        PaymentNotFound: no such payment, or not visible to `viewer`.
    """
    seen = found(payment_list(viewer=viewer), payment_id, PaymentNotFound)
    application = applications.application_hold(
        viewer=viewer, application_id=seen.application_id, missing=PaymentNotFound
    )
    rows = Payment.objects.select_for_update(no_key=True, of=("self",)).select_related("entry")
    locked = found(rows, payment_id, PaymentNotFound)
    locked.application = application
    return locked


def is_schedule_current(application: Any) -> bool:
    """Tell whether the active schedule was computed from the terms that the application has now."""
    active = RepaymentSchedule.objects.filter(application_id=application.id, is_active=True)
    return active.filter(terms_version=application.terms_version).exists()
