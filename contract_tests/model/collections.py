"""What a list must hold and in which order. Source: domain.md, section 12.

A pointer leads from a row to a value: `terms/loan_amount`, or `borrowers/*/name` for one of each item.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from contract_tests.model.classes import CLASSES
from contract_tests.model.stage_graph import STAGES
from contract_tests.model.trial_balance import ACCOUNTS

BUSINESS_ZONE = ZoneInfo("Australia/Sydney")
_PARTIES = "borrowers/*/name"
_ON_APPLICATIONS = ("application_list", "broker_application_list")
# Where `search` looks; the words must all occur, each in any of them.
SEARCH: Mapping[str, tuple[str, ...]] = {
    "user_list": ("email", "first_name", "last_name"),
    "branch_list": ("name",),
    "bdm_list": ("name", "email"),
    "broker_list": ("name", "company", "email"),
    "borrower_list": ("first_name", "last_name", "company_name", "trust_name", "trustee", "email"),
    "guarantor_list": ("first_name", "last_name", "company_name", "email"),
    **dict.fromkeys(_ON_APPLICATIONS, ("reference", "purpose", _PARTIES)),
    "fee_definition_list": ("code", "name"),
    "fee_list": ("description",),
    "payment_list": ("reference",),
    "document_list": ("title", "description"),
    "note_list": ("body",),
    "notification_list": ("title", "message"),
    "report_definition_list": ("name",),
}
_OF_APPLICATIONS = {
    "borrower_id": ("borrowers/*/borrower_id", "is"),
    "guarantor_id": ("guarantors/*/guarantor_id", "is"),
    "loan_amount_gte": ("terms/loan_amount", "gte"),
    "loan_amount_lte": ("terms/loan_amount", "lte"),
    "created_after": ("created_at", "after"),
    "created_before": ("created_at", "before"),
    "archived": ("stage", "archived"),
}
# Filters whose name is not that of a field of the row: (list, parameter) -> pointer and operator.
FIELDS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("broker_list", "bdm_id"): ("default_bdm_id", "is"),
    ("borrower_list", "state"): ("residential_address/state", "is"),
    ("application_event_list", "object_type"): ("object/type", "is"),
    **{(name, known): means for name in _ON_APPLICATIONS for known, means in _OF_APPLICATIONS.items()},
    **{
        (name, f"{field}_{edge}"): (f"{field}_on", edge)
        for name, field in (
            ("fee_list", "due"),
            ("repayment_list", "due"),
            ("payment_list", "received"),
            ("ledger_entry_list", "effective"),
        )
        for edge in ("after", "before")
    },
    **{("note_list", f"remind_{edge}"): ("remind_on", edge) for edge in ("after", "before")},
    **{("notification_list", f"created_{edge}"): ("created_at", edge) for edge in ("after", "before")},
    ("ledger_entry_list", "account"): ("lines/*/account", "is"),
}
# Filters by what the row does not show: (list, parameter) -> the link of the object that is named.
LINKS: Mapping[tuple[str, str], str] = {("guarantor_list", "application_id"): "guarantors"}
# The same, where the rows lead to the object: the links on the way.
ABOVE: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("signature_request_list", "application_id"): ("document", "application")
}
# Filters by what the caller has to do with a row: the links to a user.
OWN: Mapping[tuple[str, str], tuple[str, ...]] = {("signature_request_list", "mine"): ("author", "signers")}
# Parameters that change what rows show, not which rows are shown: the field that is judged on that day.
JUDGING: Mapping[tuple[str, str], str] = {("repayment_list", "as_of"): "overdue"}
_OWED = ("scheduled", "partial")
# What is answered when a filter leaves nothing: values at JSON pointers; of a list, an empty page.
_EMPTY_PAGE: Mapping[str, Any] = {"/count": 0, "/results": []}
_NO_RATES = ("compliance_rate", "collection_rate", "average_days_late")
_NOTHING: Mapping[str, Mapping[str, Any]] = {
    "report_repayment_compliance": {
        "/groups": [],
        **{f"/totals/{name}": 0 for name in (*CLASSES, "due_count")},
        **{f"/totals/{name}": "0.00" for name in ("amount_due", "amount_collected")},
        **{f"/totals/{name}": None for name in _NO_RATES},
    },
    "report_application_volume": {
        "/groups": [],
        "/totals/count": 0,
        "/totals/total_amount": "0.00",
        "/totals/average_amount": None,
    },
    "report_application_status": {
        **dict.fromkeys(("/created", "/open", "/settled", "/closed", "/stale_count"), 0),
        **{f"/by_stage/{stage}": 0 for stage in STAGES},
        **{f"/average_days_in_stage/{stage}": None for stage in STAGES},
        "/rates/settled_of_created": None,
    },
    "ledger_balance_retrieve": {
        **{f"/total_{side}": "0.00" for side in ("debit", "credit")},
        **{
            f"/accounts/{number}/{column}": "0.00"
            for number in range(len(ACCOUNTS))
            for column in ("debit", "credit", "balance")
        },
    },
}
# The order of a list that is asked for none, where the requirements say it.
DEFAULT_ORDERINGS: Mapping[str, str] = {"funding_table_list": "-number"}
# What a list leaves out unless it is asked for everything: parameter -> the value that asks, and the default.
EVERYTHING: Mapping[str, str] = {"archived": "all"}
DEFAULTS: Mapping[str, str] = {"archived": "false"}
# Orderings whose name is not that of a field of the row.
ORDERINGS: Mapping[tuple[str, str], str] = {
    (name, "loan_amount"): "terms/loan_amount" for name in _ON_APPLICATIONS
}
_OPERATORS = ("in", "gte", "lte", "after", "before")
_ARCHIVED = "closed"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_AMOUNT = re.compile(r"-?\d+\.\d+")
Row = Mapping[str, Any]


def nothing(operation: str) -> Mapping[str, Any]:
    """Return the values, by JSON pointer, of an answer when a filter leaves nothing."""
    return _NOTHING.get(operation, _EMPTY_PAGE)


def values_at(row: Any, pointer: str) -> list[Any]:
    """Return the values at a pointer; none stands for no value."""
    return list(_walk(row, pointer.split("/")))


def _walk(value: Any, path: Sequence[str]) -> Iterator[Any]:
    if not path:
        if value is not None:
            yield value
    elif path[0] == "*":
        for item in value or ():
            yield from _walk(item, path[1:])
    elif value is not None:
        yield from _walk(value.get(path[0]), path[1:])


def reading(operation: str, parameter: str, row: Row) -> tuple[str, str] | None:
    """Return the pointer and the operator that a filter stands for, None when nobody has said so."""
    known = FIELDS.get((operation, parameter))
    if known is not None:
        return known
    if (operation, parameter) in LINKS or (operation, parameter) in ABOVE:
        return "id", "linked"
    if (operation, parameter) in OWN:
        return "id", "own"
    if parameter in row:
        return parameter, "is"
    field, _, operator = parameter.rpartition("_")
    return (field, operator) if operator in _OPERATORS and field in row else None


def ordering(operation: str, name: str) -> str:
    """Return the pointer, with its sign, that an ordering sorts by."""
    field = name.removeprefix("-")
    return ("-" if name.startswith("-") else "") + ORDERINGS.get((operation, field), field)


def satisfies(row: Row, pointer: str, operator: str, text: str) -> bool:
    """Whether a row belongs into a list filtered by the text of one parameter."""
    found = values_at(row, pointer)
    if operator == "archived":
        return text == "all" or (found[0] == _ARCHIVED) == (text == "true")
    return any(_satisfies(value, operator, text) for value in found)


def _satisfies(value: Any, operator: str, text: str) -> bool:
    match operator:
        case "present":
            return True
        case "out":
            return _shown(value) not in text.split(",")
        case "in":
            return _shown(value) in text.split(",")
        case "is":
            return _shown(value) == text
        case "after":
            return day(value) >= date.fromisoformat(text)
        case "before":
            return day(value) <= date.fromisoformat(text)
    mine, bound = comparable(value), comparable(text)
    return bool(mine >= bound if operator == "gte" else mine <= bound)


def judged(row: Row, on: str) -> bool:
    """Whether an instalment is overdue at the end of a day: it fell due before, and is not paid in full."""
    return row["status"] in _OWED and row["due_on"] < on


def today() -> str:
    """Return the business day that it is now."""
    return datetime.now(BUSINESS_ZONE).date().isoformat()


def day(value: str) -> date:
    """Return the business day of an instant; a date is its own."""
    if _INSTANT.fullmatch(value):
        return datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(BUSINESS_ZONE).date()
    return date.fromisoformat(value)


def is_found(row: Row, words: Sequence[str], pointers: Sequence[str]) -> bool:
    """Whether every word occurs in some field, in any case."""
    texts = [str(value).casefold() for pointer in pointers for value in values_at(row, pointer)]
    return all(any(word.casefold() in text for text in texts) for word in words)


def comparable(value: Any) -> Any:
    """Return a value that compares as the thing it stands for."""
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return datetime.fromisoformat(value.replace("Z", "+00:00"))
    if isinstance(value, str) and _AMOUNT.fullmatch(value):
        whole, _, cents = value.partition(".")
        return int(whole + cents.ljust(20, "0"))
    return value


def disorder(rows: Sequence[Row], ordering: Sequence[str]) -> str | None:
    """Return where rows are out of order, None when they are in order.

    Ties are broken by id, in the direction of the last field. Where two texts differ in signs or case first,
    the database's collation decides, which the contract leaves open; nulls stand together at either end.
    """
    fields = [*ordering, "-id" if ordering[-1].startswith("-") else "id"]
    for earlier, later in pairwise(rows):
        for field in fields:
            order = compared(_one(earlier, field), _one(later, field))
            if order == 0:
                continue
            if order is not None and (order > 0) != field.startswith("-"):
                return f"{earlier['id']} stands before {later['id']}, ordered by {field}"
            break
    nulls = [_one(row, fields[0]) is None for row in rows]
    if sum(one != other for one, other in pairwise(nulls)) > 1:
        return f"rows without {fields[0].removeprefix('-')} are scattered"
    return None


def _one(row: Row, field: str) -> Any:
    return next(iter(values_at(row, field.removeprefix("-"))), None)


def compared(earlier: Any, later: Any) -> int | None:
    """Return the order of two values, None when it is not ours to say."""
    one, other = comparable(earlier), comparable(later)
    if one == other:
        return 0
    if one is None or other is None:
        return None
    if isinstance(one, str):
        for mine, yours in zip(one, other, strict=False):
            if mine != yours:
                alike = any(re.fullmatch(kind, mine + yours) for kind in ("[a-z]{2}", "[A-Z]{2}", "[0-9]{2}"))
                return None if not alike else (1 if mine > yours else -1)
        return 1 if len(one) > len(other) else -1
    return 1 if one > other else -1


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
