"""HTTP in, one call, HTTP out: operations 110-116a."""

from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.kernel.idempotency import Idempotency
from apps.kernel.serializers import cleaned, rendered
from apps.kernel.views import APIView
from apps.reports import (
    compliance,
    custom,
    exports,
    filters,
    selectors,
    serializers,
    services,
    status,
    volume,
)
from apps.reports.periods import TooManyPeriods
from apps.reports.specs import CustomReportInput, ReportSpec

_TABLE: Any = {
    (200, "application/json"): serializers.CustomReportOutput,
    (200, exports.CONTENT_TYPES["csv"]): OpenApiTypes.STR,
    (200, exports.CONTENT_TYPES["xlsx"]): OpenApiTypes.BINARY,
}


class ComplianceView(APIView):
    tag = "Reports"
    needs = {"GET": "report.read"}
    asks = filters.ComplianceQuery
    raises = {"GET": (filters.WrongRange, TooManyPeriods)}

    @extend_schema(operation_id="report_repayment_compliance", responses=serializers.ComplianceOutput)
    def get(self, request: Request) -> Response:
        """Report how instalments were paid, as at a day.

        Over the instalments of active schedules of settled loans that you may see, by the day they fall due.
        Each is in one class: `paid_on_time`, `paid_late`, `partial_overdue`, `missed` or `not_due`. Payments
        received after `as_of`, and reversed ones, do not count. Months without instalments are shown too; a
        group's `key` is an id or the first day of the month.
        """
        report = compliance.compliance_report(viewer=self.actor, asked=self.asked)
        return self.answer(serializers.ComplianceOutput, report)


class VolumeView(APIView):
    tag = "Reports"
    needs = {"GET": "report.read"}
    asks = filters.VolumeQuery
    raises = {"GET": (filters.WrongRange, TooManyPeriods)}

    @extend_schema(operation_id="report_application_volume", responses=serializers.VolumeOutput)
    def get(self, request: Request) -> Response:
        """Report how many applications came in, and for how much.

        By the business day on which they were created. Days, weeks, months and quarters without applications
        are shown too; their `key` is the first day, of a week the Monday. An average is over the applications
        that have an amount.
        """
        report = volume.volume_report(viewer=self.actor, asked=self.asked)
        return self.answer(serializers.VolumeOutput, report)


class StatusView(APIView):
    tag = "Reports"
    needs = {"GET": "report.read"}
    asks = filters.StatusQuery
    raises = {"GET": (filters.WrongRange,)}

    @extend_schema(operation_id="report_application_status", responses=serializers.StatusOutput)
    def get(self, request: Request) -> Response:
        """Report where applications stood at the end of a day, and how far they had come.

        Told from their histories: applications created later do not count, and a stage that was left still
        counts as reached.
        """
        report = status.status_report(viewer=self.actor, asked=self.asked)
        return self.answer(serializers.StatusOutput, report)


class _TableView(APIView):
    """An answer that may be asked for as a file."""

    tag = "Reports"
    exports = tuple(exports.CONTENT_TYPES.values())

    def answer_table(self, spec: dict[str, Any], format_: str) -> HttpResponseBase:
        """Run a specification with the caller's eyes and send the table in the form that is asked for."""
        table = custom.custom_report(viewer=self.actor, spec=spec)
        if format_ == "json":
            # Accept may name the type of a file, and what is sent is JSON all the same.
            body = rendered(serializers.CustomReportOutput, table)
            return Response(body, content_type="application/json")
        columns = [(column.name, column.kind.value) for column in table.columns]
        content = exports.written(format_, columns, table.rows)
        return self.answer_export(f"{spec['entity']}.{format_}", exports.CONTENT_TYPES[format_], content)


class CustomReportView(_TableView):
    needs = {"POST": "report.read"}
    accepts = {"POST": CustomReportInput}
    raises = {"POST": (custom.UnknownColumn,)}
    idempotent = {"POST": Idempotency.NOT_OFFERED}  # nothing is written

    @extend_schema(operation_id="report_custom", responses=_TABLE)
    def post(self, request: Request) -> HttpResponseBase:
        """Run a report of your own over what you may see.

        Rows are grouped by up to two fields and ordered by columns of the report; nulls come last. `totals`
        are over all rows, also over those beyond `limit`; a sum of nothing is 0. `ne` means all that `eq`
        does not. As CSV (RFC 4180) or as a workbook the cells are the same; text that starts like a formula
        follows an apostrophe in CSV.
        """
        return self.answer_table(self.data, self.data["format"])


class ReportDefinitionsView(APIView):
    tag = "Reports"
    needs = {"GET": "report_definition.read", "POST": "report_definition.create"}
    accepts = {"POST": serializers.ReportDefinitionCreateInput}
    lists = filters.ReportDefinitionFilter
    raises = {"POST": (custom.UnknownColumn,)}

    @extend_schema(
        operation_id="report_definition_list", responses=serializers.ReportDefinitionOutput(many=True)
    )
    def get(self, request: Request) -> Response:
        """List your saved reports; an admin sees everybody's."""
        rows = selectors.definition_list(viewer=self.actor)
        return self.answer_page(serializers.ReportDefinitionOutput, rows)

    @extend_schema(
        operation_id="report_definition_create", responses={201: serializers.ReportDefinitionOutput}
    )
    def post(self, request: Request) -> Response:
        """Save a report of your own, to be run again."""
        definition = services.report_definition_create(actor=self.actor, **self.data)
        location = f"/api/v1/report-definitions/{definition.id}/results/"
        return self.answer(serializers.ReportDefinitionOutput, definition, status=201, location=location)


class ReportDefinitionView(APIView):
    tag = "Reports"
    needs = {"DELETE": ("report_definition.delete", "report_definition.delete_own")}
    finds = {"DELETE": selectors.definition_get_for_delete}
    raises = {"DELETE": (selectors.ReportDefinitionNotFound,)}

    @extend_schema(operation_id="report_definition_delete", responses={204: None})
    def delete(self, request: Request, report_definition_id: UUID) -> Response:
        """Delete a saved report of yours; an admin deletes anybody's."""
        services.report_definition_delete(report_definition_id=report_definition_id, actor=self.actor)
        return Response(status=204)


class ReportResultsView(_TableView):
    needs = {"GET": ("report_definition.run", "report_definition.run_own")}
    asks = filters.ResultsQuery
    finds = {"GET": selectors.definition_get}
    raises = {"GET": (selectors.ReportDefinitionNotFound,)}

    @extend_schema(operation_id="report_definition_results", responses=_TABLE)
    def get(self, request: Request, report_definition_id: UUID) -> HttpResponseBase:
        """Run a saved report over what you may see, whoever saved it.

        As JSON, or with `format` as CSV or a workbook.
        """
        spec = cleaned(ReportSpec, self.found.spec)  # through the same door as when it was saved
        return self.answer_table(spec, self.asked.value("format") or "json")
