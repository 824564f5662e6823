"""Requests and answers of the calculators as figures: money in whole cents, rates in 1/10,000 of 1 %."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

PER_YEAR = {"weekly": 52, "fortnightly": 26, "monthly": 12, "quarterly": 4, "annually": 1}
LEVEL = "principal_and_interest"
MOST = 99_999_999_999_999  # cents: 999,999,999,999.99
_WEEKS = {"weekly": 1, "fortnightly": 2}
_WHOLE = 1_000_000  # a rate of 100 %
_DAYS_A_YEAR = 365
_MONEY = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]{2}")
_RATE = re.compile(r"(?:0|[1-9][0-9]?)\.[0-9]{4}")


def cents(text: str) -> int:
    """Return an amount in cents.

    Raises:
        ValueError: it is no amount with two places.
    """
    if not _MONEY.fullmatch(text):
        raise ValueError(f"{text!r} is no amount with two places")
    return int(text.replace(".", ""))


def points(text: str) -> int:
    """Return a rate in 1/10,000 of 1 %.

    Raises:
        ValueError: it is no rate with four places.
    """
    if not _RATE.fullmatch(text):
        raise ValueError(f"{text!r} is no rate with four places")
    return int(text.replace(".", ""))


def shown(amount: int) -> str:
    """Return an amount of cents as the API writes it."""
    sign, size = "-" if amount < 0 else "", abs(amount)
    return f"{sign}{size // 100}.{size % 100:02d}"


def rate_shown(rate: int) -> str:
    """Return a rate as the API writes it."""
    return f"{rate // 10_000}.{rate % 10_000:04d}"


def half_up(numerator: int, denominator: int) -> int:
    """Return the whole number nearest to a quotient that is not negative; a half goes up."""
    return (2 * numerator + denominator) // (2 * denominator)


@dataclass(frozen=True)
class Loan:
    """The terms of a loan and the day it starts.

    Args:
        amount, instalment: cents.
        rate: 1/10,000 of 1 % a year.
    """

    amount: int
    rate: int
    months: int
    kind: str
    frequency: str
    counts_days: bool
    interest_only: int
    prepaid: int
    instalment: int | None
    starts_on: date

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Loan":
        """Return the loan that a request's body describes."""
        given = body.get("instalment_amount")
        return cls(
            amount=cents(body["loan_amount"]),
            rate=points(body["annual_rate"]),
            months=body["term_months"],
            kind=body["repayment_type"],
            frequency=body["repayment_frequency"],
            counts_days=body["day_count"] == "actual_365",
            interest_only=body.get("interest_only_periods", 0),
            prepaid=body.get("prepaid_interest_periods", 0),
            instalment=None if given is None else cents(given),
            starts_on=date.fromisoformat(body["starts_on"]),
        )

    @property
    def per_year(self) -> int:
        """Periods of a year."""
        return PER_YEAR[self.frequency]

    @property
    def periods(self) -> int:
        """Periods of the whole term, rounded down."""
        return self.months * self.per_year // 12

    @property
    def amortising(self) -> int:
        """Periods in which principal is repaid."""
        return self.periods - self.interest_only

    @property
    def period_rate(self) -> tuple[int, int]:
        """Rate of one period, as numerator and denominator."""
        return self.rate, _WHOLE * self.per_year

    def interest(self, balance: int, days: int) -> int:
        """Return the interest of one period on a balance: multiplied first, divided last, rounded once."""
        if self.counts_days:
            return half_up(balance * self.rate * days, _WHOLE * _DAYS_A_YEAR)
        return half_up(balance * self.rate, _WHOLE * self.per_year)

    def due(self) -> Iterator[date]:
        """Yield the due dates, each counted from the start.

        Raises:
            ValueError, OverflowError: the calendar ends before.
        """
        weeks = _WEEKS.get(self.frequency)
        for number in range(1, self.periods + 1):
            if weeks:
                yield self.starts_on + timedelta(weeks=weeks * number)
                continue
            month = self.starts_on.year * 12 + self.starts_on.month - 1 + number * (12 // self.per_year)
            year, month = month // 12, month % 12 + 1
            if year > date.max.year:
                raise ValueError("the calendar ends before")
            yield date(year, month, min(self.starts_on.day, monthrange(year, month)[1]))

    def level_instalment(self) -> int:
        """Return `P x i / (1 - (1 + i)^-m)`, or P / m without a rate, to the cent."""
        rate, whole = self.period_rate
        m = self.amortising
        if rate == 0:
            return half_up(self.amount, m)
        growth, unit = (whole + rate) ** m, whole**m
        return half_up(self.amount * rate * growth, whole * (growth - unit))


class Row(NamedTuple):
    """One instalment, in cents."""

    number: int
    due_on: date
    days: int
    opening: int
    interest: int
    prepaid: int
    principal: int
    amount: int
    closing: int


class Sums(NamedTuple):
    """Sums over rows, in cents."""

    principal: int
    interest: int
    prepaid: int
    amount: int


@dataclass
class Schedule:
    """A schedule as the API has answered it."""

    rows: list[Row]
    totals: Sums
    by_year: list[tuple[int, Sums]]
    level: int | None
    final: int
    maturity_on: date

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Schedule":
        """Return the schedule of an answer.

        Raises:
            ValueError: some figure is no amount with two places.
        """
        level = document["level_instalment"]
        return cls(
            rows=[_row(each) for each in document["rows"]],
            totals=_sums(document["totals"]),
            by_year=[(each["year"], _sums(each)) for each in document["annual_totals"]],
            level=None if level is None else cents(level),
            final=cents(document["final_instalment"]),
            maturity_on=date.fromisoformat(document["maturity_on"]),
        )


@dataclass
class Asked:
    """One request and its answer.

    Args:
        body: of the request, parsed.
        document: the answer, parsed.
    """

    body: Any
    status: int
    document: Any
    path: str = ""

    @property
    def accepted(self) -> bool:
        """Whether there is something to judge but the refusal."""
        return self.status < 300

    @cached_property
    def loan(self) -> Loan:
        """The loan that was asked about."""
        return Loan.of(self.body)

    @cached_property
    def schedule(self) -> Schedule:
        """The schedule that was answered."""
        return Schedule.of(self.document)


def _row(shown_row: Mapping[str, Any]) -> Row:
    amounts = (
        "opening_balance",
        "interest",
        "prepaid",
        "principal",
        "amount",
        "closing_balance",
    )
    return Row(
        shown_row["number"],
        date.fromisoformat(shown_row["due_on"]),
        shown_row["days"],
        *(cents(shown_row[name]) for name in amounts),
    )


def _sums(shown_sums: Mapping[str, Any]) -> Sums:
    return Sums(*(cents(shown_sums[name]) for name in Sums._fields))
