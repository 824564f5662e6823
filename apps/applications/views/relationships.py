"""Operations 59-62: who stands on an application."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.applications import selectors, serializers
from apps.applications.services import links
from apps.kernel.views import APIView


class ApplicationBorrowersView(APIView):
    tag = "Relationships"
    needs = {"POST": "application.link"}
    accepts = {"POST": serializers.ApplicationBorrowerLinkInput}
    finds = {"POST": selectors.application_get_for_update}
    raises = {
        "POST": (
            selectors.ApplicationNotFound,
            links.UnknownBorrower,
            links.PartiesLocked,
            links.AlreadyLinked,
            links.PrimaryExists,
            links.GuarantorIsPrimary,
        )
    }

    @extend_schema(operation_id="application_borrower_link", responses={201: serializers.ApplicationOutput})
    def post(self, request: Request, application_id: UUID) -> Response:
        """Put a borrower on an application, as its primary borrower or beside one."""
        application = links.application_borrower_link(
            application_id=application_id, actor=self.actor, **self.data
        )
        return self.answer(
            serializers.ApplicationOutput,
            application,
            status=201,
            location=f"/api/v1/applications/{application_id}/borrowers/{self.data['borrower_id']}/",
        )


class ApplicationBorrowerView(APIView):
    tag = "Relationships"
    needs = {"DELETE": "application.link"}
    finds = {"DELETE": selectors.borrower_link_get_for_update}
    raises = {"DELETE": (selectors.ApplicationNotFound, selectors.LinkNotFound, links.PartiesLocked)}

    @extend_schema(operation_id="application_borrower_unlink", responses={204: None})
    def delete(self, request: Request, application_id: UUID, borrower_id: UUID) -> Response:
        """Take a borrower off an application; If-Match is about the application."""
        links.application_borrower_unlink(
            application_id=application_id, actor=self.actor, borrower_id=borrower_id
        )
        return Response(status=204)


class ApplicationGuarantorsView(APIView):
    tag = "Relationships"
    needs = {"POST": "application.link"}
    accepts = {"POST": serializers.ApplicationGuarantorLinkInput}
    finds = {"POST": selectors.application_get_for_update}
    raises = {
        "POST": (
            selectors.ApplicationNotFound,
            links.UnknownGuarantor,
            links.PartiesLocked,
            links.AlreadyLinked,
            links.GuarantorIsPrimary,
        )
    }

    @extend_schema(operation_id="application_guarantor_link", responses={201: serializers.ApplicationOutput})
    def post(self, request: Request, application_id: UUID) -> Response:
        """Put a guarantor on an application."""
        application = links.application_guarantor_link(
            application_id=application_id, actor=self.actor, **self.data
        )
        return self.answer(
            serializers.ApplicationOutput,
            application,
            status=201,
            location=f"/api/v1/applications/{application_id}/guarantors/{self.data['guarantor_id']}/",
        )


class ApplicationGuarantorView(APIView):
    tag = "Relationships"
    needs = {"DELETE": "application.link"}
    finds = {"DELETE": selectors.guarantor_link_get_for_update}
    raises = {"DELETE": (selectors.ApplicationNotFound, selectors.LinkNotFound, links.PartiesLocked)}

    @extend_schema(operation_id="application_guarantor_unlink", responses={204: None})
    def delete(self, request: Request, application_id: UUID, guarantor_id: UUID) -> Response:
        """Take a guarantor off an application; If-Match is about the application."""
        links.application_guarantor_unlink(
            application_id=application_id, actor=self.actor, guarantor_id=guarantor_id
        )
        return Response(status=204)
