"""Reports that count what they should not, leave out what they should, or show what is somebody else's."""

import importlib
from dataclasses import replace
from datetime import UTC
from typing import Any, ClassVar

from django.apps import apps
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse

from contract_tests.defects.planting import Defect, Requests, change, parsed, put_query, spoilt

_LISTS = "report_is_what_the_lists_come_to"
_TABLE = "custom_report_is_what_the_lists_come_to"
_AS_LISTS = "reports::a_report_is_what_the_lists_come_to"


def _reports(name: str) -> Any:
    """Return a module of the reports, which is not loaded before the first request."""
    return importlib.import_module(f"apps.reports.{name}")


class _InAReport(Defect):
    """What one report shows otherwise than the lists."""

    test = _AS_LISTS
    checks: ClassVar[tuple[str, ...]] = (_LISTS,)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The lists of one caller, each once, and the report."""
        *before, last = requests
        callers = {request["headers"]["Authorization"] for request in requests}
        asked = [f"{request['path']}?{request['query']}" for request in before]
        return last["operation"] == cls.operation and len(callers) == 1 and len(set(asked)) == len(asked)


class _InATable(_InAReport):
    """What a custom report shows otherwise than the lists."""

    operation = "report_custom"
    test = "custom_reports::a_custom_report_is_what_the_lists_come_to"
    checks = (_TABLE,)


# --- whose rows -----------------------------------------------------------------------------------------
class ReportOverAllRows(Defect):
    """The volume is counted over all applications, whoever asks."""

    operation = "report_application_volume"
    test = "reports::ones_own_report_is_the_admins_filtered"
    checks = ("own_report_is_the_admins_filtered",)

    def alter(self, view: Any) -> None:
        """Ask nobody's visibility."""
        table: Any = apps.get_model("applications", "Application")
        _reports("volume").visible_applications = lambda viewer: table.objects.all()

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The admin's report, and one's own."""
        return len(requests) == 2 and requests[0]["headers"] != requests[1]["headers"]


class SearchIgnoresVisibility(Defect):
    """The global search looks through what an admin may see, whoever searches."""

    operation = "search_list"
    test = "searches::a_search_finds_what_the_lists_show"
    checks = ("search_finds_what_the_lists_show",)

    def alter(self, view: Any) -> None:
        """Look with the eyes of an admin."""
        selectors: Any = importlib.import_module("apps.search.selectors")
        part = selectors._part
        selectors._part = lambda kind, viewer, words: part(kind, replace(viewer, role="admin"), words)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The lists of one caller, and a search."""
        return [one["operation"] for one in requests].count("search_list") == 1


class SavedReportWithTheOwnersEyes(Defect):
    """A report that a broker has saved shows what the broker may see, whoever runs it."""

    operation = "report_custom"  # what comes first is a POST, so the finding is told of it
    others = ("report_definition_results",)
    whole = True
    test = "custom_reports::a_saved_report_is_run_with_the_callers_eyes"
    checks = ("saved_report_is_run_with_the_callers_eyes",)

    def alter(self, view: Any) -> None:
        """Run it as the owner."""
        views, real = _reports("views"), _reports("custom").custom_report
        users: Any = apps.get_model("accounts", "User").objects
        saved: Any = apps.get_model("reports", "ReportDefinition").objects

        def with_other_eyes(*, viewer: Any, spec: Any) -> Any:
            owner = users.filter(id__in=saved.filter(spec=spec).values("owner_id")).first()
            if owner is not None and owner.role == "broker":
                viewer = replace(viewer, user_id=owner.id, role=owner.role)
            return real(viewer=viewer, spec=spec)

        if hasattr(view, "get"):
            view.get = _seeing(view.get, views, with_other_eyes)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The report run at once, and the saved one."""
        return len(requests) <= 3


def _seeing(get: Any, views: Any, run: Any) -> Any:
    """Return a method during which reports are run otherwise."""

    def spoilt_get(self: Any, *arguments: Any, **named: Any) -> Any:
        real = views.custom
        views.custom = spoilt(real, custom_report=run)
        try:
            return get(self, *arguments, **named)
        finally:
            views.custom = real

    return spoilt_get


# --- which days -----------------------------------------------------------------------------------------
class LastDayOfRangeLost(Defect):
    """Instalments that fall due on the last day of the range are left out."""

    operation = "report_repayment_compliance"
    test = "reports::the_parts_of_a_range_add_up"
    checks = ("parts_of_a_range_add_up",)

    def alter(self, view: Any) -> None:
        """Leave that day out."""
        rows = view.asks.rows

        def without_the_last(self: Any, queryset: Any) -> Any:
            last = self.value("date_to")
            return rows(self, queryset) if last is None else rows(self, queryset).exclude(due_on=last)

        view.asks.rows = without_the_last

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Two parts and the whole."""
        return len(requests) == 3


class DaysOfUtc(_InAReport):
    """Applications are grouped by the days of UTC, not of the business."""

    operation = "report_application_volume"

    def alter(self, view: Any) -> None:
        """Take another zone."""
        volume = _reports("volume")
        volume.clock = spoilt(volume.clock, zone=lambda: UTC)


class ZeroFilledPeriodsMissing(_InAReport):
    """Periods in which nothing came in are left out."""

    operation = "report_application_volume"

    def alter(self, view: Any) -> None:
        """Show what there is."""
        periods = _reports("periods")
        periods.covering = lambda length, found, **ends: sorted(found)


class StatusOfToday(_InAReport):
    """The status of a past day is that of today."""

    operation = "report_application_status"

    def enter(self, request: HttpRequest) -> None:
        """Forget the day."""
        asked = dict(request.GET.items())
        if request.GET.get("as_of", "9") < "2025":
            put_query(request, "&".join(f"{name}={text}" for name, text in asked.items() if name != "as_of"))
            request.META["SPOILT_DAY"] = asked["as_of"]

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Say that it was that day."""
        shown = parsed(response) if response.status_code == 200 else None
        if shown and "SPOILT_DAY" in request.META:
            return change(response, {**shown, "as_of": request.META["SPOILT_DAY"]})
        return response


# --- which class, which mean ----------------------------------------------------------------------------
class _InTheStatement(_InAReport):
    """Something in the one statement of the compliance report.

    Attributes:
        right, wrong: a part of the statement, and what stands there instead.
    """

    operation = "report_repayment_compliance"
    right: ClassVar[str]
    wrong: ClassVar[str]

    def alter(self, view: Any) -> None:
        """Replace the part; a second time there is nothing left to replace."""
        compliance = _reports("compliance")
        compliance._STATEMENT = compliance._STATEMENT.replace(self.right, self.wrong)


class NotDueCountedAsMissed(_InTheStatement):
    """Instalments that have not fallen due yet count as missed."""

    right, wrong = "WHEN due_on >= %s THEN", "WHEN due_on - 900000 >= %s THEN"


class PaymentsOfTheFutureCount(_InTheStatement):
    """Payments that were received after the day of the report count."""

    right, wrong = "payment.received_on <= %s", "payment.received_on - 900000 <= %s"


class ReversedPaymentsCount(_InTheStatement):
    """Payments that were taken back count."""

    operation = "payment_reverse"  # what is looked at after a write is told of the write
    others = ("report_repayment_compliance",)
    whole = True
    right, wrong = "payment.reversed_by_id IS NULL AND", ""
    test = "reports::a_reversal_restores_the_report"
    checks = ("a_reversal_restores_the_report",)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Reports around a payment and its reversal."""
        return len(requests) == 5


class RateOfAllInstalments(_InAReport):
    """The compliance rate is divided by all instalments, those not due among them."""

    operation = "report_repayment_compliance"

    def alter(self, view: Any) -> None:
        """Divide by more."""
        compliance = _reports("compliance")
        rate = compliance.figures.percentage
        compliance.Figures.compliance_rate = property(
            lambda self: rate(self.paid_on_time, self.due_count + self.not_due)
        )


class AverageOverAll(_InAReport):
    """The average amount is over all applications, those without an amount among them."""

    operation = "report_application_volume"

    def alter(self, view: Any) -> None:
        """Divide by more."""
        volume = _reports("volume")
        mean = volume.figures.mean
        volume.Figures.average_amount = property(lambda self: mean(self.total_amount, self.count))


# --- custom reports -------------------------------------------------------------------------------------
class SumDoubledByJoin(_InATable):
    """An application with two borrowers counts twice."""

    def alter(self, view: Any) -> None:
        """Join its borrowers."""
        custom = _reports("custom")
        filtered = custom._filtered

        def joined(entity: Any, viewer: Any, spec: Any) -> Any:
            rows = filtered(entity, viewer, spec)
            return (
                rows.filter(Q(borrower_links=F("borrower_links"))) if entity.name == "applications" else rows
            )

        custom._filtered = joined


class NotEqualForgetsNulls(_InATable):
    """A filter by `ne` leaves out what has no value."""

    def alter(self, view: Any) -> None:
        """Ask for a value."""
        custom = _reports("custom")
        filtered = custom._filtered

        def with_values(entity: Any, viewer: Any, spec: Any) -> Any:
            rows = filtered(entity, viewer, spec)
            for each in spec.get("filters", ()):
                rows = rows.exclude(**{f"f_{each['field']}__isnull": True}) if each["op"] == "ne" else rows
            return rows

        custom._filtered = with_values


class NeverTruncated(_InATable):
    """A report that was cut off says that it was not."""

    def alter(self, view: Any) -> None:
        """Say so."""
        views = _reports("views")
        run = views.custom.custom_report
        views.custom = spoilt(
            views.custom, custom_report=lambda **asked: replace(run(**asked), truncated=False)
        )


class FormulaUnescaped(Defect):
    """A cell of a CSV file that begins with `=` is written as it is."""

    operation = "report_custom"
    test = "custom_reports::no_text_runs_as_a_formula"
    checks = ("file_has_the_cells_of_the_answer",)

    def alter(self, view: Any) -> None:
        """Forget the sign."""
        exports = _reports("exports")
        exports._FORMULA = tuple(sign for sign in exports._FORMULA if sign != "=")

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """A title, the report, and the file."""
        return [one["method"] for one in requests] == ["PATCH", "POST", "POST"]
