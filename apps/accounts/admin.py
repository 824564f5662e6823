"""Users are looked at here; they are changed through the API, where the rules are."""

from typing import Any

from django.contrib import admin

from apps.accounts.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Who can sign in."""

    list_display = ("email", "first_name", "last_name", "role", "is_active", "last_login_at")
    list_filter = ("role", "is_active")
    search_fields = ("email", "first_name", "last_name")
    exclude = ("password",)

    def has_add_permission(self, request: Any) -> bool:
        """Users are created by user_create."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Users are changed by user_update."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Users are never deleted."""
        return False
