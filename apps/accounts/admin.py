"""Users are looked at here; they are changed through the API, where the rules are."""

from django.contrib import admin

from apps.accounts.models import User
from apps.kernel.admin import ReadOnlyAdmin


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Who can sign in."""

    list_display = ("email", "first_name", "last_name", "role", "is_active", "last_login_at")
    list_filter = ("role", "is_active")
    search_fields = ("email", "first_name", "last_name")
    exclude = ("password",)
