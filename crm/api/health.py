"""Is the process alive, and can it serve? Outside of the contract, without a token."""

from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
@transaction.non_atomic_requests
def health(request: HttpRequest) -> JsonResponse:
    """Answer while the process lives; asks nothing of anybody."""
    return JsonResponse({"status": "ok"})


@require_safe
@transaction.non_atomic_requests
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database and the cache answer, else 503 with the part that does not."""
    parts = {"database": _database(), "cache": _cache()}
    ok = all(parts.values())
    shown = {name: "ok" if works else "unavailable" for name, works in parts.items()}
    return JsonResponse({"status": "ok" if ok else "unavailable", **shown}, status=200 if ok else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _cache() -> bool:
    try:
        cache.set("ready", "1", timeout=5)
        return bool(cache.get("ready") == "1")
    except Exception:  # any client library's own error means the same
        return False
