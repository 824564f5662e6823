"""Fee rules and bases, drawn at the ends of bands, at half cents and at the bounds. Bodies as on the wire."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from contract_tests.laws.fees import net_of
from contract_tests.laws.reading import MOST, cents, points, rate_shown, shown

_WHOLE = 1_000_000  # a rate of 100 %
_MOST_POINTS = 999_999
_TREATMENTS = st.sampled_from(("taxable", "taxable", "input_taxed"))

# A tenth of these ends in half a cent above an even one.
_HALF_TENTHS = st.integers(0, 50_000).map(lambda number: 20 * number + 5)
_figures: SearchStrategy[int] = st.one_of(
    st.sampled_from((0, 1, 4, 5, 15, 25, 100, 120_000, MOST)), _HALF_TENTHS, st.integers(0, 10_000_000)
)
_rates: SearchStrategy[int] = st.one_of(
    st.sampled_from((1, 2, 10_000, 15_000, 20_000, _MOST_POINTS)), st.integers(1, _MOST_POINTS)
)


@st.composite
def bands(draw: DrawFn) -> list[dict[str, Any]]:
    """Draw bands: one to four, each as narrow as a cent or wide, and rates that need not rise."""
    ends = sorted(draw(st.sets(st.integers(1, 100) | st.integers(101, 200_000_000), max_size=3)))
    return [
        {"up_to": None if end is None else shown(end), "rate": rate_shown(draw(_rates))}
        for end in (*ends, None)
    ]


@st.composite
def rules(draw: DrawFn, *, clamped: bool = True) -> dict[str, Any]:
    """Draw a rule that gives prices, nearly always."""
    method = draw(st.sampled_from(("fixed", "percentage", "tiered", "tiered")))
    rule: dict[str, Any] = {"method": method, "gst": draw(_TREATMENTS)}
    if method == "fixed":
        rule["amount"] = shown(draw(_figures))
    elif method == "percentage":
        rule["rate"] = rate_shown(draw(_rates))
    else:
        rule["bands"] = draw(bands())
    if clamped and draw(st.booleans()):
        # Near what the rule gives: a bound that never binds says nothing.
        near = net_of(rule, draw(st.integers(0, 200_000_000)))
        least, most = sorted(
            (near + draw(st.integers(-5, 5)), near + draw(st.sampled_from((0, 1, 5, 100_000))))
        )
        chosen = draw(st.sampled_from((("minimum",), ("maximum",), ("minimum", "maximum"))))
        bounds = {"minimum": max(least, 0), "maximum": max(most, 0)}
        rule |= {name: shown(min(bounds[name], MOST)) for name in chosen}
    return rule


@st.composite
def bases(draw: DrawFn, rule: dict[str, Any]) -> list[str]:
    """Draw bases of a rule: the ends of its bands and a cent around them, half cents, and any."""
    ends = [cents(band["up_to"]) for band in rule.get("bands") or () if band["up_to"]]
    near = {end + step for end in ends for step in (-1, 0, 1)}
    drawn = {draw(halves_of(rule)), draw(st.sampled_from((0, 1, 99_999_999_999))), draw(_figures)}
    kept = sorted(base for base in near | drawn if 0 <= base <= MOST)
    # A base beyond what a price may come to spoils all others.
    fit = [base for base in kept if net_of(rule, base) * 11 <= MOST * 10]
    return [shown(base) for base in (fit or kept)]


def halves_of(rule: dict[str, Any]) -> SearchStrategy[int]:
    """Draw bases whose net ends in half a cent above an even one, as far as the rule has such."""
    if rule.get("rate") is None:
        return st.integers(0, 99_999_999_999)
    return halves(points(rule["rate"]))


def halves(rate: int) -> SearchStrategy[int]:
    """Draw bases of which a rate is 2k + 1/2 cents exactly; any base where there is none."""
    fine = rate
    while fine % 2 == 0:
        fine //= 2
    if rate // fine > 32:  # two in its sixth power divides the rate: no half is ever met
        return st.integers(1, 99_999_999_999)
    modulus, wanted = 2 * _WHOLE, _WHOLE // 2
    for factor in (2, 5):  # what rate and modulus have in common
        while rate % factor == 0 and wanted % factor == 0 and modulus % factor == 0:
            rate, wanted, modulus = rate // factor, wanted // factor, modulus // factor
    first = wanted * pow(rate, -1, modulus) % modulus
    return st.integers(0, 1_000).map(lambda times: first + times * modulus)


@st.composite
def priced(draw: DrawFn) -> tuple[dict[str, Any], list[str]]:
    """Draw a rule and its bases."""
    rule = draw(rules())
    return rule, draw(bases(rule))


@st.composite
def refused(draw: DrawFn) -> tuple[dict[str, Any], list[str]]:
    """Draw a rule with something wrong, and bases."""
    rule = draw(rules(clamped=False))
    rule |= draw(st.sampled_from(_wrong(rule)))
    return rule, [shown(draw(_figures))]


def _wrong(rule: dict[str, Any]) -> Sequence[dict[str, Any]]:
    """Return changes of a rule, each of which breaks it."""
    parameter = {"fixed": "amount", "percentage": "rate", "tiered": "bands"}[rule["method"]]
    open_band, end = {"up_to": None, "rate": "1.0000"}, {"up_to": "100.00", "rate": "2.0000"}
    others = {"amount": "1.00", "rate": "1.0000", "bands": [open_band]}
    found: list[dict[str, Any]] = [{name: value} for name, value in others.items() if name != parameter]
    found += [
        {parameter: None},
        {"minimum": "1.01", "maximum": "1.00"},
        {"minimum": "0.01", "maximum": "0.00"},
    ]
    if parameter == "bands":
        # No open end, an open end too early, ends that stand still, ends that fall.
        for wrong in (
            [end],
            [open_band, open_band],
            [end, open_band, end],
            [end, end, open_band],
            [{**end, "up_to": "100.01"}, end, open_band],
        ):
            found += [{"bands": wrong}] * 2
    if parameter == "amount":
        # 10/11 of the greatest amount, and a cent: with its GST it is too much.
        greatest = MOST * 10 // 11
        found += [
            {"amount": shown(greatest + 1), "gst": "taxable"},
            {"minimum": shown(MOST), "gst": "taxable"},
        ]
    return found


@st.composite
def equivalents(draw: DrawFn) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """Draw two rules that say the same, and bases."""
    treatment, rate = draw(_TREATMENTS), rate_shown(draw(_rates))
    percentage = {"method": "percentage", "rate": rate, "gst": treatment}
    if draw(st.booleans()):
        tiered = {"method": "tiered", "bands": [{"up_to": None, "rate": rate}], "gst": treatment}
        return percentage, tiered, draw(bases(percentage))
    figure = shown(draw(_figures.filter(lambda each: each < MOST // 2)))
    fixed = {"method": "fixed", "amount": figure, "gst": treatment}
    return {**percentage, "minimum": figure, "maximum": figure}, fixed, draw(bases(percentage))
