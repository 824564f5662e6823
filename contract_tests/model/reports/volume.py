"""How many applications came in, and for how much. Source: domain.md, section 10; laws R2, R4, R5."""

from collections.abc import Mapping
from typing import Any

from contract_tests.model.reports.book import Book, Row, Rows, belongs, created_on, is_within
from contract_tests.model.reports.figures import quotient, rounded, total
from contract_tests.model.reports.periods import PERIODS, first_day, keys

_NAMED = ("broker", "bdm", "branch")


def volume(book: Book, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the report.

    Args:
        asked: the query.
    """
    rows = [row for row in book.applications if is_within(created_on(row), asked) and belongs(row, asked)]
    by = asked.get("group_by")
    return {
        "date_from": asked.get("date_from"),
        "date_to": asked.get("date_to"),
        "group_by": by,
        "totals": _figures(rows),
        "groups": _groups(rows, by, asked) if by else [],
    }


def _groups(rows: Rows, by: str, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    found: dict[str | None, list[Row]] = {}
    for row in rows:
        found.setdefault(_key(row, by), []).append(row)
    if by in PERIODS:
        held = [str(key) for key in found]
        every = keys(held, asked.get("date_from"), asked.get("date_to"), by)
        return [{"key": key, **_figures(found.get(key, []))} for key in every]
    return [{"key": key, **_figures(each)} for key, each in found.items()]


def _key(row: Row, by: str) -> str | None:
    if by in PERIODS:
        return first_day(created_on(row), by).isoformat()
    key: str | None = row[f"{by}_id" if by in _NAMED else by]
    return key


def _figures(rows: Rows) -> dict[str, Any]:
    amounts = [row["terms"]["loan_amount"] for row in rows if row["terms"] is not None]
    return {
        "count": len(rows),
        "total_amount": rounded(total(amounts), 2),
        # Over those that have an amount.
        "average_amount": quotient(total(amounts), len(amounts)),
    }
