"""Operations 96 and 97: funding tables."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.applications import selectors as applications
from apps.fees import filters, selectors, serializers
from apps.fees.funding import NetFundsNegative
from apps.fees.services import funding
from apps.kernel.views import APIView
from apps.repayments.schedule import DateOutOfRange


class ApplicationFundingTablesView(APIView):
    tag = "Funding"
    needs = {"GET": "funding.read", "POST": "funding.create"}
    accepts = {"POST": serializers.FundingTableCreateInput}
    lists = filters.FundingTableFilter
    finds = {"GET": applications.application_find, "POST": applications.application_get_for_update}
    raises = {
        "GET": (applications.ApplicationNotFound,),
        "POST": (
            applications.ApplicationNotFound,
            DateOutOfRange,
            funding.FundingLocked,
            funding.TermsMissing,
            funding.NotComputable,
            NetFundsNegative,
        ),
    }

    @extend_schema(operation_id="funding_table_list", responses=serializers.FundingTableOutput(many=True))
    def get(self, request: Request, application_id: UUID) -> Response:
        """List the versions of an application's funding table, the newest first."""
        found = selectors.application_funding_table_list(viewer=self.actor, application_id=application_id)
        return self.answer_page(serializers.FundingTableOutput, found)

    @extend_schema(operation_id="funding_table_create", responses={201: serializers.FundingTableOutput})
    def post(self, request: Request, application_id: UUID) -> Response:
        """Compute the next version of an application's funding table.

        Taken out of the loan are the pending fees that are collected at settlement, prepaid interest and the
        payouts.
        """
        stored = funding.funding_table_create(application_id=application_id, actor=self.actor, **self.data)
        return self.answer(
            serializers.FundingTableOutput,
            stored,
            status=201,
            location=f"/api/v1/applications/{application_id}/funding-tables/",
        )
