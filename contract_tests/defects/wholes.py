"""Objects inside of bodies, lists, amounts and numbers that are taken although the contract refuses them."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse

from contract_tests.defects.planting import Defect, Requests, body_of, change, parsed, put_body, sent
from hooks.formats import abn, is_abn

_VALUES = "enumeration::each_value_of_each_field_is_judged_by_the_schema"
_REFUSED = ("value_outside_the_schema_is_refused",)
_TERMS = {"annual_rate": "9.5000", "term_months": 12, "repayment_type": "interest_only"}
_TERMS |= {"repayment_frequency": "monthly", "day_count": "periodic", "loan_amount": "1000.00"}


class AmountTakenAsNumber(Defect):
    """A JSON number is taken for an amount."""

    operation = "security_property_create"
    test = _VALUES
    checks = _REFUSED

    def enter(self, request: HttpRequest) -> None:
        """Write it as the string that it should have been."""
        body = body_of(request)
        value = body.get("existing_debt") if isinstance(body, dict) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            put_body(request, {**body, "existing_debt": f"{value:.2f}"})

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """What is required, and the amount."""
        return set(sent(requests[-1])) == {"address", "property_type", "existing_debt"}


class AmountWithExponent(Defect):
    """`1e3` is taken for an amount, inside of a list."""

    operation = "borrower_update"
    test = _VALUES
    checks = _REFUSED

    def enter(self, request: HttpRequest) -> None:
        """Write it out."""
        body = body_of(request)
        income = body.get("income") if isinstance(body, dict) else None
        for item in income if isinstance(income, list) else ():
            if isinstance(item, dict) and re.fullmatch("[0-9]e[0-9]", str(item.get("amount"))):
                put_body(request, {**body, "income": [{**item, "amount": "1000.00"}]})

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One item of one list."""
        return [list(item) for item in sent(requests[-1])["income"]] == [["description", "amount"]]


class UnknownFieldInsideIgnored(Defect):
    """What nobody knows is dropped in silence inside of the terms."""

    operation = "application_create"
    test = "enumeration::fields_outside_the_schema_are_refused"
    checks = ("field_outside_the_schema_is_refused",)

    def enter(self, request: HttpRequest) -> None:
        """Drop it."""
        body = body_of(request)
        if isinstance(body, dict) and isinstance(body.get("terms"), dict):
            known = {name: value for name, value in body["terms"].items() if name != "unknown"}
            put_body(request, {**body, "terms": known})

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Nothing but the terms beside what is required."""
        return set(sent(requests[-1])) == {"broker_id", "terms"}


class PartOfTheTermsTaken(Defect):
    """Terms need not be whole in a PATCH: what is missing is made up."""

    operation = "application_update"
    test = _VALUES
    checks = _REFUSED

    def enter(self, request: HttpRequest) -> None:
        """Make it up."""
        body = body_of(request)
        if isinstance(body, dict) and isinstance(body.get("terms"), dict):
            put_body(request, {**body, "terms": {**_TERMS, **body["terms"]}})

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Nothing but terms."""
        return set(sent(requests[-1])) == {"terms"}


class LongListCut(Defect):
    """A list that is too long is cut."""

    operation = "borrower_update"
    test = _VALUES
    checks = _REFUSED

    def enter(self, request: HttpRequest) -> None:
        """Cut it."""
        body = body_of(request)
        if isinstance(body, dict) and isinstance(body.get("tags"), list):
            put_body(request, {**body, "tags": body["tags"][:20]})

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One more than there may be."""
        return len(sent(requests[-1])["tags"]) == 21


class RepeatedItemTaken(Defect):
    """A tag may stand twice in a list of tags."""

    operation = "borrower_create"
    test = _VALUES
    checks = _REFUSED

    def enter(self, request: HttpRequest) -> None:
        """Leave out the second."""
        body = body_of(request)
        tags = body.get("tags") if isinstance(body, dict) else None
        if isinstance(tags, list) and all(isinstance(tag, str) for tag in tags):
            put_body(request, {**body, "tags": list(dict.fromkeys(tags))})

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Two tags."""
        return len(sent(requests[-1])["tags"]) == 2


class ChecksumNotChecked(Defect):
    """Any eleven digits are taken for an ABN."""

    operation = "guarantor_update"
    test = _VALUES
    checks = _REFUSED

    def enter(self, request: HttpRequest) -> None:
        """Take one with the right check digits for it."""
        body = body_of(request)
        value = body.get("abn") if isinstance(body, dict) else None
        if isinstance(value, str) and re.fullmatch("[0-9]{11}", value) and not is_abn(value):
            put_body(request, {**body, "abn": abn(int(value))})

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """The number alone."""
        return set(sent(requests[-1])) == {"abn"}


class UnknownReferenceElsewhere(Defect):
    """The refusal of an unknown branch points at another field."""

    operation = "bdm_create"
    test = "enumeration::an_id_that_leads_nowhere_is_refused"
    checks = ("id_that_leads_nowhere_is_refused",)

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Point elsewhere."""
        return _pointing(response, "brokers.unknown_branch", "/body/name")

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One request with what is required."""
        return len(requests) == 1 and set(sent(requests[0])) == {"user_id", "name", "email", "branch_id"}


def _pointing(response: HttpResponse, code: str, pointer: str) -> HttpResponse:
    document: Any = parsed(response)
    if response.status_code != 400 or document.get("code") != code:
        return response
    errors = [{**error, "pointer": pointer} for error in document["errors"]]
    return change(response, {**document, "errors": errors})
