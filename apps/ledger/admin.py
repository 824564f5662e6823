"""The journal is looked at here; it grows through the API, where the rules are."""

from typing import Any

from django.contrib import admin

from apps.kernel.admin import ReadOnlyAdmin
from apps.ledger.models import JournalEntry, JournalLine


class _JournalLineInline(admin.TabularInline):  # type: ignore[type-arg]  # generic in the stubs only
    model = JournalLine
    fields = ("account", "debit", "credit")
    readonly_fields = fields
    can_delete = False

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Lines come with their entry."""
        return False


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    """What was posted."""

    list_display = ("posted_at", "application_id", "seq", "kind", "effective_on", "description")
    list_filter = ("kind",)
    search_fields = ("description",)
    inlines = (_JournalLineInline,)
