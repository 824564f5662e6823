"""Notes are looked at here; they are made through the API, where the rules are."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from apps.documents.audience import Audience
from apps.kernel.admin import ReadOnlyAdmin
from apps.notes.models import Note


@admin.register(Note)
class NoteAdmin(ReadOnlyAdmin):
    """Notes that their authors do not keep to themselves."""

    list_display = ("id", "application", "borrower", "audience", "remind_on", "created_at")
    list_filter = ("audience",)
    list_select_related = ("application", "borrower")
    search_fields = ("body",)

    def get_queryset(self, request: Any) -> QuerySet[Note]:
        """Return what an admin may see."""
        rows: QuerySet[Note] = super().get_queryset(request)
        return rows.exclude(audience=Audience.PRIVATE)
