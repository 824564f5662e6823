"""Days, weeks, months and quarters: where they begin, and all of them between two days."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from apps.kernel.errors import Invalid

MOST = 1200


class TooManyPeriods(Invalid):
    """The range has more than 1200 groups of this length. Narrow it, or group by longer ones."""

    code = "reports.too_many_periods"


@dataclass(frozen=True, slots=True)
class Period:
    """One way to divide time. Periods are counted, so that none is made beyond the calendar.

    Args:
        number: the count of the period that a day lies in.
        first_day: the day on which a period begins.
    """

    number: Callable[[date], int]
    first_day: Callable[[int], date]

    def between(self, first: date, last: date) -> list[date]:
        """Return the first days of the periods from that of `first` to that of `last`, if it is not before.

        Raises:
            TooManyPeriods: more than 1200.
        """
        start, end = self.number(first), self.number(last)
        if end - start >= MOST:
            raise TooManyPeriods(pointer="/query/group_by")
        return [self.first_day(number) for number in range(start, end + 1)]


def _months(length: int) -> Period:
    return Period(
        number=lambda day: (day.year * 12 + day.month - 1) // length,
        first_day=lambda number: date(number * length // 12, number * length % 12 + 1, 1),
    )


def _days(length: int) -> Period:
    # Day 1 of the calendar is a Monday.
    return Period(
        number=lambda day: (day.toordinal() - 1) // length,
        first_day=lambda number: date.min + timedelta(days=number * length),
    )


PERIODS: Mapping[str, Period] = {
    "day": _days(1),
    "week": _days(7),
    "month": _months(1),
    "quarter": _months(3),
}


def covering(length: str, found: list[date], *, date_from: date | None, date_to: date | None) -> list[date]:
    """Return the first day of each period of a report.

    The whole range; where an end of it is open, from the first or to the last period that has something.

    Args:
        found: the first days of the periods that have something.

    Raises:
        TooManyPeriods: more than 1200.
    """
    first = date_from or min(found, default=None)
    last = date_to or max(found, default=None)
    return [] if first is None or last is None else PERIODS[length].between(first, last)
