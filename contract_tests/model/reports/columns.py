"""What rows of each entity hold, as custom reports name it. Source: domain.md, section 10, and the schema.

A field that nobody has said anything about here fails the tests: the published allow-list only grows with it.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from contract_tests.model.collections import day
from contract_tests.model.reports.book import Book, Row
from contract_tests.model.reports.periods import first_day

Fields = Mapping[str, Any]
_OF_BROKER = ("broker", "bdm", "branch")


def fields(entity: str, book: Book) -> list[Fields]:
    """Return each row of an entity as the fields of a report: ISO days, amounts as text, null for nothing."""
    return _ENTITIES[entity](book)


def _month(text: str | None) -> str | None:
    return None if text is None else first_day(date.fromisoformat(text), "month").isoformat()


def _created(row: Row) -> Fields:
    on = day(row["created_at"]).isoformat()
    return {"created_on": on, "created_month": _month(on)}


def _brought_by(application: Row, book: Book) -> Fields:
    ids = {name: application[f"{name}_id"] for name in _OF_BROKER}
    return {f"{name}_id": identity for name, identity in ids.items()} | {
        f"{name}_name": None if identity is None else book.names[identity] for name, identity in ids.items()
    }


def _of_application(row: Row, book: Book) -> Fields:
    application = book.by_id()[row["application_id"]]
    return {
        "application_id": application["id"],
        "application_reference": application["reference"],
        "application_stage": application["stage"],
        **_brought_by(application, book),
    }


def _named(row: Row, *names: str) -> Fields:
    return {name: row[name] for name in names}


def _applications(book: Book) -> list[Fields]:
    terms = ("loan_amount", "annual_rate", "term_months", "repayment_type", "repayment_frequency")
    return [
        {
            **_named(row, "reference", "stage", "application_type", "exit_strategy"),
            **{name: (row["terms"] or {}).get(name) for name in terms},
            **_created(row),
            **_named(row, "settled_on", "estimated_settlement_on"),
            "settled_month": _month(row["settled_on"]),
            **_brought_by(row, book),
        }
        for row in book.applications
    ]


def _repayments(book: Book) -> list[Fields]:
    balances = ("opening_balance", "closing_balance", "paid_interest", "paid_principal")
    return [
        {
            **_named(row, "number", "due_on", "status", "amount", "interest", "prepaid", "principal"),
            **_named(row, *balances),
            "due_month": _month(row["due_on"]),
            **_of_application(row, book),
        }
        for row in book.repayments
    ]


def _payments(book: Book) -> list[Fields]:
    return [
        {
            **_named(row, "amount", "received_on", "method", "reference", "is_reversed"),
            "received_month": _month(row["received_on"]),
            **_of_application(row, book),
        }
        for row in book.payments
    ]


def _fees(book: Book) -> list[Fields]:
    return [
        {
            **_named(row, "kind", "status", "collect", "gst_treatment", "description", "net", "gst", "gross"),
            **_named(row, "due_on", "paid_on"),
            **_created(row),
            **_of_application(row, book),
        }
        for row in book.fees
    ]


def _documents(book: Book) -> list[Fields]:
    files = book.by_id()
    return [
        {
            **_named(row, "type", "audience", "title", "is_locked", "current_version"),
            **_named(row, "application_id", "borrower_id"),
            **_created(row),
            "application_reference": files[row["application_id"]]["reference"]
            if row["application_id"]
            else None,
        }
        for row in book.documents
    ]


_ENTITIES: Mapping[str, Callable[[Book], list[Fields]]] = {
    "applications": _applications,
    "repayments": _repayments,
    "payments": _payments,
    "fees": _fees,
    "documents": _documents,
}
