"""Operations 102-104: payments."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.kernel.idempotency import Idempotency
from apps.kernel.views import APIView
from apps.repayments import allocation, filters, selectors, serializers
from apps.repayments.models import Payment
from apps.repayments.services import payments


def _location(payment: Payment) -> str:
    return f"/api/v1/payments/{payment.id}/"


class PaymentsView(APIView):
    tag = "Repayments"
    needs = {"GET": "payment.read", "POST": "payment.create"}
    accepts = {"POST": serializers.PaymentCreateInput}
    lists = filters.PaymentFilter
    idempotent = {"POST": Idempotency.REQUIRED}
    raises = {
        "POST": (
            payments.UnknownApplication,
            payments.ReceivedOn,
            payments.NotSettled,
            allocation.Overpayment,
        )
    }

    @extend_schema(operation_id="payment_list", responses=serializers.PaymentOutput(many=True))
    def get(self, request: Request) -> Response:
        """List the payments that you may see, with the instalments they went to."""
        return self.answer_page(
            serializers.PaymentOutput,
            selectors.payment_list(viewer=self.actor),
            tally=selectors.payment_tally,
        )

    @extend_schema(operation_id="payment_create", responses={201: serializers.PaymentOutput})
    def post(self, request: Request) -> Response:
        """Record money received and spread it over the instalments in their order.

        Within an instalment interest comes before principal. It cannot be more than what is still due.
        """
        payment = payments.payment_create(actor=self.actor, **self.data)
        return self.answer(serializers.PaymentOutput, payment, status=201, location=_location(payment))


class PaymentView(APIView):
    tag = "Repayments"
    needs = {"GET": "payment.read"}
    finds = {"GET": selectors.payment_get}
    raises = {"GET": (selectors.PaymentNotFound,)}

    @extend_schema(operation_id="payment_retrieve", responses=serializers.PaymentOutput)
    def get(self, request: Request, payment_id: UUID) -> Response:
        """Retrieve a payment with the instalments it went to."""
        return self.answer(serializers.PaymentOutput, self.found)


class PaymentReverseView(APIView):
    tag = "Repayments"
    needs = {"POST": "payment.reverse"}
    finds = {"POST": selectors.payment_get_for_update}
    raises = {
        "POST": (
            selectors.PaymentNotFound,
            payments.AlreadyReversed,
            payments.NotSettled,
            payments.LaterPayment,
        )
    }

    @extend_schema(operation_id="payment_reverse", request=None, responses={201: serializers.PaymentOutput})
    def post(self, request: Request, payment_id: UUID) -> Response:
        """Take back the newest payment by a contra entry; the instalments are as they were before it."""
        payment = payments.payment_reverse(payment_id=payment_id, actor=self.actor)
        return self.answer(serializers.PaymentOutput, payment, status=201, location=_location(payment))
