"""Operations 76-79: asking people to sign."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.documents import filters, selectors, serializers
from apps.documents.services import documents, signature_requests
from apps.kernel.idempotency import Idempotency
from apps.kernel.views import APIView


class DocumentSignatureRequestsView(APIView):
    tag = "Signing"
    needs = {"POST": "signature_request.create"}
    accepts = {"POST": serializers.SignatureRequestCreateInput}
    finds = {"POST": selectors.document_get_for_request}
    idempotent = {"POST": Idempotency.NOT_OFFERED}  # a stored answer would keep the tokens
    raises = {
        "POST": (
            selectors.DocumentNotFound,
            signature_requests.ExpiryOutOfRange,
            signature_requests.DuplicateSigner,
            documents.Locked,
            documents.SignaturePending,
            signature_requests.NotSignable,
        )
    }

    @extend_schema(
        operation_id="signature_request_create", responses={201: serializers.InvitedSignatureRequestOutput}
    )
    def post(self, request: Request, document_id: UUID) -> Response:
        """Freeze the current version of a document and ask people to sign it.

        The answer alone carries each signer's token and link.
        """
        made, tokens = signature_requests.signature_request_create(
            document_id=document_id, actor=self.actor, **self.data
        )
        for signer, token in zip(made.signers.all(), tokens, strict=True):
            vars(signer).update(token=token, signing_url=f"/api/v1/signing/{token}/")
        return self.answer(
            serializers.InvitedSignatureRequestOutput,
            made,
            status=201,
            location=f"/api/v1/signature-requests/{made.id}/",
        )


class SignatureRequestsView(APIView):
    tag = "Signing"
    needs = {"GET": "signature_request.read"}
    lists = filters.SignatureRequestFilter

    @extend_schema(
        operation_id="signature_request_list", responses=serializers.SignatureRequestOutput(many=True)
    )
    def get(self, request: Request) -> Response:
        """List the signature requests on the documents that you may see."""
        found = selectors.signature_request_list(viewer=self.actor)
        return self.answer_page(serializers.SignatureRequestOutput, found)


class SignatureRequestView(APIView):
    tag = "Signing"
    needs = {"GET": "signature_request.read"}
    finds = {"GET": selectors.signature_request_get}
    raises = {"GET": (selectors.SignatureRequestNotFound,)}

    @extend_schema(operation_id="signature_request_retrieve", responses=serializers.SignatureRequestOutput)
    def get(self, request: Request, signature_request_id: UUID) -> Response:
        """Retrieve a signature request with how far each signer is."""
        return self.answer(serializers.SignatureRequestOutput, self.found)


class SignatureRequestCancelView(APIView):
    tag = "Signing"
    needs = {"POST": "signature_request.cancel"}
    finds = {"POST": selectors.signature_request_get_for_update}
    idempotent = {"POST": Idempotency.NOT_OFFERED}
    raises = {"POST": (selectors.SignatureRequestNotFound, signature_requests.NotPending)}

    @extend_schema(
        operation_id="signature_request_cancel",
        request=None,
        responses=serializers.SignatureRequestOutput,
    )
    def post(self, request: Request, signature_request_id: UUID) -> Response:
        """Take a pending request back; its links are dead, and the document may get another version."""
        cancelled = signature_requests.signature_request_cancel(
            signature_request_id=signature_request_id, actor=self.actor
        )
        return self.answer(serializers.SignatureRequestOutput, cancelled)
