"""Audit events are read here, never written."""

from django.contrib import admin

from apps.audit.models import AuditEvent
from apps.kernel.admin import ReadOnlyAdmin


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Who did what."""

    list_display = ("at", "action", "object_type", "object_id", "actor_id")
    list_filter = ("action", "object_type")
    search_fields = ("object_id", "actor_id", "request_id")
