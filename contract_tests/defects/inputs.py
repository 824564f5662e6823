"""Inputs that are taken although the contract refuses them, and refusals that have effects."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse

from contract_tests.defects.planting import (
    ABSENT,
    Defect,
    Requests,
    body_of,
    model,
    parsed,
    put_body,
    put_query,
    sent,
)

_ROLES = ("admin", "bdm", "broker", "borrower")
_KNOWN = {
    "profile_update": {"first_name", "last_name", "phone", "time_zone"},
    "user_create": {"email", "first_name", "last_name", "role", "phone", "time_zone"},
}
_PARAMETERS = {"page", "page_size", "ordering", "search", "role", "role_in", "is_active"}


class EnumNotEnforcedOnPatch(Defect):
    """Any text is taken for a role when a user is changed; creating one is strict."""

    operation = "user_update"
    test = "enumeration::each_value_of_each_field_is_judged_by_the_schema"
    checks = ("value_outside_the_schema_is_refused",)

    def enter(self, request: HttpRequest) -> None:
        """Take a role that does not exist for one that does."""
        body = body_of(request)
        if isinstance(body, dict) and isinstance(body.get("role"), str) and body["role"] not in _ROLES:
            put_body(request, {**body, "role": "broker"})

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Only the role is left."""
        body = sent(requests[-1])
        return set(body) == {"role"} and body["role"] not in _ROLES


class UnknownFieldAccepted(Defect):
    """Fields that nobody knows are dropped in silence."""

    operation = "user_create"
    test = "enumeration::fields_outside_the_schema_are_refused"
    checks = ("field_outside_the_schema_is_refused",)

    def enter(self, request: HttpRequest) -> None:
        """Drop them."""
        body = body_of(request)
        if isinstance(body, dict):
            put_body(request, {name: value for name, value in body.items() if name in _KNOWN[self.operation]})

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The required fields and one nobody knows."""
        body = sent(requests[-1])
        return set(body) > {"email", "first_name", "last_name", "role"} and len(body) == 5


class UnknownParameterIgnored(Defect):
    """Parameters that nobody knows are ignored in silence."""

    operation = "user_list"
    test = "enumeration::unknown_parameters_are_refused"
    checks = ("parameter_outside_the_schema_is_refused",)

    def enter(self, request: HttpRequest) -> None:
        """Drop them."""
        pairs = parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True)
        known = [(name, value) for name, value in pairs if name in _PARAMETERS]
        if len(known) < len(pairs):
            put_query(request, urlencode(known))

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One parameter."""
        return str(requests[-1]["query"]).count("=") == 1


class ReadOnlyFieldWritten(Defect):
    """Whoever sends a role with their own profile gets it: mass assignment."""

    operation = "profile_update"
    test = "enumeration::fields_outside_the_schema_are_refused"
    checks = ("field_outside_the_schema_is_refused",)

    def answer(self, request: HttpRequest, get_response: Any) -> HttpResponse:
        """Take the role out of the body, and write it when the rest was accepted."""
        body = body_of(request)
        role = body.pop("role", None) if isinstance(body, dict) else None
        if role in _ROLES:
            put_body(request, body)
        response: HttpResponse = get_response(request)
        if role in _ROLES and response.status_code == 200:
            model("User").objects.filter(id=parsed(response)["id"]).update(role=role)
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Nothing but the role."""
        return any(set(sent(request)) == {"role"} for request in requests if sent(request) is not ABSENT)


class RefusedRequestWrites(Defect):
    """A change that is refused for its phone number has changed the name already."""

    operation = "user_update"
    test = "enumeration::each_value_of_each_field_is_judged_by_the_schema"
    checks = ("refused_request_changes_nothing",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Write although refused."""
        if response.status_code == 400 and isinstance(body_of(request), dict):
            user = request.path_info.rstrip("/").rsplit("/", 1)[1]
            model("User").objects.filter(id=user).update(last_name="Half-written")
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One field in the body, and the requests that read before and after."""
        bodies = [sent(request) for request in requests if request["method"] == "PATCH"]
        return len(bodies) == 1 and len(requests) <= 3


class DuplicateJsonKeyAccepted(Defect):
    """Of two equal names in a body the last wins."""

    operation = "auth_login"
    test = "enumeration::malformed_bodies_are_refused"
    checks = ("malformed_body_is_refused",)

    def enter(self, request: HttpRequest) -> None:
        """Write the body again, each name once."""
        body = body_of(request)
        if body is not ABSENT and json.dumps(body) != request.body.decode(errors="replace"):
            put_body(request, body)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The body is kept as the text it was."""
        return len(requests) == 1 and "text" in requests[0]["body"]


class PageSizeUncapped(Defect):
    """A page may be larger than the contract allows."""

    operation = "user_list"
    test = "coverage::boundary_requests_are_answered_as_documented"
    checks = ("invalid_data_is_refused",)

    def enter(self, request: HttpRequest) -> None:
        """Take it for the greatest."""
        size = request.GET.get("page_size", "")
        if size.isascii() and size.isdigit() and int(size[:20]) > 100:
            pairs = [pair for pair in parse_qsl(request.META["QUERY_STRING"]) if pair[0] != "page_size"]
            put_query(request, urlencode([*pairs, ("page_size", "100")]))

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The first size beyond the limit."""
        return str(requests[-1]["query"]) == "page_size=101"
