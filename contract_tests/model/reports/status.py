"""Where applications stood on a day, and how far they had come. Domain.md, section 10; laws G10, R6."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

from contract_tests.model.collections import BUSINESS_ZONE
from contract_tests.model.reports.book import Book, Row, belongs, created_on, is_within
from contract_tests.model.reports.figures import DAYS, percentage, quotient
from contract_tests.model.stage_graph import NEVER_STALE, STAGES, STALE_AFTER_DAYS

FUNNEL = ("sent_to_lender", "iloo_signed", "formal_approval", "settled")
_OVER = {
    "settled": ("settled", "discharged"),
    **{name: (name,) for name in ("declined", "withdrawn", "closed")},
}
_MICROSECONDS_A_DAY = 86_400_000_000


def status(book: Book, asked: Mapping[str, str], today: str) -> dict[str, Any]:
    """Return the report; an application counts from its first stage event.

    Args:
        asked: the query.
        today: ISO date, the day of the report when none was asked for.
    """
    as_of = asked.get("as_of", today)
    files = [row for row in book.applications if is_within(created_on(row), asked) and belongs(row, asked)]
    known = {row["id"]: _until(book.histories[row["id"]], as_of) for row in files}
    stood = {name: events for name, events in known.items() if events}
    by_stage = {stage: sum(events[-1]["to_stage"] == stage for events in stood.values()) for stage in STAGES}
    over = {name: sum(by_stage[stage] for stage in stages) for name, stages in _OVER.items()}
    reached = {
        stage: sum(any(event["to_stage"] == stage for event in events) for events in stood.values())
        for stage in FUNNEL
    }
    return {
        "as_of": as_of,
        "date_from": asked.get("date_from"),
        "date_to": asked.get("date_to"),
        "created": len(stood),
        "by_stage": by_stage,
        "open": len(stood) - sum(over.values()),
        **over,
        "reached": reached,
        "rates": {
            **{stage: percentage(reached[stage], reached[before]) for before, stage in pairwise(FUNNEL)},
            "settled_of_created": percentage(reached["settled"], len(stood)),
        },
        "average_days_in_stage": {stage: _average_days(stage, list(stood.values())) for stage in STAGES},
        "stale_count": sum(
            row["is_stale"] if as_of == today else _is_stale(stood[row["id"]][-1], as_of)
            for row in files
            if row["id"] in stood
        ),
    }


def _until(events: Any, as_of: str) -> list[Row]:
    """Return the events up to the end of a business day."""
    return [event for event in events if _instant(event["at"]) < _end_of(as_of)]


def _end_of(day: str) -> datetime:
    """Return the first instant of the business day after; of the last day there is, the last one."""
    if day == "9999-12-31":
        return datetime.max.replace(tzinfo=BUSINESS_ZONE)
    following = datetime.fromisoformat(day).date() + timedelta(days=1)
    return datetime.combine(following, time(), BUSINESS_ZONE)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _average_days(stage: str, histories: list[list[Row]]) -> str | None:
    """Return the mean of the visits that are over; null when none is."""
    visits = [
        (_instant(after["at"]) - _instant(event["at"])) // timedelta(microseconds=1)
        for events in histories
        for event, after in pairwise(events)
        if event["to_stage"] == stage
    ]
    return quotient(sum(visits), len(visits) * _MICROSECONDS_A_DAY, DAYS)


def _is_stale(last: Row, as_of: str) -> bool:
    if last["to_stage"] in NEVER_STALE:
        return False
    return _end_of(as_of) - _instant(last["at"]) > timedelta(days=STALE_AFTER_DAYS)
