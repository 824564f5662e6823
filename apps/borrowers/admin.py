"""Borrowers and guarantors are looked at here; they are changed through the API, where the rules are."""

from django.contrib import admin

from apps.borrowers.models import Borrower, Guarantor
from apps.kernel.admin import ReadOnlyAdmin


@admin.register(Borrower)
class BorrowerAdmin(ReadOnlyAdmin):
    """Who owes."""

    list_display = ("name", "kind", "email", "broker")
    list_filter = ("kind",)
    list_select_related = ("broker",)
    search_fields = ("first_name", "last_name", "company_name", "trust_name", "email")


@admin.register(Guarantor)
class GuarantorAdmin(ReadOnlyAdmin):
    """Who stands in for a borrower."""

    list_display = ("name", "kind", "email", "borrower")
    list_filter = ("kind",)
    list_select_related = ("borrower",)
    search_fields = ("first_name", "last_name", "company_name", "email")
