"""How instalments were paid, as at a day. Source: domain.md, section 10; laws R1, R3, R5, R7."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from contract_tests.model.classes import CLASSES
from contract_tests.model.reports.book import Book, Row, belongs, is_within
from contract_tests.model.reports.figures import DAYS, percentage, quotient, rounded
from contract_tests.model.reports.periods import first_day, keys


@dataclass(frozen=True, slots=True)
class Judged:
    """One instalment on the day of the report.

    Args:
        paid: what it has got by then, from payments that still stand.
        days_late: of one that was paid late.
    """

    row: Row
    application: Row
    verdict: str
    paid: Decimal
    days_late: int = 0


def compliance(book: Book, asked: Mapping[str, str], today: str) -> dict[str, Any]:
    """Return the report.

    Args:
        asked: the query.
        today: ISO date, the day of the report when none was asked for.
    """
    as_of = asked.get("as_of", today)
    found = [_judged(row, application, book, as_of) for row, application in _considered(book, asked)]
    by = asked.get("group_by")
    return {
        "as_of": as_of,
        "date_from": asked.get("date_from"),
        "date_to": asked.get("date_to"),
        "group_by": by,
        "totals": _figures(found),
        "groups": _groups(found, by, asked) if by else [],
    }


def _considered(book: Book, asked: Mapping[str, str]) -> list[tuple[Row, Row]]:
    """Return the instalments that count, with their applications: settled or later, with an amount."""
    files = book.by_id()
    return [
        (row, file)
        for row in book.repayments
        if (file := files.get(row["application_id"])) is not None
        and file["settled_on"] is not None
        and Decimal(row["amount"]) > 0
        and is_within(date.fromisoformat(row["due_on"]), asked)
        and belongs(file, asked)
        and asked.get("application_id", file["id"]) == file["id"]
    ]


def _judged(row: Row, application: Row, book: Book, as_of: str) -> Judged:
    shares = [
        (payment["received_on"], Decimal(share["interest"]) + Decimal(share["principal"]))
        for payment in book.payments
        if not payment["is_reversed"] and payment["received_on"] <= as_of
        for share in payment["allocations"]
        if share["repayment_id"] == row["id"]
    ]
    paid = sum((amount for _, amount in shares), Decimal("0.00"))
    amount, due_on = Decimal(row["amount"]), str(row["due_on"])
    if paid >= amount:
        last = max(on for on, amount in shares if amount > 0)
        late = (date.fromisoformat(last) - date.fromisoformat(due_on)).days
        verdict = "paid_late" if late > 0 else "paid_on_time"
        return Judged(row, application, verdict, paid, max(late, 0))
    if due_on >= as_of:
        return Judged(row, application, "not_due", paid)
    return Judged(row, application, "partial_overdue" if paid else "missed", paid)


def _groups(found: list[Judged], by: str, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    parts: dict[str, list[Judged]] = {}
    for each in found:
        month = first_day(date.fromisoformat(each.row["due_on"]), "month").isoformat()
        parts.setdefault(month if by == "month" else each.application[f"{by}_id"], []).append(each)
    if by == "month":
        every = keys(list(parts), asked.get("date_from"), asked.get("date_to"), by)
        return [{"key": key, **_figures(parts.get(key, []))} for key in every]
    return [{"key": key, **_figures(each)} for key, each in parts.items()]


def _figures(found: list[Judged]) -> dict[str, Any]:
    counts = {name: sum(each.verdict == name for each in found) for name in CLASSES}
    due = [each for each in found if each.verdict != "not_due"]
    amount = sum((Decimal(each.row["amount"]) for each in due), Decimal("0.00"))
    collected = sum((each.paid for each in due), Decimal("0.00"))
    return {
        **counts,
        "due_count": len(due),
        "amount_due": rounded(amount, 2),
        "amount_collected": rounded(collected, 2),
        "compliance_rate": percentage(counts["paid_on_time"], len(due)),
        "collection_rate": percentage(collected, amount),
        "average_days_late": quotient(sum(each.days_late for each in due), counts["paid_late"], DAYS),
    }
