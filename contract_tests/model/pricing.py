"""What a fee comes to, written again. Source: domain.md, section 5."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from contract_tests.model.repayment import ZERO, cents


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars of one fee."""

    net: Decimal
    gst: Decimal

    @property
    def gross(self) -> Decimal:
        """What is owed. Source: law F1."""
        return self.net + self.gst


def taxed(net: Decimal, treatment: str) -> Price:
    """Return a fee of that net amount, `taxable` or `input_taxed`."""
    return Price(net, cents(Fraction(net) / 10) if treatment == "taxable" else ZERO)


def price(definition: Mapping[str, Any], base: Decimal | None) -> Price | None:
    """Return what a definition comes to; None where its base is not known.

    Args:
        definition: as the API shows it.
        base: dollars; a fixed fee does not look at it.
    """
    if definition["method"] == "fixed":
        exact = Fraction(definition["amount"])
    elif base is None:
        return None
    elif definition["method"] == "percentage":
        exact = Fraction(base) * Fraction(definition["rate"]) / 100
    else:
        exact, below = Fraction(0), Fraction(0)
        for band in definition["bands"]:
            end = Fraction(base) if band["up_to"] is None else min(Fraction(base), Fraction(band["up_to"]))
            exact += max(end - below, Fraction(0)) * Fraction(band["rate"]) / 100
            below = max(below, end)
    net = cents(exact)
    if definition["minimum"] is not None:
        net = max(net, Decimal(definition["minimum"]))
    if definition["maximum"] is not None:
        net = min(net, Decimal(definition["maximum"]))
    return taxed(net, definition["gst"])
