"""At most 600 requests a minute for each caller (domain.md, section 12)."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class CallerThrottle(SimpleRateThrottle):
    """Count by user, and where nobody signed in by address. When the store fails the request fails: closed."""

    scope = "caller"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Return the counter's name."""
        caller = request.user.pk if request.user is not None else self.get_ident(request)
        return f"throttle:{caller}"
