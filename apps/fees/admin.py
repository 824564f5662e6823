"""Fees and funding tables are looked at here; they are made through the API, where the rules are."""

from typing import Any

from django.contrib import admin

from apps.fees.models import Fee, FeeDefinition, FundingTable


class _ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    def has_add_permission(self, request: Any) -> bool:
        """Rows come from the API."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Rows are changed by the API."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Rows stay."""
        return False


@admin.register(FeeDefinition)
class FeeDefinitionAdmin(_ReadOnlyAdmin):
    """Rules."""

    list_display = ("code", "name", "kind", "method", "collect", "is_active")
    list_filter = ("kind", "method", "is_active")
    search_fields = ("code", "name")


@admin.register(Fee)
class FeeAdmin(_ReadOnlyAdmin):
    """What was charged."""

    list_display = ("application", "kind", "description", "gross", "status", "due_on", "paid_on")
    list_filter = ("kind", "status", "collect")
    list_select_related = ("application",)
    search_fields = ("description",)


@admin.register(FundingTable)
class FundingTableAdmin(_ReadOnlyAdmin):
    """What was left to pay out."""

    list_display = ("application", "number", "terms_version", "starts_on", "gross_loan", "net_funds")
    list_select_related = ("application",)
