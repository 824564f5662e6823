"""What a loan's terms must satisfy before anything is computed from them.

Source: domain.md, sections 2 and 4.1
"""

import calendar
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import Any

from apps.kernel import money
from apps.kernel.errors import Invalid

_MONTHS_A_YEAR = 12
_PRECISION = 50
# What terms cannot be without; `instalment_amount` is the one thing they may leave open.
TERMS = (
    "loan_amount",
    "annual_rate",
    "term_months",
    "repayment_type",
    "repayment_frequency",
    "day_count",
    "interest_only_periods",
    "prepaid_interest_periods",
)


class RepaymentType(StrEnum):
    """How the loan is repaid."""

    PRINCIPAL_AND_INTEREST = "principal_and_interest"
    EQUAL_PRINCIPAL = "equal_principal"
    INTEREST_ONLY = "interest_only"
    CAPITALISED = "capitalised"
    FLAT = "flat"


class Frequency(StrEnum):
    """How often an instalment falls due."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUALLY = "annually"


class DayCount(StrEnum):
    """Whether every period is as long as the next, or counted in days."""

    PERIODIC = "periodic"
    ACTUAL_365 = "actual_365"


PER_YEAR: Mapping[Frequency, int] = {
    Frequency.WEEKLY: 52,
    Frequency.FORTNIGHTLY: 26,
    Frequency.MONTHLY: 12,
    Frequency.QUARTERLY: 4,
    Frequency.ANNUALLY: 1,
}


class TermsPeriods(Invalid):
    """The term is not a whole number of repayment periods."""

    code = "application.terms_periods"


class TermsInterestOnly(Invalid):
    """Interest-only periods need principal and interest, and at least one period after them."""

    code = "application.terms_interest_only"


class TermsPrepaid(Invalid):
    """Prepaid interest needs an interest-only loan, and no more periods than it has."""

    code = "application.terms_prepaid"


class TermsInstalment(Invalid):
    """A given instalment needs principal and interest."""

    code = "application.terms_instalment"


class DoesNotAmortise(Invalid):
    """The instalment does not exceed the interest of the first amortising period."""

    code = "application.does_not_amortise"


class RepaysEarly(Invalid):
    """The instalment repays the loan before the last period."""

    code = "application.repays_early"


class TermsFlatDayCount(Invalid):
    """A flat loan counts periods, not days."""

    code = "application.terms_flat_day_count"


class AmountTooLarge(Invalid):
    """A figure of the loan would exceed 999,999,999,999.99."""

    code = "application.amount_too_large"


REFUSALS = (
    TermsPeriods,
    TermsInterestOnly,
    TermsPrepaid,
    TermsInstalment,
    DoesNotAmortise,
    RepaysEarly,
    TermsFlatDayCount,
    AmountTooLarge,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the loan is to be. `annual_rate` is percent per annum."""

    loan_amount: Decimal
    annual_rate: Decimal
    term_months: int
    repayment_type: RepaymentType
    repayment_frequency: Frequency
    day_count: DayCount
    interest_only_periods: int = 0
    prepaid_interest_periods: int = 0
    instalment_amount: Decimal | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Terms":
        """Return the terms that cleaned input or columns say."""
        return cls(
            **{
                **values,
                "repayment_type": RepaymentType(values["repayment_type"]),
                "repayment_frequency": Frequency(values["repayment_frequency"]),
                "day_count": DayCount(values["day_count"]),
            }
        )

    def columns(self) -> dict[str, Any]:
        """Return the terms as an application stores them."""
        values = asdict(self).items()
        return {name: str(value) if isinstance(value, StrEnum) else value for name, value in values}

    @property
    def periods(self) -> int:
        """How many instalments there are, for terms whose periods are whole."""
        return self.term_months * PER_YEAR[self.repayment_frequency] // _MONTHS_A_YEAR


def check(terms: Terms) -> None:
    """Refuse terms that no schedule could be made of.

    What depends on amounts is judged under `periodic` only: under `actual_365` it depends on the day the loan
    starts as well, so it is judged when a schedule is made.

    Raises:
        Invalid: one of `REFUSALS`.
    """
    check_shape(terms, where="/body/terms")
    if terms.day_count is DayCount.PERIODIC:
        _check_instalment(terms)
        _check_amounts(terms)


def check_shape(terms: Terms, *, where: str) -> None:
    """Refuse terms that contradict one another, whatever comes out of them.

    Args:
        where: pointer of the object that holds the terms, such as `/body/terms`.

    Raises:
        Invalid: one of `REFUSALS`, but none that depends on an amount.
    """
    amortises = terms.repayment_type is RepaymentType.PRINCIPAL_AND_INTEREST
    prepays = terms.repayment_type is RepaymentType.INTEREST_ONLY
    if terms.term_months * PER_YEAR[terms.repayment_frequency] % _MONTHS_A_YEAR:
        raise TermsPeriods(pointer=f"{where}/term_months")
    if terms.interest_only_periods and not (amortises and terms.interest_only_periods < terms.periods):
        raise TermsInterestOnly(pointer=f"{where}/interest_only_periods")
    if terms.prepaid_interest_periods and not (prepays and terms.prepaid_interest_periods <= terms.periods):
        raise TermsPrepaid(pointer=f"{where}/prepaid_interest_periods")
    if terms.instalment_amount is not None and not amortises:
        raise TermsInstalment(pointer=f"{where}/instalment_amount")
    if terms.repayment_type is RepaymentType.FLAT and terms.day_count is not DayCount.PERIODIC:
        raise TermsFlatDayCount(pointer=f"{where}/day_count")


def months_after(day: date, months: int) -> date:
    """Return the same day of the month `months` later, clipped to the month's last day."""
    month = day.month - 1 + months
    year, month = day.year + month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _interest(terms: Terms, balance: Decimal) -> Decimal:
    """Return one period's interest: multiplied first, divided last, rounded once."""
    return money.quotient(balance * terms.annual_rate, Decimal(100 * PER_YEAR[terms.repayment_frequency]))


def _check_instalment(terms: Terms) -> None:
    """A given instalment must repay something in every period, and leave something for the last."""
    instalment = terms.instalment_amount
    if instalment is None:
        return
    remaining = terms.loan_amount
    with localcontext(prec=_PRECISION):
        if instalment <= _interest(terms, remaining):
            raise DoesNotAmortise(pointer="/body/terms/instalment_amount")
        for _ in range(terms.periods - terms.interest_only_periods - 1):
            remaining -= instalment - _interest(terms, remaining)
            if remaining <= 0:
                raise RepaysEarly(pointer="/body/terms/instalment_amount")


def _check_amounts(terms: Terms) -> None:
    """Only interest that is added to the loan can outgrow what an amount may be.

    The greatest loan at the greatest rate over the longest term costs some 40 times itself otherwise.
    """
    if terms.repayment_type is not RepaymentType.CAPITALISED:
        return
    balance = terms.loan_amount
    with localcontext(prec=_PRECISION):
        for _ in range(terms.periods):
            balance += _interest(terms, balance)
            if balance > money.MAX_AMOUNT:
                raise AmountTooLarge(pointer="/body/terms")
