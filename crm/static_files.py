"""Static files of the admin site, Swagger UI and ReDoc, beside the application and not in its middleware.

A middleware would cost every API request; servestatic's is asynchronous, a thread hop under WSGI.
"""

from typing import Any

from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from servestatic import ServeStatic, ServeStaticASGI


def beside_wsgi(application: Any) -> Any:
    """Return `application` with the collected static files beside it; in development it serves none."""
    return ServeStatic(application, **_collected()) if settings.PRODUCTION else application


def beside_asgi(application: Any) -> Any:
    """Return `application` with static files beside it: collected in production, else the packages' own."""
    return (
        ServeStaticASGI(application, **_collected())
        if settings.PRODUCTION
        else ASGIStaticFilesHandler(application)
    )


def _collected() -> dict[str, Any]:
    return {"root": settings.STATIC_ROOT, "prefix": settings.STATIC_URL, "add_headers_function": _protect}


def _protect(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
