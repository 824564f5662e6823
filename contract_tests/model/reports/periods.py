"""Groups of time: named by their first day, and none left out between the first and the last."""

from collections.abc import Iterator
from datetime import date, timedelta

PERIODS = ("day", "week", "month", "quarter")
MOST = 1200  # groups that an answer may have
_MONTHS = {"month": 1, "quarter": 3}


def first_day(day: date, period: str) -> date:
    """Return the first day of the period that a day is in; a week begins on Monday."""
    match period:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month" | "quarter":
            length = _MONTHS[period]
            return date(day.year, (day.month - 1) // length * length + 1, 1)
    return day


def following(start: date, period: str) -> date:
    """Return the first day of the next period.

    Raises:
        OverflowError, ValueError: the calendar has ended.
    """
    if period in _MONTHS:
        months = start.year * 12 + start.month - 1 + _MONTHS[period]
        return date(months // 12, months % 12 + 1, 1)
    return start + timedelta(days=7 if period == "week" else 1)


def between(first: date, last: date, period: str) -> Iterator[date]:
    """Yield the first days of every period from that of one day to that of another."""
    start = first_day(first, period)
    while start <= last:
        yield start
        try:
            start = following(start, period)
        except (OverflowError, ValueError):
            return


def keys(found: list[str], date_from: str | None, date_to: str | None, period: str) -> list[str]:
    """Return the keys of all groups of a report: of an open end, from or to what there is.

    Args:
        found: keys of the groups that hold something.
        date_from, date_to: ISO dates; None for an open end.
    """
    first = date.fromisoformat(date_from or min(found, default="9999-12-31"))
    last = date.fromisoformat(date_to or max(found, default="0001-01-01"))
    return [start.isoformat() for start in between(first, last, period)]
