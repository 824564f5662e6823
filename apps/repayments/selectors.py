"""Reads. Every public selector takes the viewer: what you may not see does not exist."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    Model,
    Prefetch,
    Q,
    QuerySet,
)

from apps.accounts import visibility
from apps.applications import selectors as applications
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.errors import NotFound
from apps.repayments.models import Payment, PaymentAllocation, Repayment, RepaymentSchedule

Row = TypeVar("Row", bound=Model)
_UNPAID = ("scheduled", "partial")


class RepaymentNotFound(NotFound):
    """No such repayment, or not visible to you."""

    code = "repayments.repayment_not_found"


class PaymentNotFound(NotFound):
    """No such payment, or not visible to you."""

    code = "repayments.payment_not_found"


def schedule_list(*, viewer: Actor) -> QuerySet[RepaymentSchedule]:
    """Return the schedules of the applications that `viewer` may see, with their rows, in two queries."""
    rows = RepaymentSchedule.objects.filter(application_id__in=visibility.application_ids(viewer))
    return rows.select_related("application").prefetch_related(
        Prefetch("rows", queryset=Repayment.objects.order_by("number"))
    )


def application_schedule_list(*, viewer: Actor, application_id: UUID) -> QuerySet[RepaymentSchedule]:
    """Return the versions of one application's schedule, if `viewer` may see it."""
    return schedule_list(viewer=viewer).filter(application_id=application_id)


def repayment_list(*, viewer: Actor) -> QuerySet[Repayment]:
    """Return the rows of all schedules of the applications that `viewer` may see."""
    visible = visibility.application_ids(viewer)
    return Repayment.objects.filter(schedule__application_id__in=visible).select_related("schedule")


def judged(rows: QuerySet[Repayment], as_of: date | None) -> QuerySet[Repayment]:
    """Return rows that say whether they are overdue at the end of a day; today when there is none."""
    late = Q(status__in=_UNPAID, due_on__lt=as_of or clock.today())
    return rows.annotate(overdue=ExpressionWrapper(late, output_field=BooleanField()))


def repayment_get(*, viewer: Actor, repayment_id: UUID) -> Repayment:
    """Return one row of a visible schedule, judged today.

    Raises:
        RepaymentNotFound: no such row, or not visible to `viewer`.
    """
    return _only(judged(repayment_list(viewer=viewer), None), repayment_id, RepaymentNotFound)


def repayment_get_for_update(*, viewer: Actor, repayment_id: UUID) -> Repayment:
    """Return one row; its application and itself are locked in this order.

    Raises:
        RepaymentNotFound: no such row, or not visible to `viewer`.
    """
    seen = _only(repayment_list(viewer=viewer), repayment_id, RepaymentNotFound)
    try:
        application = applications.application_get_for_update(
            viewer=viewer, application_id=seen.application_id
        )
    except applications.ApplicationNotFound:  # since we looked
        raise RepaymentNotFound from None
    rows = Repayment.objects.select_for_update(no_key=True, of=("self",)).select_related("schedule")
    found = _only(rows, repayment_id, RepaymentNotFound)
    found.schedule.application = application  # the locked row itself, not a second copy of it
    return found


def payment_list(*, viewer: Actor) -> QuerySet[Payment]:
    """Return the payments on applications that `viewer` may see, with their allocations, in two queries."""
    allocations = PaymentAllocation.objects.select_related("repayment").order_by("repayment__number")
    return Payment.objects.filter(application_id__in=visibility.application_ids(viewer)).prefetch_related(
        Prefetch("allocations", queryset=allocations)
    )


def payment_get(*, viewer: Actor, payment_id: UUID) -> Payment:
    """Return one visible payment with its allocations.

    Raises:
        PaymentNotFound: no such payment, or not visible to `viewer`.
    """
    return _only(payment_list(viewer=viewer), payment_id, PaymentNotFound)


def payment_get_for_update(*, viewer: Actor, payment_id: UUID) -> Payment:
    """Return one payment; its application and itself are locked in this order.

    Raises:
        PaymentNotFound: no such payment, or not visible to `viewer`.
    """
    seen = _only(payment_list(viewer=viewer), payment_id, PaymentNotFound)
    try:
        application = applications.application_get_for_update(
            viewer=viewer, application_id=seen.application_id
        )
    except applications.ApplicationNotFound:  # since we looked
        raise PaymentNotFound from None
    rows = Payment.objects.select_for_update(no_key=True, of=("self",)).select_related("entry")
    found = _only(rows, payment_id, PaymentNotFound)
    found.application = application
    return found


def is_schedule_current(application: Any) -> bool:
    """Tell whether the active schedule was computed from the terms that the application has now."""
    active = RepaymentSchedule.objects.filter(application_id=application.id, is_active=True)
    return active.filter(terms_version=application.terms_version).exists()


def _only(rows: QuerySet[Row], row_id: UUID, not_found: type[NotFound]) -> Row:
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise not_found
    return row
