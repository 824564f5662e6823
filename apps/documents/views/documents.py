"""Operations 67-74: documents, their versions, and the bytes of these."""

from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.documents import filenames, filters, selectors, serializers, storage
from apps.documents.models import CONTENT_TYPES, Document, DocumentVersion
from apps.documents.services import documents, references
from apps.documents.sniffing import EmptyFile, UnsupportedType
from apps.kernel.downloads import Download
from apps.kernel.idempotency import Idempotency
from apps.kernel.views import APIView

# What an operation that sends a file answers with.
FILE: dict[Any, Any] = {
    **{(200, content_type): OpenApiTypes.BINARY for content_type in CONTENT_TYPES},
    304: OpenApiResponse(description="You have it already."),
}


def location_of(document: Document) -> str:
    """Return the path of a document."""
    return f"/api/v1/documents/{document.id}/"


def download_of(version: DocumentVersion) -> Download:
    """Return a version as it is sent."""
    return Download(
        filename=filenames.for_download(version.filename, version.content_type),
        content_type=version.content_type,
        size=version.size,
        sha256=version.sha256,
        opened=lambda: storage.opened(version.id),
    )


class DocumentsView(APIView):
    tag = "Documents"
    needs = {"GET": "document.read", "POST": "document.create"}
    accepts = {"POST": serializers.DocumentCreateInput}
    lists = filters.DocumentFilter
    idempotent = {"POST": Idempotency.NOT_OFFERED}
    raises = {
        "POST": (
            UnsupportedType,
            references.OneOwner,
            references.UnknownApplication,
            references.UnknownBorrower,
            references.AudienceWithoutYou,
            EmptyFile,
        )
    }

    @extend_schema(operation_id="document_list", responses=serializers.DocumentOutput(many=True))
    def get(self, request: Request) -> Response:
        """List the documents that you may see."""
        return self.answer_page(serializers.DocumentOutput, selectors.document_list(viewer=self.actor))

    @extend_schema(operation_id="document_create", responses={201: serializers.DocumentOutput})
    def post(self, request: Request) -> Response:
        """Upload a file as version 1 of a new document.

        It belongs either to an application or to a borrower. PDF, PNG, JPEG, DOCX, XLSX, CSV and text in
        UTF-8 are taken, told by their bytes; of the filename, what looks like a path is dropped.
        """
        document = documents.document_create(actor=self.actor, **self.data)
        return self.answer(serializers.DocumentOutput, document, status=201, location=location_of(document))


class DocumentView(APIView):
    tag = "Documents"
    needs = {
        "GET": "document.read",
        "PATCH": "document.update",
        "DELETE": ("document.delete", "document.delete_own"),
    }
    accepts = {"PATCH": serializers.DocumentUpdateInput}
    finds = {
        "GET": selectors.document_get,
        "PATCH": selectors.document_get_for_update,
        "DELETE": selectors.document_get_for_delete,
    }
    raises = {
        "GET": (selectors.DocumentNotFound,),
        "PATCH": (
            selectors.DocumentNotFound,
            references.AudienceWithoutYou,
            documents.Locked,
            documents.SignaturePending,
        ),
        "DELETE": (selectors.DocumentNotFound, documents.NotUploader, documents.SentForSignature),
    }

    @extend_schema(operation_id="document_retrieve", responses=serializers.DocumentOutput)
    def get(self, request: Request, document_id: UUID) -> Response:
        """Retrieve a document with all its versions and the state of its signature."""
        return self.answer(serializers.DocumentOutput, self.found)

    @extend_schema(operation_id="document_update", responses=serializers.DocumentOutput)
    def patch(self, request: Request, document_id: UUID) -> Response:
        """Change title, description or audience, while nobody is asked to sign and nobody has."""
        document = documents.document_update(document_id=document_id, actor=self.actor, **self.data)
        return self.answer(serializers.DocumentOutput, document)

    @extend_schema(operation_id="document_delete", responses={204: None})
    def delete(self, request: Request, document_id: UUID) -> Response:
        """Delete a document that was never put up for signature, with all its versions."""
        documents.document_delete(document_id=document_id, actor=self.actor)
        return Response(status=204)


class DocumentDownloadView(APIView):
    tag = "Documents"
    needs = {"GET": "document.read"}
    serves = CONTENT_TYPES
    finds = {"GET": selectors.current_version_get}
    raises = {"GET": (selectors.DocumentNotFound,)}

    @extend_schema(operation_id="document_download", responses=FILE)
    def get(self, request: Request, document_id: UUID) -> HttpResponseBase:
        """Download the current version: exactly the bytes that were stored."""
        return self.answer_file(download_of(self.found))


class DocumentVersionsView(APIView):
    tag = "Documents"
    needs = {"POST": ("document.version_create", "document.version_create_own")}
    accepts = {"POST": serializers.DocumentVersionCreateInput}
    finds = {"POST": selectors.document_get}
    idempotent = {"POST": Idempotency.NOT_OFFERED}
    raises = {
        "POST": (
            UnsupportedType,
            selectors.DocumentNotFound,
            documents.NotUploader,
            EmptyFile,
            documents.Locked,
            documents.SignaturePending,
        )
    }

    @extend_schema(operation_id="document_version_create", responses={201: serializers.DocumentOutput})
    def post(self, request: Request, document_id: UUID) -> Response:
        """Upload a file as the next version of a document; the answer is the document with it."""
        document = documents.document_version_create(document_id=document_id, actor=self.actor, **self.data)
        return self.answer(serializers.DocumentOutput, document, status=201, location=location_of(document))


class DocumentVersionDownloadView(APIView):
    tag = "Documents"
    needs = {"GET": "document.read"}
    serves = CONTENT_TYPES
    finds = {"GET": selectors.version_get}
    raises = {"GET": (selectors.DocumentNotFound, selectors.VersionNotFound)}

    @extend_schema(operation_id="document_version_download", responses=FILE)
    def get(self, request: Request, document_id: UUID, number: int) -> HttpResponseBase:
        """Download one version, for ever the same bytes."""
        return self.answer_file(download_of(self.found))
