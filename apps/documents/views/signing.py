"""Operations 80-83: what a signer does. Who holds the token of the path may call them, and nobody else."""

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.documents import selectors, serializers
from apps.documents.services import signing
from apps.documents.sniffing import PDF
from apps.documents.views.documents import download_of
from apps.kernel.idempotency import Idempotency
from apps.kernel.views import HOLDER, APIView


class SigningView(APIView):
    tag = "Signing"
    needs = {"GET": HOLDER}
    finds = {"GET": selectors.signing_get}
    raises = {"GET": (selectors.SigningNotFound,)}

    @extend_schema(operation_id="signing_retrieve", responses=serializers.SigningOutput)
    def get(self, request: Request, token: str) -> Response:
        """Retrieve what you are asked to sign."""
        return self.answer(serializers.SigningOutput, self.found)


class SigningDocumentView(APIView):
    tag = "Signing"
    needs = {"GET": HOLDER}
    serves = (PDF,)
    finds = {"GET": selectors.signing_get}
    raises = {"GET": (selectors.SigningNotFound,)}

    @extend_schema(
        operation_id="signing_document",
        responses={
            (200, PDF): OpenApiTypes.BINARY,
            304: OpenApiResponse(description="You have it already."),
        },
    )
    def get(self, request: Request, token: str) -> HttpResponseBase:
        """Download exactly the bytes that you are asked to sign."""
        return self.answer_file(download_of(self.found.request.document_version))


class SigningSignView(APIView):
    tag = "Signing"
    needs = {"POST": HOLDER}
    accepts = {"POST": serializers.SignInput}
    finds = {"POST": selectors.signing_get_for_update}
    idempotent = {"POST": Idempotency.NOT_OFFERED}
    raises = {
        "POST": (
            selectors.SigningNotFound,
            signing.AlreadyActed,
            signing.NotYourTurn,
            signing.HashMismatch,
        )
    }

    @extend_schema(operation_id="signing_sign", responses=serializers.SigningOutput)
    def post(self, request: Request, token: str) -> Response:
        """Sign with your name, your consent and the SHA-256 of what you have seen.

        The last signature completes the request: the document gets a version with a certificate page and an
        electronic signature over the whole file, and stays as it is for ever.
        """
        return self.answer(serializers.SigningOutput, signing.signing_sign(token=token, **_words(self.data)))


class SigningDeclineView(APIView):
    tag = "Signing"
    needs = {"POST": HOLDER}
    accepts = {"POST": serializers.DeclineInput}
    finds = {"POST": selectors.signing_get_for_update}
    idempotent = {"POST": Idempotency.NOT_OFFERED}
    raises = {"POST": (selectors.SigningNotFound, signing.AlreadyActed, signing.NotYourTurn)}

    @extend_schema(operation_id="signing_decline", responses=serializers.SigningOutput)
    def post(self, request: Request, token: str) -> Response:
        """Refuse to sign; the request is over for everybody who was asked."""
        return self.answer(serializers.SigningOutput, signing.signing_decline(token=token, **self.data))


def _words(data: dict[str, object]) -> dict[str, str]:
    """Return what is kept of a signature; that there is consent, its shape has told."""
    return {name: str(value) for name, value in data.items() if name != "consent"}
