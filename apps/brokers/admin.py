"""Branches, BDMs and brokers are looked at here; they are changed through the API, where the rules are."""

from typing import Any

from django.contrib import admin

from apps.brokers.models import Bdm, Branch, Broker


class _ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    def has_add_permission(self, request: Any) -> bool:
        """Rows are created by the API."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Rows are changed by the API."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Rows are deleted by the API."""
        return False


@admin.register(Branch)
class BranchAdmin(_ReadOnlyAdmin):
    """Offices of the lender."""

    list_display = ("name", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)


@admin.register(Bdm)
class BdmAdmin(_ReadOnlyAdmin):
    """Who works the book of a branch."""

    list_display = ("name", "email", "branch")
    list_select_related = ("branch",)
    search_fields = ("name", "email")


@admin.register(Broker)
class BrokerAdmin(_ReadOnlyAdmin):
    """Who brings loans; account numbers are not shown here."""

    list_display = ("name", "company", "email", "branch", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("branch",)
    search_fields = ("name", "company", "email")
    exclude = ("commission_account",)
