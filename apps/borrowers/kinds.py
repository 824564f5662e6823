"""Which fields a kind of borrower or guarantor has: all of its own names, and nothing of another kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields that only one kind has."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


_PERSON = ("first_name", "last_name")
BORROWER: Mapping[str, Fields] = {
    "individual": Fields(_PERSON, ("date_of_birth", "residency", "marital_status")),
    "company": Fields(("company_name",), ("acn", "abn", "directors")),
    "trust": Fields(("trust_name", "trustee")),
}
GUARANTOR: Mapping[str, Fields] = {
    "individual": Fields(_PERSON),
    "company": Fields(("company_name",), ("acn", "abn")),
}


def misfit(table: Mapping[str, Fields], kind: str, values: Mapping[str, Any]) -> str | None:
    """Return the first field that `kind` lacks or may not have; None when `values` fit.

    Args:
        values: by field name; None, an empty list and a missing name all say "not given".
    """
    for name in table[kind].required:
        if not values.get(name):
            return name
    for other, fields in table.items():
        if other != kind:
            for name in (*fields.required, *fields.optional):
                if values.get(name):
                    return name
    return None


def name_of(kind: str, values: Mapping[str, Any]) -> str:
    """Return what a borrower or guarantor is called."""
    if kind == "individual":
        return f"{values['first_name']} {values['last_name']}"
    return str(values["company_name"] if kind == "company" else values["trust_name"])
