"""Documents are looked at here; they are made through the API, where the rules are."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from apps.documents.audience import Audience
from apps.documents.models import Document, SignatureRequest
from apps.kernel.admin import ReadOnlyAdmin


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """Documents that their authors do not keep to themselves; their bytes are downloaded through the API."""

    list_display = ("title", "type", "application", "borrower", "audience", "current_version", "is_locked")
    list_filter = ("type", "audience", "is_locked")
    list_select_related = ("application", "borrower")
    search_fields = ("title", "description")

    def get_queryset(self, request: Any) -> QuerySet[Document]:
        """Return what an admin may see."""
        rows: QuerySet[Document] = super().get_queryset(request)
        return rows.exclude(audience=Audience.PRIVATE)


@admin.register(SignatureRequest)
class SignatureRequestAdmin(ReadOnlyAdmin):
    """Who was asked to sign; without the signers' tokens."""

    list_display = ("id", "document", "status", "expires_at", "sequential")
    list_filter = ("status",)
    list_select_related = ("document",)

    def get_queryset(self, request: Any) -> QuerySet[SignatureRequest]:
        """Return what an admin may see."""
        rows: QuerySet[SignatureRequest] = super().get_queryset(request)
        return rows.exclude(document__audience=Audience.PRIVATE)
