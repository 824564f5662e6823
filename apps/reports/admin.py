"""Saved reports are looked at here; they are made and deleted through the API."""

from django.contrib import admin

from apps.kernel.admin import ReadOnlyAdmin
from apps.reports.models import ReportDefinition


@admin.register(ReportDefinition)
class ReportDefinitionAdmin(ReadOnlyAdmin):
    """Saved reports."""

    list_display = ("name", "owner", "created_at")
    list_select_related = ("owner",)
    search_fields = ("name",)
