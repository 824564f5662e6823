"""Decimal dollars with two places. Multiply first, divide last, round once, half up (domain.md, D4)."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
MAX_AMOUNT = Decimal("999999999999.99")
_PRECISION = 50


def pattern(*, digits: int = 12, places: int = 2, positive: bool = False) -> str:
    """Return the pattern of an amount on the wire, which the schema shows and the API holds to."""
    least = f"(?!0\\.0{{{places}}}$)" if positive else ""
    return rf"^{least}(0|[1-9][0-9]{{0,{digits - 1}}})\.[0-9]{{{places}}}$"


def cents(value: Decimal) -> Decimal:
    """Return `value` with two places, half a cent away from zero."""
    with localcontext(prec=_PRECISION):
        return value.quantize(CENT, rounding=ROUND_HALF_UP)


def quotient(numerator: Decimal, denominator: Decimal) -> Decimal:
    """Return a quotient as cents; multiply the numerator together before, so that it is rounded once.

    Raises:
        ZeroDivisionError: the denominator is 0.
    """
    with localcontext(prec=_PRECISION):
        return (numerator / denominator).quantize(CENT, rounding=ROUND_HALF_UP)
