"""What fees come to: the worked figures, band edges, half cents, refusals."""

from decimal import Decimal

import pytest

from apps.fees import pricing
from apps.fees.funding import NetFundsNegative, net_funds
from apps.fees.pricing import Rule, check, price

BANDS = [{"up_to": "500000.00", "rate": "2.0000"}, {"up_to": None, "rate": "1.5000"}]


def rule(method="fixed", gst="taxable", **values):
    """Return a rule as cleaned input says it."""
    for name in ("amount", "rate", "minimum", "maximum"):
        if values.get(name) is not None:
            values[name] = Decimal(values[name])
    return Rule.of({"method": method, "gst": gst, **values})


def _figures(given, base=None):
    found = price(given, None if base is None else Decimal(base))
    return str(found.net), str(found.gst), str(found.gross)


@pytest.mark.parametrize(
    ("given", "base", "figures"),
    [
        (rule("tiered", bands=BANDS), "750000.00", ("13750.00", "1375.00", "15125.00")),
        (rule("tiered", "input_taxed", bands=BANDS), "500000.00", ("10000.00", "0.00", "10000.00")),
        (rule("tiered", "input_taxed", bands=BANDS), "500000.01", ("10000.00", "0.00", "10000.00")),
        (rule("tiered", bands=BANDS), "1000000.00", ("17500.00", "1750.00", "19250.00")),
        (rule("percentage", "input_taxed", rate="1"), "12000.00", ("120.00", "0.00", "120.00")),
        (rule("percentage", "input_taxed", rate="1"), "10000.00", ("100.00", "0.00", "100.00")),
        (rule("percentage", "input_taxed", rate="1"), "5000.00", ("50.00", "0.00", "50.00")),
        (rule("percentage", "input_taxed", rate="2"), "1000000.00", ("20000.00", "0.00", "20000.00")),
        (rule(amount="1200.00"), None, ("1200.00", "120.00", "1320.00")),
        (rule(amount="0.05"), None, ("0.05", "0.01", "0.06")),
        (rule(amount="0.15"), None, ("0.15", "0.02", "0.17")),
        (rule(amount="1234.55"), None, ("1234.55", "123.46", "1358.01")),
        (rule(amount="0.04"), "7.00", ("0.04", "0.00", "0.04")),
        (rule("percentage", "input_taxed", rate="1", minimum="60"), "5000.00", ("60.00", "0.00", "60.00")),
        (rule("percentage", "input_taxed", rate="1", maximum="40"), "5000.00", ("40.00", "0.00", "40.00")),
        (rule("percentage", "input_taxed", rate="0.0001"), "0.00", ("0.00", "0.00", "0.00")),
        (rule("percentage", "input_taxed", rate="50"), "0.01", ("0.01", "0.00", "0.01")),
    ],
)
def test_worked_fees(given, base, figures):
    check(given, where="")
    assert _figures(given, base) == figures


def test_bands_are_rounded_once():
    thirds = [{"up_to": "1.00", "rate": "33.3333"}, {"up_to": "2.00", "rate": "33.3333"}]
    given = rule("tiered", "input_taxed", bands=[*thirds, {"up_to": None, "rate": "33.3333"}])
    assert _figures(given, "3.00")[0] == "1.00"  # 0.999999; each part alone is 0.33


@pytest.mark.parametrize("edge", ["500000.00"])
def test_a_fee_is_continuous_and_never_falls(edge):
    given, cent = rule("tiered", bands=BANDS), Decimal("0.01")
    edge = Decimal(edge)
    nets = [price(given, edge + number * cent).net for number in range(-300, 300)]
    assert nets == sorted(nets)
    assert price(given, edge + cent).net - price(given, edge).net <= cent


def test_special_cases_are_the_same_fee():
    one_band = rule("tiered", bands=[{"up_to": None, "rate": "1.2345"}])
    for base in ("0.00", "0.01", "12345.67", "999999999999.99"):
        assert _figures(one_band, base) == _figures(rule("percentage", rate="1.2345"), base)
        clamped = rule("percentage", rate="1.2345", minimum="70", maximum="70")
        assert _figures(clamped, base) == _figures(rule(amount="70"), base)


def test_a_trace_is_enough_to_find_the_net_amount_again():
    for given, base in [
        (rule("tiered", bands=BANDS, minimum="5.00"), Decimal("750000.00")),
        (rule("percentage", rate="1.5", maximum="9.00"), Decimal("750000.00")),
        (rule(amount="3.00"), None),
    ]:
        found = price(given, base)
        inputs = found.trace["inputs"]
        again = rule(
            found.trace["method"], **{name: value for name, value in inputs.items() if name != "base"}
        )
        assert price(again, base).net == found.net
        assert inputs.get("base") == (None if base is None else str(base))
        assert all(isinstance(step, str) for step in found.trace["steps"])


def _bands(*ends):
    return [{"up_to": end, "rate": "1.0000"} for end in ends]


@pytest.mark.parametrize(
    ("refusal", "pointer", "given"),
    [
        (pricing.ParametersOfMethod, "amount", rule()),
        (pricing.ParametersOfMethod, "rate", rule(amount="1", rate="1")),
        (pricing.ParametersOfMethod, "bands", rule("percentage", rate="1", bands=_bands(None))),
        (pricing.ParametersOfMethod, "amount", rule("tiered", bands=_bands(None), amount="1")),
        (pricing.Bands, "bands", rule("tiered", bands=_bands("1.00"))),
        (pricing.Bands, "bands", rule("tiered", bands=_bands(None, None))),
        (pricing.Bands, "bands", rule("tiered", bands=_bands("2.00", "2.00", None))),
        (pricing.Bands, "bands", rule("tiered", bands=_bands("2.00", "1.00", None))),
        (pricing.Bands, "bands", rule("tiered", bands=_bands("1.00", None, "2.00", None))),
        (pricing.MinimumAboveMaximum, "minimum", rule(amount="1", minimum="2.00", maximum="1.99")),
    ],
)
def test_a_rule_that_says_nothing_is_refused(refusal, pointer, given):
    with pytest.raises(refusal) as refused:
        check(given, where="/body")
    assert refused.value.pointer == f"/body/{pointer}"


def test_a_fee_is_an_amount():
    assert _figures(rule(amount="909090909090.90"))[2] == "999999999999.99"
    for given, base in [
        (rule(amount="909090909090.91"), None),
        (rule("percentage", rate="99.9999"), Decimal("999999999999.99")),
    ]:
        with pytest.raises(pricing.AmountTooLarge):
            price(given, base)


def _net_funds(*payouts):
    return net_funds(
        Decimal("1000000.00"),
        fees=[Decimal("20000.00"), Decimal("19250.00"), Decimal("1320.00")],
        prepaid_interest=Decimal("71250.03"),
        payouts=[Decimal(payout) for payout in payouts],
    )


def test_what_is_left_of_a_loan():
    assert _net_funds("350000.00") == Decimal("538179.97")
    assert _net_funds("350000.00", "538179.97") == 0
    with pytest.raises(NetFundsNegative):
        _net_funds("350000.00", "538179.98")
