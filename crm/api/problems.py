"""RFC 9457 problem documents: the one shape of every refusal."""

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from apps.audit import tracing

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Bad request",
    401: "Not authenticated",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    412: "Precondition failed",
    413: "Content too large",
    415: "Unsupported media type",
    422: "Idempotency key reused",
    429: "Too many requests",
    500: "Internal server error",
    503: "Service unavailable",
}


def problem(
    status: int, code: str, detail: str, errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """Return the body of a refusal.

    Args:
        code: stable, `<app>.<code>` or `request.<code>`.
        errors: `[{pointer, code, message}]`, one for each input at fault.
    """
    return {
        "type": f"urn:problem:{code}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "code": code,
        "detail": detail,
        "errors": errors or [],
        "request_id": tracing.request_id(),
    }


def _refuse(status: int, code: str, detail: str) -> HttpResponse:
    body = json.dumps(problem(status, code, detail))
    return HttpResponse(body, status=status, content_type=MEDIA_TYPE)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404: no such route, a missing trailing slash, a malformed id."""
    detail = "No such path. Paths end with a slash and identifiers are UUIDs; see /api/docs/."
    return _refuse(404, "request.not_found", detail)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400: a request that Django itself refuses, such as an unknown Host."""
    if isinstance(exception, RequestDataTooBig):  # read by a middleware, before our own limit
        return _refuse(413, "request.too_large", "The body is larger than this server accepts.")
    return _refuse(400, "request.invalid", "The request is malformed.")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403."""
    return _refuse(403, "request.permission_denied", "You may not do this.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: the last resort, for errors outside of any view."""
    return _refuse(500, "request.internal_error", "Something went wrong. Please quote the request_id.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF failure view (the admin site's forms)."""
    return _refuse(403, "request.csrf_failed", "The form has expired. Please load the page again.")
