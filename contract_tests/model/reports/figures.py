"""Figures as reports show them: rounded half up once, null where there is nothing to divide by."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext

_DIGITS = 60
MONEY, RATE, DAYS = 2, 4, 1  # places


def rounded(value: Decimal, places: int) -> str:
    """Return a figure with so many places."""
    with localcontext(prec=_DIGITS):
        return str(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def quotient(dividend: Decimal | int, divisor: int | Decimal, places: int = MONEY) -> str | None:
    """Return a quotient; null when the divisor is 0. Source: law R9."""
    if not divisor:
        return None
    with localcontext(prec=_DIGITS):
        return rounded(Decimal(dividend) / Decimal(divisor), places)


def percentage(part: Decimal | int, whole: Decimal | int) -> str | None:
    """Return what percentage of the whole a part is; null when there is no whole."""
    return quotient(Decimal(part) * 100, whole)


def total(amounts: Iterable[str]) -> Decimal:
    """Return the sum of amounts as they go over the wire."""
    return sum(map(Decimal, amounts), Decimal("0.00"))
