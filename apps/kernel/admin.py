"""The admin site shows; what changes rows is the API, where the rules are."""

from typing import Any

from django.contrib import admin


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Rows to look at: nobody adds, changes or deletes them by hand."""

    def has_add_permission(self, request: Any) -> bool:
        """Rows are created by the API."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Rows are changed by the API."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Rows are deleted by the API, or never."""
        return False
