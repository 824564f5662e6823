"""Audit events are read here, never written."""

from typing import Any

from django.contrib import admin

from apps.audit.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Who did what."""

    list_display = ("at", "action", "object_type", "object_id", "actor_id")
    list_filter = ("action", "object_type")
    search_fields = ("object_id", "actor_id", "request_id")

    def has_add_permission(self, request: Any) -> bool:
        """Nobody adds by hand."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Nobody changes."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Nobody deletes."""
        return False
