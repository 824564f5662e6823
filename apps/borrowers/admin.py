"""Borrowers and guarantors are looked at here; they are changed through the API, where the rules are."""

from typing import Any

from django.contrib import admin

from apps.borrowers.models import Borrower, Guarantor


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


@admin.register(Borrower)
class BorrowerAdmin(_ReadOnlyAdmin):
    """Who owes."""

    list_display = ("name", "kind", "email", "broker")
    list_filter = ("kind",)
    list_select_related = ("broker",)
    search_fields = ("first_name", "last_name", "company_name", "trust_name", "email")


@admin.register(Guarantor)
class GuarantorAdmin(_ReadOnlyAdmin):
    """Who stands in for a borrower."""

    list_display = ("name", "kind", "email", "borrower")
    list_filter = ("kind",)
    list_select_related = ("borrower",)
    search_fields = ("first_name", "last_name", "company_name", "email")
