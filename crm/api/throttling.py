"""At most 600 requests a minute for each caller (domain.md, section 12)."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class CallerThrottle(SimpleRateThrottle):
    """Count by user, or by address where nobody signed in. When the store fails, the request fails."""

    scope = "caller"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Return the counter's name."""
        user: Any = request.user
        caller = self.get_ident(request) if user is None else user.pk
        return f"throttle:{caller}"
