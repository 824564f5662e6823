"""Query parameters of the lists."""

from apps.kernel.actor import Role
from apps.kernel.filters import ListFilter
from apps.kernel.parameters import BooleanFilter, ChoiceFilter, ChoiceInFilter

_ROLES = [role.value for role in Role]


class UserFilter(ListFilter):
    """`GET /users/`."""

    role = ChoiceFilter(choices=_ROLES)
    role_in = ChoiceInFilter(field_name="role", choices=_ROLES)
    is_active = BooleanFilter()

    ordering_fields = {
        name: name for name in ("created_at", "email", "first_name", "last_name", "role", "last_login_at")
    }
    search_fields = ("email", "first_name", "last_name")
