"""Role checks only: may this role call this operation at all? On which objects is a matter of visibility."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from apps.accounts import roles


class HoldsPermission(BasePermission):
    """The caller's role holds one of the codes that the view needs for this method."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return False for nobody and for the wrong role; a method the path lacks is left to the 405."""
        method = "GET" if request.method == "HEAD" else request.method
        if view.is_public(method):
            return True
        user: Any = request.user
        if user is None:
            return False
        needs = view.needs.get(method)
        if needs is None:
            return True
        return roles.holds(user.actor.role, (needs,) if isinstance(needs, str) else needs)
