"""What secures a loan, and the loan-to-value ratio. Source: domain.md, sections 2 and 5."""

from collections.abc import Sequence
from decimal import Decimal

from apps.kernel import money

_PER_CENT = 100


def total(values: Sequence[Decimal | None]) -> Decimal | None:
    """Return what all properties together are worth; None without any, or while one was never valued.

    Args:
        values: of each property, by its latest valuation.
    """
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if values and len(known) == len(values) else None


def lvr(loan_amount: Decimal | None, values: Sequence[Decimal | None]) -> Decimal | None:
    """Return the loan in per cent of what secures it; None while the loan or any value is not known.

    Args:
        values: of each property, by its latest valuation.
    """
    value = total(values)
    if loan_amount is None or value is None:
        return None
    return money.quotient(_PER_CENT * loan_amount, value)
