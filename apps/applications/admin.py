"""Applications are looked at here; they are changed through the API, where the rules are."""

from django.contrib import admin

from apps.applications.models import Application, StageEvent
from apps.kernel.admin import ReadOnlyAdmin


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Loans asked for."""

    list_display = ("reference", "stage", "broker", "bdm", "loan_amount", "created_at")
    list_filter = ("stage", "application_type")
    search_fields = ("reference", "purpose")
    list_select_related = ("broker", "bdm")


@admin.register(StageEvent)
class StageEventAdmin(ReadOnlyAdmin):
    """The way they have come."""

    list_display = ("application", "seq", "from_stage", "to_stage", "at", "by")
    list_filter = ("to_stage",)
    list_select_related = ("application",)
