"""Schedules and payments are looked at here; they are made through the API, where the rules are."""

from typing import Any

from django.contrib import admin

from apps.repayments.models import Payment, RepaymentSchedule


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


@admin.register(RepaymentSchedule)
class RepaymentScheduleAdmin(_ReadOnlyAdmin):
    """Versions of schedules."""

    list_display = ("application", "number", "terms_version", "starts_on", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("application",)


@admin.register(Payment)
class PaymentAdmin(_ReadOnlyAdmin):
    """Money received."""

    list_display = ("application", "amount", "received_on", "reference", "method", "reversed_by")
    list_filter = ("method",)
    list_select_related = ("application", "reversed_by")
    search_fields = ("reference",)
