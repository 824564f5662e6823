"""Schedules and payments are looked at here; they are made through the API, where the rules are."""

from django.contrib import admin

from apps.kernel.admin import ReadOnlyAdmin
from apps.repayments.models import Payment, RepaymentSchedule


@admin.register(RepaymentSchedule)
class RepaymentScheduleAdmin(ReadOnlyAdmin):
    """Versions of schedules."""

    list_display = ("application", "number", "terms_version", "starts_on", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("application",)


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    """Money received."""

    list_display = ("application", "amount", "received_on", "reference", "method", "reversed_by")
    list_filter = ("method",)
    list_select_related = ("application", "reversed_by")
    search_fields = ("reference",)
