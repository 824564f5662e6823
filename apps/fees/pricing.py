"""What a fee comes to: net, GST, gross, and how each was found.

Bands are marginal, not slabs, so a fee never falls when the loan grows. Source: domain.md, section 5
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from apps.kernel import money
from apps.kernel.errors import Invalid
from apps.kernel.money import ZERO

_GST_PER_CENT = 10
_PER_CENT = Decimal(100)


class Method(StrEnum):
    """How the net amount is found."""

    FIXED = "fixed"
    PERCENTAGE = "percentage"
    TIERED = "tiered"


class Gst(StrEnum):
    """Whether the supply is taxable; the lender's adviser decides."""

    TAXABLE = "taxable"
    INPUT_TAXED = "input_taxed"


# What each method is computed from; it needs this one, and no other of them.
PARAMETER: Mapping[Method, str] = {
    Method.FIXED: "amount",
    Method.PERCENTAGE: "rate",
    Method.TIERED: "bands",
}


class ParametersOfMethod(Invalid):
    """A fee has exactly the parameters of its method: an amount, or a rate or bands and what they are of."""

    code = "fees.parameters_of_method"


class Bands(Invalid):
    """Bands strictly increase; the last one, and no other, has no upper end."""

    code = "fees.bands"


class MinimumAboveMaximum(Invalid):
    """The minimum is greater than the maximum."""

    code = "fees.minimum_above_maximum"


class AmountTooLarge(Invalid):
    """A figure would exceed 999,999,999,999.99."""

    code = "fees.amount_too_large"


RULE_REFUSALS = (ParametersOfMethod, Bands, MinimumAboveMaximum)


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the base and its rate in per cent. `up_to` is None in the last band."""

    up_to: Decimal | None
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Rule:
    """What a fee is computed from. `rate` is per cent of the base; amounts are dollars."""

    method: Method
    gst: Gst
    amount: Decimal | None = None
    rate: Decimal | None = None
    bands: Sequence[Band] | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Rule":
        """Return the rule that cleaned input or columns say."""
        bands = values.get("bands")
        return cls(
            method=Method(values["method"]),
            gst=Gst(values["gst"]),
            bands=None if bands is None else [_band(band) for band in bands],
            **{name: values.get(name) for name in ("amount", "rate", "minimum", "maximum")},
        )


@dataclass(frozen=True, slots=True)
class Price:
    """What a fee comes to, in dollars.

    Args:
        trace: `{method, inputs, steps}`; the net amount can be found again from it.
    """

    net: Decimal
    gst: Decimal
    gross: Decimal
    trace: dict[str, Any]


def check(rule: Rule, *, where: str) -> None:
    """Refuse a rule that nothing could be computed from.

    Args:
        where: pointer of the object that holds it.

    Raises:
        Invalid: one of `RULE_REFUSALS`.
    """
    for method, name in PARAMETER.items():
        if (getattr(rule, name) is not None) is not (method is rule.method):
            raise ParametersOfMethod(pointer=f"{where}/{name}")
    if rule.bands is not None:
        ends = [band.up_to for band in rule.bands[:-1]]
        known = [end for end in ends if end is not None]
        increase = all(lower < upper for lower, upper in pairwise(known))
        if len(known) < len(ends) or not increase or rule.bands[-1].up_to is not None:
            raise Bands(pointer=f"{where}/bands")
    if rule.minimum is not None and rule.maximum is not None and rule.minimum > rule.maximum:
        raise MinimumAboveMaximum(pointer=f"{where}/minimum")


def price(rule: Rule, base: Decimal | None, *, where: str = "") -> Price:
    """Return what a fee comes to.

    Args:
        base: dollars that a percentage or bands are of; a fixed fee does not look at it.
        where: pointer of the input at fault when a figure is too large.

    Raises:
        AmountTooLarge: a figure would exceed 999,999,999,999.99.
    """
    net, steps = _net(rule, base if base is not None else ZERO)
    if rule.minimum is not None and net < rule.minimum:
        net = money.cents(rule.minimum)
        steps.append(f"at least {net}")
    if rule.maximum is not None and net > rule.maximum:
        net = money.cents(rule.maximum)
        steps.append(f"at most {net}")
    tax = gst(net, rule.gst)
    gross = net + tax
    if gross > money.MAX_AMOUNT:
        raise AmountTooLarge(pointer=where)
    steps.append(f"GST {tax} ({rule.gst.value}), gross {gross}")
    trace = {"method": rule.method.value, "inputs": _inputs(rule, base), "steps": steps}
    return Price(net, tax, gross, trace)


def gst(net: Decimal, treatment: Gst) -> Decimal:
    """Return the tax on one fee: each fee is a supply of its own."""
    return money.quotient(net * _GST_PER_CENT, _PER_CENT) if treatment is Gst.TAXABLE else ZERO


def _net(rule: Rule, base: Decimal) -> tuple[Decimal, list[str]]:
    """Return the amount before it is clamped, rounded once, and how it was found."""
    if rule.amount is not None:
        return money.cents(rule.amount), [f"fixed: {rule.amount:.2f}"]
    if rule.rate is not None:
        net = money.quotient(base * rule.rate, _PER_CENT)
        return net, [f"{base:.2f} x {rule.rate:.4f} / 100 = {net}"]
    parts = list(_parts(rule.bands or (), base))
    net = money.quotient(sum((part * rate for part, rate in parts), ZERO), _PER_CENT)
    steps = [f"{part:.2f} x {rate:.4f}" for part, rate in parts]
    return net, [*steps, f"sum / 100 = {net}"]


def _parts(bands: Sequence[Band], base: Decimal) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield the part of the base in each band that it reaches, with the band's rate."""
    below = ZERO
    for band in bands:
        end = base if band.up_to is None else min(band.up_to, base)
        if end > below:
            yield end - below, band.rate
            below = end


def _inputs(rule: Rule, base: Decimal | None) -> dict[str, Any]:
    """Return what the fee was computed from, as it goes over the wire."""
    amounts = {"base": None if rule.method is Method.FIXED else base, "amount": rule.amount}
    amounts |= {"minimum": rule.minimum, "maximum": rule.maximum}
    given: dict[str, Any] = {name: f"{value:.2f}" for name, value in amounts.items() if value is not None}
    if rule.rate is not None:
        given["rate"] = f"{rule.rate:.4f}"
    if rule.bands is not None:
        given["bands"] = [as_stored(band) for band in rule.bands]
    return given


def as_stored(band: Band) -> dict[str, str | None]:
    """Return a band as JSON says it."""
    return {"up_to": None if band.up_to is None else f"{band.up_to:.2f}", "rate": f"{band.rate:.4f}"}


def _band(values: Mapping[str, Any]) -> Band:
    up_to = values["up_to"]
    return Band(None if up_to is None else Decimal(up_to), Decimal(values["rate"]))
