"""The journal is looked at here; it grows through the API, where the rules are."""

from typing import Any

from django.contrib import admin

from apps.ledger.models import JournalEntry, JournalLine


class _JournalLineInline(admin.TabularInline):  # type: ignore[type-arg]  # generic in the stubs only
    model = JournalLine
    fields = ("account", "debit", "credit")

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Lines come with their entry."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Lines never change."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Lines never go."""
        return False


@admin.register(JournalEntry)
class JournalEntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What was posted."""

    list_display = ("posted_at", "application_id", "seq", "kind", "effective_on", "description")
    list_filter = ("kind",)
    search_fields = ("description",)
    inlines = (_JournalLineInline,)

    def has_add_permission(self, request: Any) -> bool:
        """Entries come from the API."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Entries never change."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Entries never go."""
        return False
