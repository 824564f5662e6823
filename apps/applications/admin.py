"""Applications are looked at here; they are changed through the API, where the rules are."""

from typing import Any

from django.contrib import admin

from apps.applications.models import Application, StageEvent


class _ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    def has_add_permission(self, request: Any) -> bool:
        """Rows come from the API."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Rows are changed by the API."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Rows are deleted by the API."""
        return False


@admin.register(Application)
class ApplicationAdmin(_ReadOnlyAdmin):
    """Loans asked for."""

    list_display = ("reference", "stage", "broker", "bdm", "loan_amount", "created_at")
    list_filter = ("stage", "application_type")
    search_fields = ("reference", "purpose")
    list_select_related = ("broker", "bdm")


@admin.register(StageEvent)
class StageEventAdmin(_ReadOnlyAdmin):
    """The way they have come."""

    list_display = ("application", "seq", "from_stage", "to_stage", "at", "by")
    list_filter = ("to_stage",)
    list_select_related = ("application",)
