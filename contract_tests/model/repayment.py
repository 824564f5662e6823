"""What is paid back when, written again: exact fractions, rounded once where the requirements say so.

Slow and plain on purpose. Source: domain.md, section 4.1.
"""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

_PER_YEAR = {"weekly": 52, "fortnightly": 26, "monthly": 12, "quarterly": 4, "annually": 1}
_DAYS = {"weekly": 7, "fortnightly": 14}
_LARGEST = Decimal("999999999999.99")
ZERO = Decimal("0.00")


class NotComputable(Exception):
    """These terms give no schedule from that day; the argument says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One instalment. Amounts are dollars, `due_on` an ISO date."""

    number: int
    due_on: str
    days: int
    opening_balance: Decimal
    interest: Decimal
    prepaid: Decimal
    principal: Decimal
    amount: Decimal
    closing_balance: Decimal

    @property
    def interest_due(self) -> Decimal:
        """What a payment can still be for, beside the principal."""
        return self.amount - self.principal


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every instalment, and the level one of a loan repaid by principal and interest."""

    rows: tuple[Row, ...]
    level: Decimal | None

    @property
    def totals(self) -> dict[str, Decimal]:
        """The sums over all rows."""
        return _sums(self.rows)

    def annual_totals(self) -> dict[int, dict[str, Decimal]]:
        """Return the sums over the rows due in each calendar year."""
        years = sorted({int(row.due_on[:4]) for row in self.rows})
        return {year: _sums(row for row in self.rows if int(row.due_on[:4]) == year) for year in years}


def cents(exact: Fraction) -> Decimal:
    """Return dollars with two places, half a cent up. Source: domain.md, D4."""
    return Decimal((exact * 100 + Fraction(1, 2)).__floor__()).scaleb(-2)


def schedule(terms: Mapping[str, Any], starts_on: str) -> Schedule:
    """Return the schedule of a loan that is paid out on an ISO date.

    Args:
        terms: as the API shows them.

    Raises:
        NotComputable: does_not_amortise, repays_early, amount_too_large or date_out_of_range.
    """
    return _schedule(tuple(sorted(terms.items())), starts_on)


@lru_cache(maxsize=256)
def _schedule(items: tuple[tuple[str, Any], ...], starts_on: str) -> Schedule:
    terms = dict(items)
    periods = periods_of(terms)
    level = _level(terms, periods)
    return Schedule(tuple(_rows(terms, periods, level, date.fromisoformat(starts_on))), level)


def periods_of(terms: Mapping[str, Any]) -> int:
    """Return how many instalments there are."""
    return int(terms["term_months"]) * _PER_YEAR[terms["repayment_frequency"]] // 12


def _per_period(terms: Mapping[str, Any]) -> Fraction:
    return Fraction(terms["annual_rate"]) / 100 / _PER_YEAR[terms["repayment_frequency"]]


def _level(terms: Mapping[str, Any], periods: int) -> Decimal | None:
    if terms["repayment_type"] != "principal_and_interest":
        return None
    if terms["instalment_amount"] is not None:
        return Decimal(terms["instalment_amount"])
    loan, i = Fraction(terms["loan_amount"]), _per_period(terms)
    m = periods - terms["interest_only_periods"]
    return cents(loan * i / (1 - (1 + i) ** -m) if i else loan / m)


def _rows(terms: Mapping[str, Any], periods: int, level: Decimal | None, start: date) -> Iterator[Row]:
    kind = terms["repayment_type"]
    loan = Decimal(terms["loan_amount"])
    flat = cents(Fraction(loan) * _per_period(terms) * periods)
    equal = cents(Fraction(loan) / periods)
    opening = remaining = loan
    before, charged = start, ZERO
    for number in range(1, periods + 1):
        due_on, is_last = _due(terms, start, number), number == periods
        days = (due_on - before).days
        if kind == "flat":
            part = flat - charged
            interest = part if is_last else min(cents(Fraction(flat) / periods), part)
        elif terms["day_count"] == "actual_365":
            interest = cents(Fraction(opening) * Fraction(terms["annual_rate"]) * days / 36500)
        else:
            interest = cents(Fraction(opening) * _per_period(terms))
        charged += interest
        if is_last:
            principal = remaining
        elif level is not None and number > terms["interest_only_periods"]:
            principal = min(max(level - interest, ZERO), remaining)
        elif kind in ("equal_principal", "flat"):
            principal = min(equal, remaining)
        else:
            principal = ZERO
        if level is not None and terms["instalment_amount"] is not None:
            _check_given(terms, number, is_last, interest, level, remaining - principal)
        prepaid = interest if number <= terms["prepaid_interest_periods"] else ZERO
        if kind == "capitalised":
            amount = opening + interest if is_last else ZERO
        else:
            amount = principal + interest - prepaid
        closing = opening + interest - prepaid - amount
        if max(opening + interest, amount) > _LARGEST:
            raise NotComputable("amount_too_large")
        yield Row(number, due_on.isoformat(), days, opening, interest, prepaid, principal, amount, closing)
        opening, remaining, before = closing, remaining - principal, due_on


def _check_given(
    terms: Mapping[str, Any], number: int, is_last: bool, interest: Decimal, level: Decimal, left: Decimal
) -> None:
    """Refuse a given instalment that repays nothing in its first row, or everything before the last."""
    first = terms["interest_only_periods"] + 1
    if number == first and level <= interest:
        raise NotComputable("does_not_amortise")
    if number >= first and not is_last and left == 0:
        raise NotComputable("repays_early")


def _due(terms: Mapping[str, Any], start: date, number: int) -> date:
    """Return the day of a row, always counted from the start."""
    frequency = terms["repayment_frequency"]
    try:
        if frequency in _DAYS:
            return start + timedelta(days=_DAYS[frequency] * number)
        months = start.year * 12 + start.month - 1 + number * 12 // _PER_YEAR[frequency]
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(start.day, last))
    except (OverflowError, ValueError):
        raise NotComputable("date_out_of_range") from None


def _sums(rows: Any) -> dict[str, Decimal]:
    rows = list(rows)
    names = ("principal", "interest", "prepaid", "amount")
    return {name: sum((getattr(row, name) for row in rows), ZERO) for name in names}
