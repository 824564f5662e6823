"""Rates and means of a report: exact until they are rounded once, half up; None without a denominator."""

from decimal import ROUND_HALF_UP, Decimal

from apps.kernel import money

_DAYS = Decimal("0.1")


def percentage(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Return 100 x part / whole with two places."""
    return money.quotient(Decimal(100 * part), Decimal(whole)) if whole else None


def mean(total: Decimal, count: int) -> Decimal | None:
    """Return total / count in cents."""
    return money.quotient(total, Decimal(count)) if count else None


def mean_days(days: Decimal, count: int) -> Decimal | None:
    """Return days / count with one place."""
    return (days / count).quantize(_DAYS, rounding=ROUND_HALF_UP) if count else None
