"""Paths of operations 67-83."""

from django.urls import path

from apps.documents.views import documents

_DOCUMENT = "documents/<id:document_id>/"

urlpatterns = [
    path("documents/", documents.DocumentsView.as_view()),
    path(_DOCUMENT, documents.DocumentView.as_view()),
    path(f"{_DOCUMENT}download/", documents.DocumentDownloadView.as_view()),
    path(f"{_DOCUMENT}versions/", documents.DocumentVersionsView.as_view()),
    path(f"{_DOCUMENT}versions/<number:number>/download/", documents.DocumentVersionDownloadView.as_view()),
]
