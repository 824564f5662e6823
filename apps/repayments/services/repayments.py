"""Rows of the active schedule: their day may be moved while nothing was paid on them."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from apps.applications.services.timeline import record
from apps.applications.terms import DayCount
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict, Invalid
from apps.kernel.models import change
from apps.repayments import selectors
from apps.repayments.models import Repayment
from apps.repayments.services.schedules import ScheduleLocked, is_over


class Order(Invalid):
    """Rows fall due in their order, each on a day of its own."""

    code = "repayments.order"


class NotActive(Conflict):
    """The row is of a schedule that another one has replaced."""

    code = "repayments.not_active"


class DaysCount(Conflict):
    """The interest of this loan counts days, so its rows cannot move."""

    code = "repayments.days_count"


class RowTouched(Conflict):
    """Something was paid on the row, so it cannot move."""

    code = "repayments.row_touched"


@transaction.atomic
def repayment_update(*, repayment_id: UUID, actor: Actor, due_on: date | None = None) -> Repayment:
    """Move the day on which a row falls due.

    `days` stays what it was: the period for which interest was computed does not move.

    Args:
        due_on: calendar day, after the row before (the first: after the start) and before the row after it.

    Raises:
        RepaymentNotFound: not visible to `actor`.
        Order: not between its neighbours.
        NotActive, ScheduleLocked, DaysCount, RowTouched: see their names; also for the day that it has.
    """
    row = selectors.repayment_get_for_update(viewer=actor, repayment_id=repayment_id)
    if due_on is not None:
        application = row.schedule.application
        _check_order(row, due_on)
        if not row.schedule.is_active:
            raise NotActive
        if is_over(application.stage):
            raise ScheduleLocked
        if application.day_count == DayCount.ACTUAL_365:
            raise DaysCount
        if row.paid_interest or row.paid_principal:
            raise RowTouched
        if changes := change(row, {"due_on": due_on}):
            record(actor, "repayment_update", application, changes, about=("repayment", row.id))
    return selectors.repayment_written(repayment_id=repayment_id)


def _check_order(row: Repayment, due_on: date) -> None:
    beside = Q(number=row.number - 1) | Q(number=row.number + 1)
    days = dict(Repayment.objects.filter(beside, schedule=row.schedule).values_list("number", "due_on"))
    before = days.get(row.number - 1, row.schedule.starts_on)
    after = days.get(row.number + 1)
    if due_on <= before or (after is not None and due_on >= after):
        until = f" and before {after}" if after else ""
        raise Order(f"The row falls due after {before}{until}.", pointer="/body/due_on")
