"""Requests that crash the server."""

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from contract_tests.defects.planting import Defect, Requests, body_of, model, sent

_NOBODY = UUID("00000000-0000-4000-8000-000000000000")


class ServerErrorOnBoundary(Defect):
    """A first name of exactly 80 characters crashes."""

    operation = "user_create"
    test = "coverage::boundary_requests_are_answered_as_documented"
    checks = ("not_a_server_error",)

    def enter(self, request: HttpRequest) -> None:
        """Crash."""
        body = body_of(request)
        if (
            isinstance(body, dict)
            and isinstance(body.get("first_name"), str)
            and len(body["first_name"]) == 80
        ):
            raise RuntimeError("value too long for type character varying(79)")

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The boundary and the other required fields."""
        body = sent(requests[0])
        return len(requests) == 1 and len(body["first_name"]) == 80 and "time_zone" not in body


class GreatestPageIsServerError(Defect):
    """The greatest page size that the contract allows crashes."""

    operation = "user_list"
    test = "coverage::boundary_requests_are_answered_as_documented"
    checks = ("not_a_server_error",)

    def enter(self, request: HttpRequest) -> None:
        """Crash."""
        if request.GET.get("page_size") == "100":
            raise RuntimeError("page too large")

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Only the page size is left."""
        return len(requests) == 1 and requests[0]["query"] == "page_size=100"


class NulByteIsServerError(Defect):
    """Text with NUL reaches the database, which refuses it."""

    operation = "profile_update"
    test = "enumeration::each_value_of_each_field_is_judged_by_the_schema"
    checks = ("not_a_server_error",)

    def enter(self, request: HttpRequest) -> None:
        """Crash."""
        if "\\u0000" in str(body_of(request)).encode("unicode_escape").decode() or "\\x00" in repr(
            body_of(request)
        ):
            raise ValueError("A string literal cannot contain NUL (0x00) characters.")

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One field."""
        return len(requests) == 1 and len(sent(requests[0])) == 1


class DeferredConstraintViolated(Defect):
    """A BDM's creation leaves a row that points nowhere; PostgreSQL notices at commit only."""

    operation = "user_create"
    test = "fuzz::valid_requests_are_answered_as_documented"
    checks = ("not_a_server_error",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Write the dangling row."""
        body = body_of(request)
        if response.status_code == 201 and body["role"] == "bdm":
            model("SessionFamily").objects.create(
                id=_NOBODY, user_id=_NOBODY, refresh_jti="x", expires_at=datetime(2100, 1, 1, tzinfo=UTC)
            )
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The required fields, with the one role that matters."""
        body = sent(requests[0])
        return set(body) == {"email", "first_name", "last_name", "role"} and body["role"] == "bdm"
