"""Query parameters of the lists."""

from typing import Any

from django.db.models import QuerySet

from apps.accounts import visibility
from apps.kernel.filters import ListFilter
from apps.kernel.parameters import AsOfFilter, BooleanFilter, ChoiceFilter, DateFilter, UUIDFilter
from apps.repayments import selectors
from apps.repayments.models import STATUSES


class ReversedFilter(BooleanFilter):
    """Whether a payment was taken back."""

    def filter(self, qs: QuerySet[Any], value: bool | None) -> QuerySet[Any]:
        """Return the payments that were, or those that stand."""
        return qs if value is None else qs.filter(reversed_by__isnull=not value)


class RepaymentScheduleFilter(ListFilter):
    """`GET /applications/{application_id}/repayment-schedules/`."""

    ordering_fields = {"number": "number", "created_at": "created_at"}
    default_ordering = ("-number",)


class RepaymentFilter(ListFilter):
    """`GET /repayments/`: the active schedules, unless one is asked for."""

    application_id = UUIDFilter(among=visibility.application_ids, field_name="schedule__application_id")
    schedule_id = UUIDFilter(among=selectors.schedule_list, field_name="schedule_id")
    status = ChoiceFilter(choices=STATUSES)
    overdue = BooleanFilter()
    due_after = DateFilter(field_name="due_on", lookup_expr="gte")
    due_before = DateFilter(field_name="due_on", lookup_expr="lte")
    as_of = AsOfFilter()

    ordering_fields = {name: name for name in ("due_on", "number", "amount")}
    default_ordering = ("due_on",)

    def rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows, judged at the day that is asked for."""
        if self.value("schedule_id") is None:
            queryset = queryset.filter(schedule__is_active=True)
        return super().rows(selectors.judged(queryset, self.value("as_of")))


class PaymentFilter(ListFilter):
    """`GET /payments/`."""

    application_id = UUIDFilter(among=visibility.application_ids)
    received_after = DateFilter(field_name="received_on", lookup_expr="gte")
    received_before = DateFilter(field_name="received_on", lookup_expr="lte")
    is_reversed = ReversedFilter()

    ordering_fields = {name: name for name in ("created_at", "received_on", "amount")}
    search_fields = ("reference",)
