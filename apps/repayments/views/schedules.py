"""Operations 98-101 and 108: schedules, their rows, and the calculator."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.applications import selectors as applications
from apps.applications.terms import Terms
from apps.kernel.views import APIView
from apps.repayments import filters, schedule, selectors, serializers
from apps.repayments.services import repayments, schedules


class RepaymentScheduleCalculatorView(APIView):
    tag = "Calculators"
    needs = {"POST": "calculator.schedule"}
    accepts = {"POST": serializers.RepaymentScheduleCalculatorInput}
    raises = {"POST": schedule.REFUSALS}

    @extend_schema(
        operation_id="calculator_repayment_schedule", responses=serializers.CalculatedScheduleOutput
    )
    def post(self, request: Request) -> Response:
        """Compute the repayment schedule of terms; nothing is stored."""
        terms = {name: value for name, value in self.data.items() if name != "starts_on"}
        computed = schedule.schedule(Terms.of(terms), self.data["starts_on"])
        return self.answer(serializers.CalculatedScheduleOutput, computed)


class ApplicationRepaymentSchedulesView(APIView):
    tag = "Repayments"
    needs = {"GET": "schedule.read", "POST": "schedule.create"}
    accepts = {"POST": serializers.RepaymentScheduleCreateInput}
    lists = filters.RepaymentScheduleFilter
    finds = {"GET": applications.application_find, "POST": applications.application_get_for_update}
    raises = {
        "GET": (applications.ApplicationNotFound,),
        "POST": (
            applications.ApplicationNotFound,
            schedule.DateOutOfRange,
            schedules.ScheduleLocked,
            schedules.TermsMissing,
            schedules.NotComputable,
        ),
    }

    @extend_schema(
        operation_id="repayment_schedule_list", responses=serializers.RepaymentScheduleOutput(many=True)
    )
    def get(self, request: Request, application_id: UUID) -> Response:
        """List the versions of an application's repayment schedule with their rows."""
        found = selectors.application_schedule_list(viewer=self.actor, application_id=application_id)
        return self.answer_page(serializers.RepaymentScheduleOutput, found)

    @extend_schema(
        operation_id="repayment_schedule_create", responses={201: serializers.RepaymentScheduleOutput}
    )
    def post(self, request: Request, application_id: UUID) -> Response:
        """Compute the next version of an application's repayment schedule; it becomes the active one."""
        stored = schedules.repayment_schedule_create(
            application_id=application_id, actor=self.actor, **self.data
        )
        return self.answer(
            serializers.RepaymentScheduleOutput,
            stored,
            status=201,
            location=f"/api/v1/applications/{application_id}/repayment-schedules/",
        )


class RepaymentsView(APIView):
    tag = "Repayments"
    needs = {"GET": "repayment.read"}
    lists = filters.RepaymentFilter

    @extend_schema(operation_id="repayment_list", responses=serializers.RepaymentOutput(many=True))
    def get(self, request: Request) -> Response:
        """List the instalments of the active schedules, or of the one that you name.

        `overdue` is judged at `as_of`, by default today.
        """
        return self.answer_page(
            serializers.RepaymentOutput,
            selectors.repayment_list(viewer=self.actor),
            tally=selectors.repayment_tally,
        )


class RepaymentView(APIView):
    tag = "Repayments"
    needs = {"GET": "repayment.read", "PATCH": "repayment.update"}
    accepts = {"PATCH": serializers.RepaymentUpdateInput}
    finds = {"GET": selectors.repayment_get, "PATCH": selectors.repayment_get_for_update}
    raises = {
        "GET": (selectors.RepaymentNotFound,),
        "PATCH": (
            selectors.RepaymentNotFound,
            repayments.Order,
            repayments.NotActive,
            schedules.ScheduleLocked,
            repayments.DaysCount,
            repayments.RowTouched,
        ),
    }

    @extend_schema(operation_id="repayment_retrieve", responses=serializers.RepaymentOutput)
    def get(self, request: Request, repayment_id: UUID) -> Response:
        """Retrieve one instalment; `overdue` is judged today."""
        return self.answer(serializers.RepaymentOutput, self.found)

    @extend_schema(operation_id="repayment_update", responses=serializers.RepaymentOutput)
    def patch(self, request: Request, repayment_id: UUID) -> Response:
        """Move the day of an instalment on which nothing was paid; the order of the rows stays."""
        changed = repayments.repayment_update(repayment_id=repayment_id, actor=self.actor, **self.data)
        return self.answer(serializers.RepaymentOutput, changed)
