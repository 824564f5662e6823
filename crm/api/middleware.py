"""What holds for every response, whoever made it."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from rest_framework.throttling import BaseThrottle

from apps.audit import tracing

_STATIC = "/" + settings.STATIC_URL.lstrip("/")


class RequestContextMiddleware:
    """Give each request an id, and each response the headers of security.md, row 19."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        _measure_body(request)
        with tracing.request(address=BaseThrottle().get_ident(cast(Any, request))) as request_id:
            response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        if not request.path_info.startswith(_STATIC):
            response.headers["Cache-Control"] = "private, no-store"
        return response


def _measure_body(request: HttpRequest) -> None:
    """Give a chunked body its length: Django and DRF read a body only as far as Content-Length says."""
    stream: Any = getattr(request, "_stream", None)
    chunked = request.META.get("HTTP_TRANSFER_ENCODING") and not request.META.get("CONTENT_LENGTH")
    if chunked and hasattr(stream, "seek"):
        request.META["CONTENT_LENGTH"] = str(stream.seek(0, 2))
        stream.seek(0)
