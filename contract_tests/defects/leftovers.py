"""Writes that leave something else behind than they should: deletions, links, moves, computed figures."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from contract_tests.defects.planting import Defect, Requests, change, parsed, sent

_VERSIONS = "read_back::nobody_overwrites_what_they_have_not_read"
_OVERWRITTEN = ("nobody_overwrites_what_they_have_not_read",)


class DeletedStays(Defect):
    """A deletion is answered, and does not happen."""

    operation = "guarantor_delete"
    test = "read_back::what_is_deleted_is_gone_and_what_is_not_is_kept"
    checks = ("deleted_object_is_gone_and_any_other_is_kept",)

    def answer(
        self, request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]
    ) -> HttpResponse:
        """Take it back."""
        with transaction.atomic():
            response = get_response(request)
            transaction.set_rollback(True)
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """A look, the deletion, a look."""
        return [request["method"] for request in requests] == ["GET", "DELETE", "GET"]


class RefusedDeletionDeletes(Defect):
    """A borrower who cannot be deleted loses the guarantors."""

    operation = "borrower_delete"
    test = "read_back::what_is_deleted_is_gone_and_what_is_not_is_kept"
    checks = ("deleted_object_is_gone_and_any_other_is_kept",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Delete those whom nothing refers to."""
        if response.status_code == 409:
            guarantors = apps.get_model("borrowers", "Guarantor").objects
            borrower = request.path_info.rstrip("/").rsplit("/", 1)[1]
            guarantors.filter(borrower_id=borrower, application_links=None).delete()
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """A look, the deletion, a look, the deletion."""
        return len(requests) <= 4


class _ConditionIgnored(Defect):
    """`If-Match` is ignored."""

    test = _VERSIONS
    checks = _OVERWRITTEN

    def enter(self, request: HttpRequest) -> None:
        """Drop the header where it is well formed."""
        if str(request.META.get("HTTP_IF_MATCH")).startswith('"'):
            request.META.pop("HTTP_IF_MATCH")
            vars(request).pop("headers", None)

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """A look, and writes."""
        return requests[0]["method"] == "GET" and len(requests) <= 3


class StaleDeletionTaken(_ConditionIgnored):
    """A deletion ignores which version was read."""

    operation = "branch_delete"


class StaleMoveTaken(_ConditionIgnored):
    """A move ignores which version was read."""

    operation = "application_transition"


class LocatedElsewhere(Defect):
    """`Location` of a property leads below its application, where nothing is."""

    operation = "security_property_create"
    test = "read_back::what_was_created_can_be_retrieved"
    checks = ("created_object_can_be_retrieved",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Lead there."""
        if response.status_code == 201:
            response["Location"] = f"{request.path_info}{parsed(response)['id']}/"
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One request with what is required."""
        return len(requests) == 1 and set(sent(requests[0])) == {"address", "property_type"}


class LinkChangesMore(Defect):
    """Linking a borrower changes how the loan is to end."""

    operation = "application_borrower_link"
    test = "read_back::an_accepted_write_changes_only_what_was_asked"
    checks = ("accepted_request_changes_only_what_was_asked",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Say something else."""
        if response.status_code == 201:
            known = apps.get_model("applications", "Application").objects.filter(id=parsed(response)["id"])
            known.update(exit_strategy="other")
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """A look, the link, a look."""
        return [request["method"] for request in requests] == ["GET", "POST", "GET"]


class _Figure(Defect):
    """A computed figure is wrong in the answers."""

    others = ("application_retrieve",)
    figure = ""

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Show another one."""
        document: Any = parsed(response)
        if response.status_code < 300 and isinstance(document, dict) and document.get(self.figure):
            return change(response, {**document, self.figure: self.spoiled(document[self.figure])})
        return response

    def spoiled(self, value: Any) -> Any:
        """Return the wrong figure."""
        raise NotImplementedError

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The law's own requests."""
        return len(requests) <= 12


class RatioCutOff(_Figure):
    """Thirds of a per cent are cut off, not rounded."""

    operation = "valuation_create"
    figure = "lvr"
    test = "application_laws::the_latest_valuation_of_every_property_counts"
    checks = ("lvr_is_of_the_latest_valuations",)

    def spoiled(self, value: Any) -> Any:
        """Return 66.66 for two thirds."""
        return "66.66" if value == "66.67" else value


class TermsNotVersioned(_Figure):
    """New terms are the first version again."""

    operation = "application_update"
    figure = "terms_version"
    test = "application_laws::each_change_of_the_terms_is_a_version"
    checks = ("terms_are_versioned",)

    def spoiled(self, value: Any) -> Any:
        """Return the first version."""
        return min(value, 1)


class AccountNumberShown(Defect):
    """Whoever may read a broker reads the whole account number."""

    operation = "broker_retrieve"
    test = "party_laws::only_an_admin_reads_an_account_number"
    checks = ("account_number_is_masked",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Show it."""
        document: Any = parsed(response)
        if response.status_code == 200 and document.get("commission_account"):
            broker = apps.get_model("brokers", "Broker").objects.get(id=document["id"])
            return change(response, {**document, "commission_account": broker.commission_account})
        return response

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """An admin, then somebody else."""
        return len(requests) <= 2
