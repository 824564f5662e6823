"""Operations 90-95: fees of applications."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.fees import filters, selectors, serializers
from apps.fees.services import charges, fees
from apps.kernel.idempotency import Idempotency
from apps.kernel.views import APIView


class FeesView(APIView):
    tag = "Fees"
    needs = {"GET": "fee.read", "POST": "fee.create"}
    accepts = {"POST": serializers.FeeCreateInput}
    lists = filters.FeeFilter
    idempotent = {"POST": Idempotency.REQUIRED}
    raises = {"POST": charges.REFUSALS}

    @extend_schema(operation_id="fee_list", responses=serializers.FeeOutput(many=True))
    def get(self, request: Request) -> Response:
        """List the fees of the applications that you may see."""
        return self.answer_page(
            serializers.FeeOutput, selectors.fee_list(viewer=self.actor), tally=selectors.fee_tally
        )

    @extend_schema(operation_id="fee_create", responses={201: serializers.FeeOutput})
    def post(self, request: Request) -> Response:
        """Charge a fee by a rule of the catalogue, or by figures of its own."""
        fee = charges.fee_create(actor=self.actor, **self.data)
        return self.answer(serializers.FeeOutput, fee, status=201, location=f"/api/v1/fees/{fee.id}/")


class FeeView(APIView):
    tag = "Fees"
    needs = {"GET": "fee.read"}
    finds = {"GET": selectors.fee_get}
    raises = {"GET": (selectors.FeeNotFound,)}

    @extend_schema(operation_id="fee_retrieve", responses=serializers.FeeOutput)
    def get(self, request: Request, fee_id: UUID) -> Response:
        """Retrieve a fee with how it was computed."""
        return self.answer(serializers.FeeOutput, self.found)


class FeePayView(APIView):
    tag = "Fees"
    needs = {"POST": "fee.pay"}
    accepts = {"POST": serializers.FeePayInput}
    finds = {"POST": selectors.fee_get_for_update}
    idempotent = {"POST": Idempotency.REQUIRED}
    raises = {"POST": (selectors.FeeNotFound, fees.PaidInFuture, fees.NotPending)}

    @extend_schema(operation_id="fee_pay", responses=serializers.FeeOutput)
    def post(self, request: Request, fee_id: UUID) -> Response:
        """Record that a fee was paid in full."""
        fee = fees.fee_pay(fee_id=fee_id, actor=self.actor, **self.data)
        return self.answer(serializers.FeeOutput, fee)


class FeeWaiveView(APIView):
    tag = "Fees"
    needs = {"POST": "fee.waive"}
    finds = {"POST": selectors.fee_get_for_update}
    raises = {"POST": (selectors.FeeNotFound, fees.NotPending)}

    @extend_schema(operation_id="fee_waive", request=None, responses=serializers.FeeOutput)
    def post(self, request: Request, fee_id: UUID) -> Response:
        """Give up a fee that is not paid."""
        return self.answer(serializers.FeeOutput, fees.fee_waive(fee_id=fee_id, actor=self.actor))


class FeeRefundView(APIView):
    tag = "Fees"
    needs = {"POST": "fee.refund"}
    finds = {"POST": selectors.fee_get_for_update}
    raises = {"POST": (selectors.FeeNotFound, fees.NotPaid)}

    @extend_schema(operation_id="fee_refund", request=None, responses=serializers.FeeOutput)
    def post(self, request: Request, fee_id: UUID) -> Response:
        """Give a paid fee back."""
        return self.answer(serializers.FeeOutput, fees.fee_refund(fee_id=fee_id, actor=self.actor))
