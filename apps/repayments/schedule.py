"""The repayment schedule of a loan: a pure function of its terms and the day it starts.

Interest is multiplied first, divided last and rounded once, half up; nothing else is rounded but what is
written here. Source: domain.md, section 4.1
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from operator import attrgetter
from typing import Any, NamedTuple

from apps.applications import terms as rules
from apps.applications.terms import PER_YEAR, DayCount, Frequency, RepaymentType, Terms
from apps.kernel.errors import Invalid
from apps.kernel.money import CENT, MAX_AMOUNT, ZERO

_PRECISION = 50
_PER_CENT = 100
_DAYS_A_YEAR = 365  # in leap years too
_DAYS = {Frequency.WEEKLY: 7, Frequency.FORTNIGHTLY: 14}
_INSTALMENT = "/body/instalment_amount"
_FIGURES = [attrgetter(name) for name in ("principal", "interest", "prepaid", "amount")]

# One row's interest, of its number, its days and what is owed; one row's principal, unless it is the last, of
# its number, its interest and the principal that remains.
Interest = Callable[[int, int, Decimal], Decimal]
Principal = Callable[[int, Decimal, Decimal], Decimal]


class DateOutOfRange(Invalid):
    """The last instalment would fall due after 9999-12-31."""

    code = "repayments.date_out_of_range"


REFUSALS = (*rules.REFUSALS, DateOutOfRange)


class Row(NamedTuple):
    """One instalment. Amounts are dollars; `closing = opening + interest - prepaid - amount`."""

    number: int
    due_on: date
    days: int
    opening_balance: Decimal
    interest: Decimal
    prepaid: Decimal
    principal: Decimal
    amount: Decimal
    closing_balance: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over rows."""

    principal: Decimal
    interest: Decimal
    prepaid: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class AnnualTotals(Totals):
    """Sums over the rows that fall due in one calendar year."""

    year: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """The rows and what follows from them.

    Args:
        level_instalment: of a loan repaid by principal and interest, given or computed; else None.
    """

    rows: list[Row]
    totals: Totals
    annual_totals: list[AnnualTotals]
    level_instalment: Decimal | None
    final_instalment: Decimal
    maturity_on: date


def schedule(terms: Terms, starts_on: date) -> Schedule:
    """Return the schedule of a loan that is paid out on `starts_on`.

    Raises:
        Invalid: one of `REFUSALS`; pointers are those of a body that holds the terms at its top.
    """
    rules.check_shape(terms, where="/body")
    due_dates = _due_dates(terms, starts_on)
    with localcontext(prec=_PRECISION, rounding=ROUND_HALF_UP):
        level = _level_instalment(terms)
        rows = list(_rows(terms, starts_on, due_dates, level))
    years = annual_totals(rows)
    return Schedule(
        rows=rows,
        totals=totals(years),
        annual_totals=years,
        level_instalment=level,
        final_instalment=rows[-1].amount,
        maturity_on=rows[-1].due_on,
    )


def check_dates(terms: Terms, starts_on: date) -> None:
    """Refuse a loan that would outlive the calendar.

    Raises:
        DateOutOfRange: the last instalment would fall due after 9999-12-31.
    """
    _due_dates(terms, starts_on)


def totals(rows: Iterable[Any]) -> Totals:
    """Return the sums over rows, or over sums of rows."""
    rows = list(rows)
    return Totals(*(sum(map(figure, rows), ZERO) for figure in _FIGURES))


def annual_totals(rows: Iterable[Any]) -> list[AnnualTotals]:
    """Return the sums by calendar year of the due date, the earliest year first."""
    by_year: dict[int, list[Any]] = {}
    for row in rows:
        by_year.setdefault(row.due_on.year, []).append(row)
    found = []
    for year, due in sorted(by_year.items()):
        sums = totals(due)
        found.append(AnnualTotals(sums.principal, sums.interest, sums.prepaid, sums.amount, year))
    return found


def _rows(terms: Terms, starts_on: date, due_dates: list[date], level: Decimal | None) -> Iterator[Row]:
    interest_of, principal_of = _interest(terms), _principal(terms, level)
    last, prepaid_periods = terms.periods, terms.prepaid_interest_periods
    capitalises = terms.repayment_type is RepaymentType.CAPITALISED
    opening = remaining = terms.loan_amount
    before = starts_on
    for number, due_on in enumerate(due_dates, start=1):
        days = (due_on - before).days
        interest = interest_of(number, days, opening)
        principal = principal_of(number, interest, remaining)
        if number == last:  # every method
            principal = remaining
        prepaid = interest if number <= prepaid_periods else ZERO
        owed = opening + interest
        if not capitalises:
            amount = principal + interest - prepaid
        else:
            amount = owed if number == last else ZERO
            # Only interest that is added to the loan can outgrow what an amount may be.
            if owed > MAX_AMOUNT:
                raise rules.AmountTooLarge(pointer="/body")
        closing = owed - prepaid - amount
        yield Row(number, due_on, days, opening, interest, prepaid, principal, amount, closing)
        opening, before = closing, due_on
        remaining -= principal


def _due_dates(terms: Terms, starts_on: date) -> list[date]:
    """Return the days of the rows, each counted from the start, so that the 31st returns after February."""
    days = _DAYS.get(terms.repayment_frequency)
    months = 12 // PER_YEAR[terms.repayment_frequency]
    numbers = range(1, terms.periods + 1)
    try:
        if days is not None:
            return [starts_on + timedelta(days * number) for number in numbers]
        return [rules.months_after(starts_on, months * number) for number in numbers]
    except (OverflowError, ValueError):
        raise DateOutOfRange(pointer="/body/starts_on") from None


def _interest(terms: Terms) -> Interest:
    rate, per_year = terms.annual_rate, PER_YEAR[terms.repayment_frequency]
    if terms.repayment_type is RepaymentType.FLAT:
        return _flat_interest(terms)
    if terms.day_count is DayCount.ACTUAL_365:
        year = Decimal(_PER_CENT * _DAYS_A_YEAR)
        return lambda number, days, opening: (opening * rate * days / year).quantize(CENT)
    periods = Decimal(_PER_CENT * per_year)
    return lambda number, days, opening: (opening * rate / periods).quantize(CENT)


def _flat_interest(terms: Terms) -> Interest:
    """Interest on the whole loan for its whole term, in equal parts; the last row takes the rest."""
    n, per_year = terms.periods, PER_YEAR[terms.repayment_frequency]
    left = (terms.loan_amount * terms.annual_rate * n / (_PER_CENT * per_year)).quantize(CENT)
    part = (left / n).quantize(CENT)

    def interest(number: int, days: int, opening: Decimal) -> Decimal:
        nonlocal left
        taken = left if number == n else min(part, left)
        left -= taken
        return taken

    return interest


def _principal(terms: Terms, level: Decimal | None) -> Principal:
    if level is not None:
        return _level_principal(terms, level)
    if terms.repayment_type in (RepaymentType.EQUAL_PRINCIPAL, RepaymentType.FLAT):
        part = (terms.loan_amount / terms.periods).quantize(CENT)
        return lambda number, interest, remaining: min(part, remaining)
    return lambda number, interest, remaining: ZERO


def _level_principal(terms: Terms, level: Decimal) -> Principal:
    """What a level instalment leaves after interest. A given one must repay something, and not too soon.

    A computed one may repay a very small loan before its last row; the rows after that are 0.00.
    """
    first, last = terms.interest_only_periods + 1, terms.periods
    is_given = terms.instalment_amount is not None

    def principal(number: int, interest: Decimal, remaining: Decimal) -> Decimal:
        if number < first:
            return ZERO
        if is_given and number == first and level <= interest:
            raise rules.DoesNotAmortise(pointer=_INSTALMENT)
        part = level - interest
        if part < ZERO:
            part = ZERO
        elif part > remaining:
            part = remaining
        if is_given and number < last and part == remaining:
            raise rules.RepaysEarly(pointer=_INSTALMENT)
        return part

    return principal


def _level_instalment(terms: Terms) -> Decimal | None:
    """Return `P x i / (1 - (1 + i)^-m)`, of whole periods also when interest is counted in days.

    In whole numbers, as `P x r x (d + r)^m / (d x ((d + r)^m - d^m))` with i = r/d: i may have no end as a
    decimal, and half a cent must be half a cent.
    """
    if terms.repayment_type is not RepaymentType.PRINCIPAL_AND_INTEREST:
        return None
    if terms.instalment_amount is not None:
        return terms.instalment_amount
    m = terms.periods - terms.interest_only_periods
    rate, scale = terms.annual_rate.as_integer_ratio()
    whole = scale * _PER_CENT * PER_YEAR[terms.repayment_frequency]
    loan = int(terms.loan_amount / CENT)
    if rate == 0:
        numerator, denominator = loan, m
    else:
        grown = (whole + rate) ** m
        numerator, denominator = loan * rate * grown, whole * (grown - whole**m)
    # half up: twice the quotient, and one more half
    return Decimal((2 * numerator + denominator) // (2 * denominator)) * CENT
