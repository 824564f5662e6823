"""At most 600 requests a minute for each caller (domain.md, section 12)."""

from typing import Any

from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class StoreUnavailable(APIException):
    """The store of the counters does not answer; letting everybody through would be the wrong default."""

    status_code = 503
    default_detail = "The service is not available at the moment. Try again in a minute."
    default_code = "unavailable"


class CallerThrottle(SimpleRateThrottle):
    """Count by user, or by address where nobody signed in. When the store fails, the request fails."""

    scope = "caller"

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request.

        Raises:
            StoreUnavailable: the counters cannot be read.
        """
        try:
            return bool(super().allow_request(request, view))
        except Exception as problem:  # each cache backend has errors of its own
            raise StoreUnavailable from problem

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Return the counter's name."""
        user: Any = request.user
        caller = self.get_ident(request) if user is None else user.pk
        return f"throttle:{caller}"
