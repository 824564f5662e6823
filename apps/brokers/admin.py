"""Branches, BDMs and brokers are looked at here; they are changed through the API, where the rules are."""

from django.contrib import admin

from apps.brokers.models import Bdm, Branch, Broker
from apps.kernel.admin import ReadOnlyAdmin


@admin.register(Branch)
class BranchAdmin(ReadOnlyAdmin):
    """Offices of the lender."""

    list_display = ("name", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)


@admin.register(Bdm)
class BdmAdmin(ReadOnlyAdmin):
    """Who works the book of a branch."""

    list_display = ("name", "email", "branch")
    list_select_related = ("branch",)
    search_fields = ("name", "email")


@admin.register(Broker)
class BrokerAdmin(ReadOnlyAdmin):
    """Who brings loans; account numbers are not shown here."""

    list_display = ("name", "company", "email", "branch", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("branch",)
    search_fields = ("name", "company", "email")
    exclude = ("commission_account",)
