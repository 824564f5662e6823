"""Paths of operations 67-83."""

from django.urls import path

from apps.documents.views import documents, generation, signature_requests, signing

_DOCUMENT = "documents/<id:document_id>/"
_REQUEST = "signature-requests/<id:signature_request_id>/"
_SIGNING = "signing/<token:token>/"

urlpatterns = [
    path("documents/", documents.DocumentsView.as_view()),
    path(_DOCUMENT, documents.DocumentView.as_view()),
    path(f"{_DOCUMENT}download/", documents.DocumentDownloadView.as_view()),
    path(f"{_DOCUMENT}versions/", documents.DocumentVersionsView.as_view()),
    path(f"{_DOCUMENT}versions/<number:number>/download/", documents.DocumentVersionDownloadView.as_view()),
    path(
        "applications/<id:application_id>/generated-documents/",
        generation.ApplicationGeneratedDocumentsView.as_view(),
    ),
    path(f"{_DOCUMENT}signature-requests/", signature_requests.DocumentSignatureRequestsView.as_view()),
    path("signature-requests/", signature_requests.SignatureRequestsView.as_view()),
    path(_REQUEST, signature_requests.SignatureRequestView.as_view()),
    path(f"{_REQUEST}cancel/", signature_requests.SignatureRequestCancelView.as_view()),
    path(_SIGNING, signing.SigningView.as_view()),
    path(f"{_SIGNING}document/", signing.SigningDocumentView.as_view()),
    path(f"{_SIGNING}sign/", signing.SigningSignView.as_view()),
    path(f"{_SIGNING}decline/", signing.SigningDeclineView.as_view()),
]
