"""Fees and funding tables are looked at here; they are made through the API, where the rules are."""

from django.contrib import admin

from apps.fees.models import Fee, FeeDefinition, FundingTable
from apps.kernel.admin import ReadOnlyAdmin


@admin.register(FeeDefinition)
class FeeDefinitionAdmin(ReadOnlyAdmin):
    """Rules."""

    list_display = ("code", "name", "kind", "method", "collect", "is_active")
    list_filter = ("kind", "method", "is_active")
    search_fields = ("code", "name")


@admin.register(Fee)
class FeeAdmin(ReadOnlyAdmin):
    """What was charged."""

    list_display = ("application", "kind", "description", "gross", "status", "due_on", "paid_on")
    list_filter = ("kind", "status", "collect")
    list_select_related = ("application",)
    search_fields = ("description",)


@admin.register(FundingTable)
class FundingTableAdmin(ReadOnlyAdmin):
    """What was left to pay out."""

    list_display = ("application", "number", "terms_version", "starts_on", "gross_loan", "net_funds")
    list_select_related = ("application",)
