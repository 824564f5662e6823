"""What loans are like: terms drawn once, and their schedules computed once each by the API's own calculator.

Under `periodic` no figure depends on the day a loan starts (law S17), so loans of equal terms share them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.applications.terms import Terms, months_after
from apps.repayments.schedule import Schedule, schedule
from crm.management.book.drawing import Draw

_AMOUNTS = [Decimal(each) * 10_000 + Decimal("0.00") for each in (*range(10, 100, 5), *range(100, 320, 20))]
_RATES = [Decimal(rate) for rate in ("7.9500", "8.7500", "9.2500", "9.7500", "10.5000", "11.9900", "13.7500")]
_MONTHS = (6, 9, 12, 12, 12, 12, 18, 24, 24)
_TYPES = ("interest_only", "interest_only", "interest_only", "principal_and_interest", "equal_principal")
_START = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """Terms, their schedule, and what the terms are as columns."""

    terms: Terms
    computed: Schedule
    columns: tuple[object, ...]

    @property
    def loan_amount(self) -> Decimal:
        """In dollars."""
        return self.terms.loan_amount

    def due_dates(self, starts_on: date) -> list[date]:
        """Return when each instalment falls due."""
        return [months_after(starts_on, number) for number in range(1, len(self.computed.rows) + 1)]


def drawn(draw: Draw, number: int) -> list[Plan]:
    """Return so many plans."""
    return [_plan(draw) for _ in range(number)]


def _plan(draw: Draw) -> Plan:
    values = {
        "loan_amount": draw.one(_AMOUNTS),
        "annual_rate": draw.one(_RATES),
        "term_months": draw.one(_MONTHS),
        "repayment_type": draw.one(_TYPES),
        "repayment_frequency": "monthly",
        "day_count": "periodic",
        "interest_only_periods": 0,
        "prepaid_interest_periods": 0,
        "instalment_amount": None,
    }
    terms = Terms.of(values)
    return Plan(terms, schedule(terms, _START), tuple(values.values()))
