"""Every refusal becomes a problem document; one that denies access is written to the security log too."""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from drf_standardized_errors.formatter import ExceptionFormatter, flatten_errors
from drf_standardized_errors.handler import ExceptionHandler
from rest_framework import exceptions
from rest_framework.response import Response

from apps.kernel import errors
from apps.kernel.filters import UNKNOWN_PARAMETER
from apps.kernel.serializers import UNKNOWN_FIELD
from crm.api.problems import MEDIA_TYPE, problem
from crm.api.throttling import StoreUnavailable

security_log = logging.getLogger("crm.security")

# The first kind that matches decides.
STATUS: Mapping[type[errors.DomainError], int] = {
    errors.Invalid: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.StalePrecondition: 412,
    errors.TooLarge: 413,
    errors.Unsupported: 415,
    errors.IdempotencyKeyReused: 422,
    errors.TooManyAttempts: 429,
}
# DRF's own refusals; its codes are reworded between releases, ours are not.
REQUEST_CODES: Mapping[type[exceptions.APIException], str] = {
    exceptions.ParseError: "request.parse_error",
    exceptions.NotAuthenticated: "request.not_authenticated",
    exceptions.AuthenticationFailed: "request.not_authenticated",
    exceptions.PermissionDenied: "request.permission_denied",
    exceptions.NotFound: "request.not_found",
    exceptions.MethodNotAllowed: "request.method_not_allowed",
    exceptions.NotAcceptable: "request.not_acceptable",
    exceptions.UnsupportedMediaType: "request.unsupported_media_type",
    exceptions.Throttled: "request.throttled",
}
_SHAPE_CODES = {UNKNOWN_FIELD: "request.unknown_field", UNKNOWN_PARAMETER: "request.unknown_parameter"}
_NON_FIELD = "/non_field_errors"
_WWW_AUTHENTICATE = 'Bearer realm="api"'


def status_of(error: type[errors.DomainError]) -> int:
    """Return the HTTP status of a kind of refusal."""
    return next(status for kind, status in STATUS.items() if issubclass(error, kind))


class Refusal(exceptions.APIException):
    """A DomainError on its way through DRF."""

    def __init__(self, error: errors.DomainError) -> None:
        super().__init__(error.detail, error.code)
        self.status_code = status_of(type(error))
        self.error = error
        if isinstance(error, errors.TooManyAttempts):
            self.wait = error.retry_after
        if isinstance(error, errors.Unauthenticated):
            self.auth_header = _WWW_AUTHENTICATE


class ProblemHandler(ExceptionHandler):
    """DRF's exception handler."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        """Give our own refusals and Django's the form DRF knows."""
        if isinstance(exc, errors.DomainError):
            return Refusal(exc)
        if isinstance(exc, RequestDataTooBig):
            return Refusal(errors.TooLarge())
        if isinstance(exc, SuspiciousOperation):
            return exceptions.ParseError("The request is malformed.")
        converted: Exception = super().convert_known_exceptions(exc)
        return converted

    def set_rollback(self) -> None:
        """Undo the request's writes, but those of a refusal that has to leave a trace."""
        if not getattr(self.exc, "keeps_writes", False):
            super().set_rollback()

    def get_response(self, exc: exceptions.APIException, data: dict[str, Any]) -> Response:
        """Send the problem under its media type."""
        if exc.status_code in (401, 403, 429):
            _log_denial(self.context, data)
        return Response(data, exc.status_code, headers=self.get_headers(exc), content_type=MEDIA_TYPE)


class ProblemFormatter(ExceptionFormatter):
    """The body of a refusal."""

    def run(self) -> dict[str, Any]:
        """Return the problem document of `self.exc`."""
        status = self.exc.status_code
        if isinstance(self.exc, Refusal):
            error = self.exc.error
            reasons = [dict(zip(("pointer", "code", "message"), one, strict=True)) for one in error.errors]
            return problem(status, error.code, error.detail, reasons)
        if isinstance(self.exc, exceptions.ValidationError):
            found = [
                {"pointer": _pointer(item.attr), "code": item.code, "message": item.detail}
                for item in flatten_errors(self.exc.detail)
            ]
            known = (_SHAPE_CODES[item["code"]] for item in found if item["code"] in _SHAPE_CODES)
            where = ", ".join(item["pointer"] for item in found[:5])
            return problem(
                status, next(known, "request.invalid"), f"The request is not valid: {where}.", found
            )
        if isinstance(self.exc, StoreUnavailable):
            return problem(status, "request.unavailable", str(self.exc.detail))
        if status >= 500:
            return problem(
                status, "request.internal_error", "Something went wrong. Please quote the request_id."
            )
        code = next((code for kind, code in REQUEST_CODES.items() if isinstance(self.exc, kind)), None)
        if code == "request.not_authenticated":
            return problem(status, code, "Send a valid access token: Authorization: Bearer <access>.")
        return problem(status, code or "request.refused", str(self.exc.detail))


def _pointer(attr: str | None) -> str:
    """Return the JSON pointer of an input: /body/email, /query/page, /header/If-Match."""
    return "/" + (attr or "body").removesuffix(_NON_FIELD)


def _log_denial(context: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    request, view = context["request"], context["view"]
    actor = getattr(getattr(request, "user", None), "pk", None) if data["status"] != 401 else None
    security_log.warning(
        "denied",
        extra={
            "code": data["code"],
            "status": data["status"],
            "method": request.method,
            "view": type(view).__name__,
            "user_id": str(actor) if actor else None,
        },
    )
