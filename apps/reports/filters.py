"""Query parameters of reports and of the list of saved ones."""

from typing import Any

from django.db.models import QuerySet

from apps.accounts import visibility
from apps.brokers import selectors as brokers
from apps.kernel.errors import Invalid
from apps.kernel.filters import ListFilter, QueryFilter
from apps.kernel.parameters import AsOfFilter, BusinessDayFilter, ChoiceFilter, DateFilter, UUIDFilter
from apps.reports import compliance, volume
from apps.reports.exports import FORMATS


class WrongRange(Invalid):
    """date_from lies after date_to."""

    code = "reports.wrong_range"


class SaidFilter(ChoiceFilter):
    """How the answer is to look; it selects nothing."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Return all rows."""
        return qs


class _ReportQuery(QueryFilter):
    """A report over a range of days, which may be open."""

    def rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return `queryset` filtered.

        Raises:
            WrongRange: no JSON Schema can say it.
        """
        first, last = self.value("date_from"), self.value("date_to")
        if first is not None and last is not None and first > last:
            raise WrongRange(pointer="/query/date_from")
        return super().rows(queryset)


class _ApplicationQuery(_ReportQuery):
    """A report about applications, by the business day on which they were created."""

    date_from = BusinessDayFilter(field_name="created_at", after=True)
    date_to = BusinessDayFilter(field_name="created_at", after=False)
    broker_id = UUIDFilter(among=brokers.broker_list)
    bdm_id = UUIDFilter(among=brokers.bdm_list)
    branch_id = UUIDFilter(among=brokers.branch_list, field_name="broker__branch_id")


class VolumeQuery(_ApplicationQuery):
    """`GET /reports/application-volume/`."""

    group_by = SaidFilter(choices=volume.GROUPS)


class StatusQuery(_ApplicationQuery):
    """`GET /reports/application-status/`."""

    as_of = AsOfFilter()


class ComplianceQuery(_ReportQuery):
    """`GET /reports/repayment-compliance/`, about instalments by the day they fall due."""

    date_from = DateFilter(field_name="due_on", lookup_expr="gte")
    date_to = DateFilter(field_name="due_on", lookup_expr="lte")
    as_of = AsOfFilter()
    application_id = UUIDFilter(among=visibility.application_ids, field_name="schedule__application_id")
    broker_id = UUIDFilter(among=brokers.broker_list, field_name="schedule__application__broker_id")
    bdm_id = UUIDFilter(among=brokers.bdm_list, field_name="schedule__application__bdm_id")
    branch_id = UUIDFilter(among=brokers.branch_list, field_name="schedule__application__broker__branch_id")
    group_by = SaidFilter(choices=compliance.GROUPS)


class ResultsQuery(QueryFilter):
    """`GET /report-definitions/{report_definition_id}/results/`."""

    format = SaidFilter(choices=FORMATS)


class ReportDefinitionFilter(ListFilter):
    """`GET /report-definitions/`."""

    ordering_fields = {name: name for name in ("created_at", "name")}
    search_fields = ("name",)
