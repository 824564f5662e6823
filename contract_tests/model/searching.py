"""What the global search finds: what the lists show to whoever searches. Source: domain.md, operation 117."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from contract_tests.model.collections import SEARCH, is_found

Row = Mapping[str, Any]
_LONGEST = 120  # of a note's title


def _called(name: str) -> Callable[[Row], str]:
    return lambda row: str(row[name])


# type of a result -> the list that shows such things, and what they are called
KINDS: Mapping[str, tuple[str, Callable[[Row], str]]] = {
    "application": ("application_list", _called("reference")),
    "borrower": ("borrower_list", _called("name")),
    "guarantor": ("guarantor_list", _called("name")),
    "branch": ("branch_list", _called("name")),
    "bdm": ("bdm_list", _called("name")),
    "broker": ("broker_list", _called("name")),
    "document": ("document_list", _called("title")),
    "note": ("note_list", lambda row: str(row["body"])[:_LONGEST]),
    "payment": ("payment_list", _called("reference")),
}


def found(
    lists: Mapping[str, Sequence[Row]], words: Sequence[str], types: Sequence[str]
) -> list[dict[str, Any]]:
    """Return everything that holds every word, the newest first, ties broken by id.

    Args:
        lists: rows of each list, by its operation; what the caller may not list is not there.
        types: of the results that were asked for.
    """
    things = [thing for kind in types for thing in _found(kind, lists, words)]
    return sorted(things, key=lambda thing: (thing["created_at"], thing["id"]), reverse=True)


def _found(kind: str, lists: Mapping[str, Sequence[Row]], words: Sequence[str]) -> Iterator[dict[str, Any]]:
    operation, title = KINDS[kind]
    for row in lists.get(operation, ()):
        if is_found(row, words, SEARCH[operation]):
            yield {
                "type": kind,
                "id": row["id"],
                "title": title(row),
                **_belonging(kind, row),
                "created_at": row["created_at"],
            }


def _belonging(kind: str, row: Row) -> dict[str, str | None]:
    """Return what a thing belongs to: an application, a borrower, or itself when it is one."""
    return {
        name: row["id"] if f"{kind}_id" == name else row.get(name)
        for name in ("application_id", "borrower_id")
    }
