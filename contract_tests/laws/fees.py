"""What the prices of a fee owe to its rule and its bases. Source: domain.md, section 5 and laws F1 to F4."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from contract_tests.laws.reading import MOST, Asked, cents, half_up, points, shown

_PARAMETER = {"fixed": "amount", "percentage": "rate", "tiered": "bands"}
_WHOLE = 1_000_000  # a rate of 100 %


def net_of(rule: Mapping[str, Any], base: int) -> int:
    """Return the net fee of a base in cents: computed, rounded once, then clamped."""
    if rule.get("amount") is not None:
        net = cents(rule["amount"])
    elif rule.get("rate") is not None:
        net = half_up(base * points(rule["rate"]), _WHOLE)
    else:
        net = half_up(sum(part * rate for part, rate in _parts(rule["bands"], base)), _WHOLE)
    if rule.get("minimum") is not None:
        net = max(net, cents(rule["minimum"]))
    return net if rule.get("maximum") is None else min(net, cents(rule["maximum"]))


def gst_of(net: int, treatment: str) -> int:
    """Return the tax on a net fee: a tenth when it is taxable, a half of a cent goes up."""
    return half_up(net, 10) if treatment == "taxable" else 0


def _parts(bands: Sequence[Mapping[str, Any]], base: int) -> Iterator[tuple[int, int]]:
    """Yield the part of a base in each band, and the band's rate."""
    below = 0
    for band in bands:
        end = base if band["up_to"] is None else min(cents(band["up_to"]), base)
        yield max(end - below, 0), points(band["rate"])
        below = max(below, end)


def faults(rule: Mapping[str, Any], bases: Sequence[str]) -> set[str]:
    """Return the codes of what is wrong with a rule and its bases; none when each base has its price."""
    found = set()
    given = {name for name in _PARAMETER.values() if rule.get(name) is not None}
    if given != {_PARAMETER[rule["method"]]}:
        found.add("fees.parameters_of_method")
    ends = [band["up_to"] for band in rule.get("bands") or ()]
    if ends:
        known = [cents(end) for end in ends[:-1] if end is not None]
        grows = all(lower < upper for lower, upper in pairwise(known))
        if ends[-1] is not None or len(known) < len(ends) - 1 or not grows:
            found.add("fees.bands")
    least, most = rule.get("minimum"), rule.get("maximum")
    if least is not None and most is not None and cents(least) > cents(most):
        found.add("fees.minimum_above_maximum")
    if not found:
        nets = [net_of(rule, cents(base)) for base in bases]
        if any(net + gst_of(net, rule["gst"]) > MOST for net in nets):
            found.add("fees.amount_too_large")
    return found


# --- laws ---------------------------------------------------------------------------------------------
def fee_rules_without_a_price_are_refused(asked: Sequence[Asked]) -> str | None:
    """Section 5: a rule that gives no price is a 400 of what is wrong with it; all others are answered."""
    now = asked[-1]
    wrong = faults(now.body["definition"], now.body["bases"])
    if not wrong:
        return None if now.status == 200 else f"a good rule is refused: {now.status} {now.document['code']}"
    code = now.document.get("code")
    if now.status == 400 and code in wrong:
        return None
    return f"status {now.status} {code}, not 400 {' or '.join(sorted(wrong))}"


def each_base_has_its_net(asked: Sequence[Asked]) -> str | None:
    """Section 5: the net of each base, in their order: multiplied first, divided last, rounded once."""
    now = asked[-1]
    if not now.accepted:
        return None
    results, bases = now.document["results"], now.body["bases"]
    if [each["base"] for each in results] != bases:
        return "the results are not those of the bases, in their order"
    for each in results:
        net = net_of(now.body["definition"], cents(each["base"]))
        if cents(each["net"]) != net:
            return f"net of {each['base']} is {each['net']}, not {shown(net)}"
    return None


def gst_is_a_tenth_of_a_taxable_fee(asked: Sequence[Asked]) -> str | None:
    """F1: gst = round(net / 10) if taxable, else 0.00; gross = net + gst."""
    now = asked[-1]
    if not now.accepted:
        return None
    for each in now.document["results"]:
        net = cents(each["net"])
        gst = gst_of(net, now.body["definition"]["gst"])
        if (cents(each["gst"]), cents(each["gross"])) != (gst, net + gst):
            told = f"GST of {each['net']} is {each['gst']}, gross {each['gross']}"
            return f"{told}; not {shown(gst)}, {shown(net + gst)}"
    return None


def fees_never_fall_as_the_base_grows(asked: Sequence[Asked]) -> str | None:
    """F3: monotone in the base, no jump at the end of a band, and within minimum and maximum."""
    now = asked[-1]
    if not now.accepted:
        return None
    rule = now.body["definition"]
    nets = sorted((cents(each["base"]), cents(each["net"])) for each in now.document["results"])
    for (base, net), (greater, above) in pairwise(nets):
        if above < net:
            return f"the fee of {shown(greater)} is {shown(above)}, below that of {shown(base)}"
    ends = {cents(band["up_to"]) for band in rule.get("bands") or () if band["up_to"]}
    for (base, net), (greater, above) in pairwise(nets):
        if base in ends and greater == base + 1 and above - net > 1:
            return f"the fee jumps by {shown(above - net)} at {shown(base)}"
    for base, net in nets:
        least, most = rule.get("minimum"), rule.get("maximum")
        if (least and net < cents(least)) or (most and net > cents(most)):
            return f"the fee of {shown(base)} is {shown(net)}, out of its bounds"
    return None


def the_trace_recomputes_to_the_net(asked: Sequence[Asked]) -> str | None:
    """F2: what the trace says it was computed from gives the net again."""
    now = asked[-1]
    if not now.accepted:
        return None
    for each in now.document.get("results", [now.document]):
        trace = each["trace"]
        inputs = trace["inputs"]
        net = net_of(inputs, cents(inputs.get("base", "0.00")))
        if cents(each["net"]) != net:
            return f"the trace gives {shown(net)}, and the net is {each['net']}"
        # Whoever says how a fee was found names what was found.
        if not any(each["net"] in step for step in trace["steps"]):
            return f"no step of the trace comes to {each['net']}"
    return None


def equivalent_rules_cost_the_same(asked: Sequence[Asked]) -> str | None:
    """F4: tiers with one band are a percentage; a percentage with minimum = maximum is a fixed fee."""
    before, now = asked[-2], asked[-1]
    if not (before.accepted and now.accepted):
        return None
    for one, other in zip(before.document["results"], now.document["results"], strict=True):
        for name in ("base", "net", "gst", "gross"):
            if one[name] != other[name]:
                return f"{name} of {one['base']} was {one[name]} and is {other[name]}"
    return None


LAWS = (
    fee_rules_without_a_price_are_refused,
    each_base_has_its_net,
    gst_is_a_tenth_of_a_taxable_fee,
    fees_never_fall_as_the_base_grows,
    the_trace_recomputes_to_the_net,
)
OF_PAIRS = (equivalent_rules_cost_the_same,)
