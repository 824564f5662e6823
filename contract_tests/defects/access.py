"""Objects that show, or tell of themselves, where they should not exist for the caller."""

import re
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.apps import apps
from django.http import HttpRequest, HttpResponse

from contract_tests.defects.planting import Defect, Requests, body_of, change, parsed, put_body

_INVISIBLE = "object_access::an_invisible_object_is_answered_like_a_random_id"
_REFERENCE = "object_access::a_reference_to_an_invisible_object_is_answered_like_a_random_id"
_AS_MISSING = ("invisible_object_is_as_if_missing",)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _rows(app: str, name: str) -> Any:
    """Return the rows of a table, through Django's registry, as any deployment's code may."""
    return apps.get_model(app, name)._default_manager


def _exists(app: str, name: str, identity: Any) -> bool:
    return bool(_rows(app, name).filter(id=UUID(str(identity))).exists())


def _in_path(request: HttpRequest) -> str:
    """Return the first id of the path."""
    found = _UUID.search(request.path_info)
    assert found
    return found.group()


def _as_admin(actor: Any) -> Any:
    return replace(actor, role=type(actor.role)("admin"))


def see_all(view: Any, when: Any = lambda request: True) -> None:
    """Let a view look through an admin's eyes; who may call it stays as it is."""
    own = view.actor.fget
    view.actor = property(lambda self: _as_admin(own(self)) if when(self.request) else own(self))


class _OneBesideMissing(Defect):
    """Found as all of its kind: what does not exist, and what should not."""

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The random id, and the one that is not visible."""
        return len(requests) == 2 and len({request["operation"] for request in requests}) == 1


class NestedListUnscoped(_OneBesideMissing):
    """A broker sees another broker's applications, through the list below that broker only."""

    operation = "broker_application_list"
    test = _INVISIBLE
    checks = _AS_MISSING

    def alter(self, view: Any) -> None:
        """Look the other broker up as an admin would."""
        see_all(view)


class DeletionUnscoped(_OneBesideMissing):
    """Whoever may delete security properties may delete everybody's."""

    operation = "security_property_delete"
    test = _INVISIBLE
    checks = _AS_MISSING

    def alter(self, view: Any) -> None:
        """Find as an admin would."""
        see_all(view)


class InvisibleIsForbidden(_OneBesideMissing):
    """What the caller may not see is a 403: so it exists."""

    operation = "security_property_update"
    test = _INVISIBLE
    checks = _AS_MISSING

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Say so."""
        if response.status_code == 404 and _exists("applications", "SecurityProperty", _in_path(request)):
            response.status_code = 403
            problem = {"status": 403, "code": "request.permission_denied", "title": "Forbidden"}
            return change(response, {**parsed(response), **problem})
        return response


class InvisibleHasAnotherText(_OneBesideMissing):
    """What the caller may not see is a 404 with a text of its own: so it exists."""

    operation = "borrower_retrieve"
    test = _INVISIBLE
    checks = _AS_MISSING

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Say so."""
        if response.status_code == 404 and _exists("borrowers", "Borrower", _in_path(request)):
            return change(response, {**parsed(response), "detail": "This borrower belongs to somebody else."})
        return response


class UnknownReferenceTells(_OneBesideMissing):
    """A reference to what the caller may not see is refused with a text of its own: so it exists."""

    operation = "application_borrower_link"
    test = _REFERENCE
    checks = ("unknown_reference_does_not_tell_whether_it_exists",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Say so."""
        body = body_of(request)
        if response.status_code == 400 and isinstance(body, dict) and "borrower_id" in body:
            document = parsed(response)
            if document["code"].endswith("unknown_borrower") and _exists(
                "borrowers", "Borrower", body["borrower_id"]
            ):
                return change(response, {**document, "detail": "This borrower belongs to somebody else."})
        return response


class ReferenceUnscoped(_OneBesideMissing):
    """Whoever may create guarantors may create them for everybody's borrowers."""

    operation = "guarantor_create"
    test = _REFERENCE
    checks = ("unknown_reference_does_not_tell_whether_it_exists",)

    def alter(self, view: Any) -> None:
        """Look the borrower up as an admin would."""
        see_all(view)


class FilterTellsOfTheInvisible(_OneBesideMissing):
    """An id filter that names what the caller may not see counts the rows that it hides."""

    operation = "guarantor_list"
    test = "object_access::a_filter_by_an_invisible_object_shows_nothing"
    checks = ("filter_by_what_is_invisible_shows_nothing",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Count what is not shown."""
        asked = request.GET.get("borrower_id", "")
        if response.status_code == 200 and _UUID.fullmatch(asked):
            count = _rows("borrowers", "Guarantor").filter(borrower_id=asked).count()
            return change(response, {**parsed(response), "count": count})
        return response


class SearchLooksBeyond(Defect):
    """A search finds what the list without it does not show."""

    operation = "application_list"
    test = "object_access::a_search_finds_nothing_invisible"
    checks = ("search_finds_nothing_invisible",)

    def alter(self, view: Any) -> None:
        """Search as an admin would."""
        see_all(view, lambda request: "search" in request.query_params)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One search."""
        return len(requests) == 1 and "search=" in requests[0]["query"]


class ListShowsTheBranch(Defect):
    """A BDM's list of borrowers holds those of every branch."""

    operation = "borrower_list"
    test = "object_access::a_list_is_exactly_what_the_caller_sees"
    checks = ("list_is_what_the_caller_sees", "a_larger_role_sees_no_less")

    def alter(self, view: Any) -> None:
        """List as an admin would."""
        see_all(view, lambda request: request.user.actor.role.value == "bdm")

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One list."""
        return len(requests) == 1


class OldHolderKeepsSeeing(Defect):
    """An application that was given to another broker stays with the first, whatever was answered."""

    operation = "application_update"
    test = "object_access::who_sees_what_follows_at_once"
    checks = ("who_sees_what_follows_at_once",)

    def answer(self, request: HttpRequest, get_response: Any) -> HttpResponse:
        """Take the hand-over back."""
        found = _rows("applications", "Application").filter(id=_in_path(request))
        before = list(found.values_list("broker_id", flat=True))
        response: HttpResponse = get_response(request)
        if response.status_code == 200:
            found.update(broker_id=before[0])
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The hand-over, and a look."""
        return [request["method"] for request in requests] == ["PATCH", "GET"]


class UnlinkedBorrowerKeepsSeeing(Defect):
    """A borrower who was taken off an application still sees it, because the link is only hidden from it."""

    operation = "application_borrower_unlink"
    test = "object_access::who_sees_what_follows_at_once"
    checks = ("who_sees_what_follows_at_once",)

    def answer(self, request: HttpRequest, get_response: Any) -> HttpResponse:
        """Put the link back."""
        links = _rows("applications", "ApplicationBorrower")
        application, borrower = _UUID.findall(request.path_info)
        found = list(links.filter(application_id=application, borrower_id=borrower))
        response: HttpResponse = get_response(request)
        if response.status_code == 204:
            links.bulk_create(found)
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The unlinking, perhaps of what was linked first, and a look."""
        return len(requests) <= 3 and [each["method"] for each in requests][-2:] == ["DELETE", "GET"]


class CoBorrowerHasAnId(Defect):
    """A borrower learns the id of everybody else on the application."""

    operation = "application_retrieve"
    test = _INVISIBLE
    checks = ("visible_object_is_shown",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Add it."""
        document = parsed(response)
        if response.status_code == 200 and request.method == "GET":
            links = _rows("applications", "ApplicationBorrower").filter(application_id=document["id"])
            known = {party.get("borrower_id") for party in document["borrowers"]}
            hidden = [str(link.borrower_id) for link in links if str(link.borrower_id) not in known]
            for party in document["borrowers"]:
                if "borrower_id" not in party:
                    party["borrower_id"] = hidden.pop()
            return change(response, document)
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The random id, and the application of a borrower."""
        return len(requests) == 2 and ":borrower" in requests[-1]["headers"]["Authorization"]


class CommissionAccountShown(Defect):
    """Whoever sees a broker sees the number of the commission account."""

    operation = "broker_retrieve"
    test = _INVISIBLE
    checks = ("visible_object_is_shown",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Show it whole."""
        document = parsed(response)
        if response.status_code == 200 and request.method == "GET" and document["commission_account"]:
            stored = _rows("brokers", "Broker").get(id=document["id"]).commission_account
            return change(response, {**document, "commission_account": stored})
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The random id, and the broker."""
        return len(requests) == 2


class ReservedFieldTaken(Defect):
    """A broker who hands an application over to nobody is not told that brokers hand nothing over."""

    operation = "application_update"
    test = _REFERENCE
    checks = ("unknown_reference_is_refused",)

    def enter(self, request: HttpRequest) -> None:
        """Forget who an unknown broker is."""
        body = body_of(request)
        if isinstance(body, dict) and body.get("broker_id") and "broker_id" in body:
            known = _rows("brokers", "Broker").filter(id=str(body["broker_id"]))
            if _UUID.fullmatch(str(body["broker_id"])) and not known.exists():
                put_body(request, {name: value for name, value in body.items() if name != "broker_id"})

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One change."""
        return len(requests) == 1
