"""HTTP in, one service call, HTTP out."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.borrowers import filters, selectors, serializers
from apps.borrowers.services import borrowers, guarantors, parties, references
from apps.kernel.views import APIView

_BORROWER_REFUSALS = (
    references.BrokerRequired,
    references.UnknownBroker,
    references.UnknownUser,
    references.UserRole,
    references.UserTaken,
    parties.NamesOfKind,
    borrowers.UnderAge,
)


class BorrowersView(APIView):
    tag = "Borrowers"
    needs = {"GET": "borrower.read", "POST": "borrower.create"}
    accepts = {"POST": serializers.BorrowerCreateInput}
    lists = filters.BorrowerFilter
    raises = {"POST": _BORROWER_REFUSALS}

    @extend_schema(operation_id="borrower_list", responses=serializers.BorrowerOutput(many=True))
    def get(self, request: Request) -> Response:
        """List borrowers; a borrower sees the own record."""
        return self.answer_page(
            serializers.BorrowerOutput,
            selectors.borrower_list(viewer=self.actor),
            tally=selectors.borrower_tally,
        )

    @extend_schema(operation_id="borrower_create", responses={201: serializers.BorrowerOutput})
    def post(self, request: Request) -> Response:
        """Take on a borrower.

        A broker's are the broker's own; a BDM names a broker of the branch; an admin may leave it open.
        """
        borrower = borrowers.borrower_create(actor=self.actor, **self.data)
        return self.answer(
            serializers.BorrowerOutput, borrower, status=201, location=f"/api/v1/borrowers/{borrower.id}/"
        )


class BorrowerView(APIView):
    tag = "Borrowers"
    needs = {"GET": "borrower.read", "PATCH": "borrower.update", "DELETE": "borrower.delete"}
    accepts = {"PATCH": serializers.BorrowerUpdateInput}
    finds = {
        "GET": selectors.borrower_get,
        "PATCH": selectors.borrower_get_for_update,
        "DELETE": selectors.borrower_get_for_delete,
    }
    raises = {
        "GET": (selectors.BorrowerNotFound,),
        "PATCH": (selectors.BorrowerNotFound, references.UserLinkForbidden, *_BORROWER_REFUSALS),
        "DELETE": (selectors.BorrowerNotFound, borrowers.BorrowerInUse),
    }

    @extend_schema(operation_id="borrower_retrieve", responses=serializers.BorrowerOutput)
    def get(self, request: Request, borrower_id: UUID) -> Response:
        """Retrieve a borrower."""
        return self.answer(serializers.BorrowerOutput, self.found)

    @extend_schema(operation_id="borrower_update", responses=serializers.BorrowerOutput)
    def patch(self, request: Request, borrower_id: UUID) -> Response:
        """Change a borrower; the kind stays, and an object or list is replaced as a whole."""
        borrower = borrowers.borrower_update(borrower_id=borrower_id, actor=self.actor, **self.data)
        return self.answer(serializers.BorrowerOutput, borrower)

    @extend_schema(operation_id="borrower_delete", responses={204: None})
    def delete(self, request: Request, borrower_id: UUID) -> Response:
        """Remove a borrower who stands on no application and has no guarantor."""
        borrowers.borrower_delete(borrower_id=borrower_id, actor=self.actor)
        return Response(status=204)


class GuarantorsView(APIView):
    tag = "Guarantors"
    needs = {"GET": "guarantor.read", "POST": "guarantor.create"}
    accepts = {"POST": serializers.GuarantorCreateInput}
    lists = filters.GuarantorFilter
    raises = {"POST": (references.UnknownBorrower, parties.NamesOfKind)}

    @extend_schema(operation_id="guarantor_list", responses=serializers.GuarantorOutput(many=True))
    def get(self, request: Request) -> Response:
        """List guarantors."""
        return self.answer_page(serializers.GuarantorOutput, selectors.guarantor_list(viewer=self.actor))

    @extend_schema(operation_id="guarantor_create", responses={201: serializers.GuarantorOutput})
    def post(self, request: Request) -> Response:
        """Take on a guarantor of one borrower."""
        guarantor = guarantors.guarantor_create(actor=self.actor, **self.data)
        return self.answer(
            serializers.GuarantorOutput,
            guarantor,
            status=201,
            location=f"/api/v1/guarantors/{guarantor.id}/",
        )


class GuarantorView(APIView):
    tag = "Guarantors"
    needs = {"GET": "guarantor.read", "PATCH": "guarantor.update", "DELETE": "guarantor.delete"}
    accepts = {"PATCH": serializers.GuarantorUpdateInput}
    finds = {
        "GET": selectors.guarantor_get,
        "PATCH": selectors.guarantor_get_for_update,
        "DELETE": selectors.guarantor_get_for_delete,
    }
    raises = {
        "GET": (selectors.GuarantorNotFound,),
        "PATCH": (selectors.GuarantorNotFound, parties.NamesOfKind),
        "DELETE": (selectors.GuarantorNotFound, guarantors.GuarantorInUse),
    }

    @extend_schema(operation_id="guarantor_retrieve", responses=serializers.GuarantorOutput)
    def get(self, request: Request, guarantor_id: UUID) -> Response:
        """Retrieve a guarantor."""
        return self.answer(serializers.GuarantorOutput, self.found)

    @extend_schema(operation_id="guarantor_update", responses=serializers.GuarantorOutput)
    def patch(self, request: Request, guarantor_id: UUID) -> Response:
        """Change a guarantor; the kind and the borrower stay."""
        guarantor = guarantors.guarantor_update(guarantor_id=guarantor_id, actor=self.actor, **self.data)
        return self.answer(serializers.GuarantorOutput, guarantor)

    @extend_schema(operation_id="guarantor_delete", responses={204: None})
    def delete(self, request: Request, guarantor_id: UUID) -> Response:
        """Remove a guarantor who stands on no application."""
        guarantors.guarantor_delete(guarantor_id=guarantor_id, actor=self.actor)
        return Response(status=204)
