"""What is stored is not what was asked for."""

from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse

from contract_tests.defects.planting import Defect, Requests, body_of, model, parsed, sent


class LostUpdate(Defect):
    """If-Match is ignored: the later of two changes overwrites the earlier, unread."""

    operation = "user_update"
    test = "read_back::nobody_overwrites_what_they_have_not_read"
    checks = ("nobody_overwrites_what_they_have_not_read",)

    def enter(self, request: HttpRequest) -> None:
        """Forget the condition."""
        request.META.pop("HTTP_IF_MATCH", None)
        vars(request).pop("headers", None)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """A change under the version of before."""
        return len(requests) <= 3 and "If-Match" in requests[-1]["headers"]


class UpdateAnsweredNotStored(Defect):
    """A change of the time zone is answered, and not stored."""

    operation = "profile_update"
    test = "enumeration::each_value_of_each_field_is_judged_by_the_schema"
    checks = ("value_inside_the_schema_is_accepted_and_kept",)

    def answer(self, request: HttpRequest, get_response: Any) -> HttpResponse:
        """Put the old value back."""
        response: HttpResponse = get_response(request)
        body = body_of(request)
        if response.status_code == 200 and isinstance(body, dict) and "time_zone" in body:
            model("User").objects.filter(id=parsed(response)["id"]).update(time_zone="UTC")
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Only the time zone is sent, then read."""
        write, *read = requests
        return set(sent(write)) == {"time_zone"} and [look["method"] for look in read] == ["GET"]


class ForeignRowChanged(Defect):
    """Whoever changes their own profile turns the digest of everybody's mails on."""

    operation = "profile_update"
    test = "read_back::an_accepted_write_changes_only_what_was_asked"
    checks = ("accepted_request_changes_only_what_was_asked",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Write where nobody asked."""
        if response.status_code == 200:
            model("NotificationPreference").objects.update(digest="daily")
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """A look, the change, the same look."""
        look, write, again = requests
        return (look["path"], write["method"]) == (again["path"], "PATCH") and look["method"] == "GET"


class EmptyChangeCounts(Defect):
    """A change of nothing makes a new version, and every reader's If-Match stale."""

    operation = "profile_update"
    test = "read_back::a_repeated_patch_changes_nothing_more"
    checks = ("empty_patch_changes_nothing",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Count it."""
        if response.status_code == 200 and body_of(request) == {}:
            user = parsed(response)
            model("User").objects.filter(id=user["id"]).update(version=user["version"] + 1)
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """A look, the empty change, the same look."""
        return [request["method"] for request in requests] == ["GET", "PATCH", "GET"] and sent(
            requests[1]
        ) == {}


class IdempotencyKeyReplaysOtherBody(Defect):
    """A key that was used for another body is answered as if it were the same."""

    operation = "user_create"
    test = "read_back::a_key_gives_one_effect"
    checks = ("same_key_and_other_request_is_refused",)

    def alter(self, view: Any) -> None:
        """Hide the body from the digest of the request."""
        once = view._once

        def once_whatever_body(self: Any, handler: Any, key: str, request: Any, **path: Any) -> Any:
            return once(self, handler, key, SimpleNamespace(data={}, path=request.path), **path)

        view._once = once_whatever_body

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Two requests under one key."""
        return len(requests) == 2


class CreatedCannotBeRetrieved(Defect):
    """A user created through the API is not found; only a link from its creation gets there."""

    operation = "user_retrieve"
    whole = True
    test = "stateful"
    checks = ("ensure_resource_availability",)

    def alter(self, view: Any) -> None:
        """Find the seeded users only, which nobody has created."""
        find, refusal = view.finds["GET"], view.raises["GET"][0]

        def find_seeded(**arguments: Any) -> Any:
            found = find(**arguments)
            if found.created_by is not None:
                raise refusal
            return found

        view.finds = {**view.finds, "GET": find_seeded}

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Create, then retrieve."""
        return [request["operation"] for request in requests] == ["user_create", "user_retrieve"]


class ReplayWritesAgain(Defect):
    """The replay of a creation is answered from the store, and yet something is written once more."""

    operation = "user_create"
    test = "read_back::a_key_gives_one_effect"
    checks = ("same_key_and_request_has_one_effect",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Write although replayed."""
        if response.headers.get("Idempotent-Replayed"):
            model("User").objects.filter(id=parsed(response)["id"]).update(last_name="Again")
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The write, a look, the write again, and the look."""
        methods = [request["method"] for request in requests]
        return methods.count("POST") == 2 and methods[-1] == "GET"
