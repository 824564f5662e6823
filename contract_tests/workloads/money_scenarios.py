"""Money step by step: each event, each refusal, each role, and the worked loan of the requirements.

A scenario is a list of moves, so what fails is made smaller and replayed like a drawn one.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contract_tests.actors import ADMIN, BDM, BDM_STRANGER, EVERYBODY, Actor
from contract_tests.model import days, stage_graph
from contract_tests.workloads import drawing
from contract_tests.workloads.moves import (
    AddProperty,
    Adjust,
    ChargeFee,
    Create,
    Define,
    Fund,
    Move,
    MoveDue,
    Pay,
    PayAndReverse,
    PayFee,
    Reckon,
    ReckonBook,
    RefundFee,
    ReversePayment,
    Schedule,
    SetTerms,
    Transition,
    Value,
    WaiveFee,
)
from contract_tests.workloads.moves.fees import act

Scenario = Sequence[Move]
NEW = "application/new_1"
SETTLED = "application/settled"
READY = "application/settlement_conditions"
LATER = "2026-01-05"  # after every settlement of the scenarios
FUTURE = "2099-12-31"
CLIPPED = "2025-01-31"  # a day that most months do not have
# The loan of domain.md, sections 5 and 7.
WORKED = drawing.terms("1000000.00", "interest_only", prepaid_interest_periods=9)
_BANDS = [{"up_to": "500000.00", "rate": "2.0000"}, {"up_to": None, "rate": "1.5000"}]
ESTABLISHMENT: Mapping[str, Any] = {
    "code": "walk_establishment",
    "name": "Establishment",
    "kind": "establishment",
    "method": "percentage",
    "rate": "2.0000",
    "base": "loan_amount",
    "gst": "input_taxed",
    "collect": "at_settlement",
}
BROKERAGE: Mapping[str, Any] = {
    "code": "walk_brokerage",
    "name": "Brokerage",
    "kind": "brokerage",
    "method": "tiered",
    "bands": _BANDS,
    "base": "loan_amount",
    "gst": "taxable",
    "collect": "at_settlement",
}
_VALUED: Mapping[str, Any] = {
    **ESTABLISHMENT,
    "code": "walk_valued",
    "rate": "0.1000",
    "base": "security_value",
    "minimum": "500.00",
    "maximum": "1450.00",
    "gst": "taxable",
}
_TINY: Mapping[str, Any] = {**ESTABLISHMENT, "code": "walk_tiny", "rate": "0.0001"}


def by_hand(
    net: str, treatment: str = "taxable", collect: str = "upfront", kind: str = "legal"
) -> dict[str, str]:
    """Return the figures of a fee that no rule computes."""
    return {
        "kind": kind,
        "description": f"{kind} of {net}",
        "net": net,
        "gst_treatment": treatment,
        "collect": collect,
    }


COMMITMENT = by_hand("2500.00", "input_taxed", kind="commitment")


def worked() -> Iterator[Scenario]:
    """Yield the worked loan from its first fee to its discharge. Source: law L14."""
    file, day = "application/worked", "2025-03-31"
    yield [
        Define(ADMIN, "fee_definition/establishment", ESTABLISHMENT),
        Define(ADMIN, "fee_definition/brokerage", BROKERAGE),
        ChargeFee(ADMIN, file, "fee/new_1", figures=COMMITMENT),
        ChargeFee(BDM, file, "fee/new_2", figures=by_hand("1000.00", kind="valuation")),
        PayFee(ADMIN, file, "fee/new_1", "2025-03-03"),
        PayFee(BDM, file, "fee/new_2", "2025-03-04"),
        ChargeFee(ADMIN, file, "fee/new_3", "fee_definition/establishment"),
        ChargeFee(ADMIN, file, "fee/new_4", "fee_definition/brokerage", {"description": "For K"}),
        ChargeFee(ADMIN, file, "fee/new_5", figures=by_hand("1200.00", collect="at_settlement")),
        Fund(BDM, file, "2025-02-28", [("Outgoing mortgagee", "350000.00")]),
        Schedule(BDM, file, "2025-02-28"),
        Transition(ADMIN, file, "settled", effective_on=day),
        *(
            Pay(ADMIN, file, f"payment/new_{number}", amount, "2026-03-31")
            for number, amount in enumerate(("7916.67", "7916.67", "1007916.67"))
        ),
        Transition(ADMIN, file, "discharged", brief=True),
        Reckon(),
    ]


# --- fees -----------------------------------------------------------------------------------------------
def fees() -> Iterator[Scenario]:
    """Yield what becomes of a fee: every action in every status, by everybody. Source: law F9."""
    file, fee = "application/inquiry", "fee/new_1"
    for before in ([], ["pay"], ["waive"], ["pay", "refund"]):
        moves: list[Move] = [ChargeFee(ADMIN, file, fee, figures=by_hand("1234.55"))]
        moves += [act(each, ADMIN, file, fee) for each in before]  # type: ignore[arg-type]
        # What goes on from here comes last: the others must leave it as it is.
        goes_on = {"pending": "pay", "paid": "refund"}.get("pending" if not before else "paid", "")
        others = [each for each in ("pay", "waive", "refund") if each != goes_on]
        done = [act(each, ADMIN, file, fee) for each in (*others, goes_on) if each]  # type: ignore[arg-type]
        yield [*moves, *done, Reckon()]
    yield [
        ChargeFee(ADMIN, file, fee, figures=by_hand("0.05")),
        PayFee(ADMIN, file, fee, FUTURE),
        *(PayFee(actor, file, fee) for actor in EVERYBODY if actor not in (ADMIN, BDM)),
        *(WaiveFee(actor, file, fee) for actor in EVERYBODY if actor is not ADMIN and actor.role != "A"),
        PayFee(BDM, file, fee, days.today()),
        *(RefundFee(actor, file, fee) for actor in EVERYBODY if actor.role != "A"),
        Reckon(),
    ]
    taken = "application/settled"
    yield [*(act(each, ADMIN, taken, "fee/deducted") for each in ("pay", "waive", "refund")), Reckon()]


def charges() -> Iterator[Scenario]:
    """Yield what a fee comes to: GST of half cents, bands at their edges, bounds; and what is no fee."""
    lot = "security_property/new_1"
    nets = ("0.01", "0.04", "0.05", "0.15", "1234.55", "999999999.99")
    begun: list[Move] = [
        Define(ADMIN, "fee_definition/brokerage", BROKERAGE),
        Define(ADMIN, "fee_definition/valued", _VALUED),
        Define(ADMIN, "fee_definition/tiny", _TINY),
        Create(ADMIN, NEW, "broker/broker"),
    ]
    yield [
        Create(ADMIN, NEW, "broker/broker"),
        *(ChargeFee(ADMIN, NEW, f"fee/new_{n}", figures=by_hand(net)) for n, net in enumerate(nets)),
        ChargeFee(ADMIN, NEW, "fee/new_free", figures=by_hand("0.05", "input_taxed")),
        Reckon(),
    ]
    loans = ("500000.00", "500000.01", "0.01", "999999999.99")
    values = ("1.00", "500000.00", "725000.45", "1450000.05")
    for number, (loan, value) in enumerate(zip(loans, values, strict=True)):
        # What cannot be computed yet is tried once.
        early = ("brokerage", "valued") if not number else ()
        yield [
            *begun,
            *(ChargeFee(ADMIN, NEW, f"fee/no_{rule}", f"fee_definition/{rule}") for rule in early),
            SetTerms(ADMIN, NEW, drawing.terms(loan, "interest_only"), brief=True),
            *(
                ChargeFee(BDM, NEW, f"fee/new_{rule}", f"fee_definition/{rule}")
                for rule in ("brokerage", "tiny")
            ),
            AddProperty(ADMIN, NEW, lot),
            ChargeFee(ADMIN, NEW, "fee/no_value", "fee_definition/valued"),
            Value(ADMIN, NEW, lot, value),
            ChargeFee(ADMIN, NEW, "fee/new_valued", "fee_definition/valued"),
            SetTerms(ADMIN, NEW, drawing.PLAIN, brief=True),
            Reckon(),
        ]
    wrong: list[tuple[str, dict[str, str]]] = [
        ("fee_definition/inactive", {}),
        ("fee_definition/fixed", {"net": "1.00"}),
        ("", {}),
        ("", {"description": "Nothing else"}),
        ("", {name: text for name, text in by_hand("1.00").items() if name != "collect"}),
    ]
    file = "application/inquiry"
    yield [
        *(ChargeFee(ADMIN, file, "fee/wrong", rule, figures) for rule, figures in wrong),
        *(ChargeFee(actor, file, f"fee/new_{actor.name}", figures=by_hand("2.00")) for actor in EVERYBODY),
        Reckon(),
    ]


def stages() -> Iterator[Scenario]:
    """Yield what is charged, funded and planned in each stage, and what is waived when it ends early."""
    for number, stage in enumerate(stage_graph.STAGES):
        file, end = f"application/{stage}", ("declined", "withdrawn")[number % 2]
        moves: list[Move] = [
            ChargeFee(ADMIN, file, "fee/new_1", figures=by_hand("300.00", collect="at_settlement")),
            Fund(ADMIN, file, "2026-02-28", [("A payee", "1000.00")]),
            Schedule(ADMIN, file, "2026-02-28"),
            Transition(ADMIN, file, end, brief=True),
            ChargeFee(BDM, file, "fee/new_2", figures=by_hand("500.00", "input_taxed")),
        ]
        # Where it is over, all of it was refused; so it is reckoned up where it was not, now and then.
        yield [*moves, Reckon()] if number % 4 == 0 else moves


# --- plans ----------------------------------------------------------------------------------------------
def plans() -> Iterator[Scenario]:
    """Yield schedules and funding tables of every kind of terms, from days that months clip."""
    file = "application/inquiry"
    starts = ("2024-01-31", "2024-02-29", "2025-12-31", "9999-06-30")
    for number, terms in enumerate(drawing.EVERY_KIND):
        start = starts[number % 3]
        yield [
            SetTerms(ADMIN, file, terms, brief=True),
            *(move(BDM, file, day) for move in (Schedule, Fund) for day in (start, "9999-12-30")),
            Reckon(),
        ]
    # It depends on the days of the first period whether this instalment repays anything.
    for start in ("2025-02-01", "2025-03-01"):
        yield [
            SetTerms(ADMIN, file, drawing.NARROW, brief=True),
            Schedule(ADMIN, file, start),
            Fund(ADMIN, file, start),
            Reckon(),
        ]
    bare: list[Move] = [
        SetTerms(ADMIN, file, None, brief=True),
        Schedule(ADMIN, file, CLIPPED),
        Fund(ADMIN, file, CLIPPED),
    ]
    outsiders: list[Move] = [
        plan(actor, file, CLIPPED) for actor in EVERYBODY for plan in (Schedule, Fund) if actor.role != "A"
    ]
    yield [*bare, Reckon()]
    yield [*outsiders, Reckon()]
    loan, cents = "500000.00", ("0.00", "0.01")
    at_the_edge = [SetTerms(ADMIN, file, drawing.terms(loan, "interest_only"), brief=True)]
    for more in cents:
        payouts = [("First", "499999.00"), ("Second", "0.99"), ("Third", "0.01")]
        payouts += [("Fourth", more)] if more != "0.00" else []
        yield [*at_the_edge, Fund(ADMIN, file, CLIPPED, payouts), Reckon()]


def due_days() -> Iterator[Scenario]:
    """Yield moves of the day of a row: to its neighbours, between them, where something was paid."""
    file = "application/sent_to_lender"
    yield [
        Schedule(ADMIN, file, "2025-01-15"),
        MoveDue(ADMIN, file, 1, "2025-01-15"),
        MoveDue(BDM, file, 1, "2025-01-16"),
        MoveDue(ADMIN, file, 2, "2025-01-16"),
        MoveDue(ADMIN, file, 2, "2025-04-15"),
        MoveDue(ADMIN, file, 2, "2025-04-14"),
        MoveDue(ADMIN, file, 12, "2026-03-31"),
        MoveDue(ADMIN, file, 3, "2026-07-05", version=1),
        *(MoveDue(actor, file, 5, "2025-06-16") for actor in EVERYBODY),
        Reckon(),
    ]
    yield [
        SetTerms(ADMIN, file, {**drawing.PLAIN, "day_count": "actual_365"}, brief=True),
        Schedule(ADMIN, file, "2025-01-15"),
        MoveDue(ADMIN, file, 2, "2025-03-16"),
        Reckon(),
    ]
    yield [
        MoveDue(ADMIN, SETTLED, 1, "2024-07-29"),
        MoveDue(ADMIN, SETTLED, 5, "2024-11-27"),
        MoveDue(ADMIN, SETTLED, 12, days.today()),
        MoveDue(ADMIN, "application/discharged", 12, "2025-06-29"),
        Reckon(),
    ]


# --- settlement and payments ----------------------------------------------------------------------------
def settle(day: str = CLIPPED, actor: Actor = ADMIN) -> Transition:
    """Return the settlement of the application that is ready for it."""
    return Transition(actor, READY, "settled", effective_on=day)


def settlements() -> Iterator[Scenario]:
    """Yield settlements: with fees and payouts, twice, and one that comes to less than nothing."""
    payouts = [("First mortgagee", "250000.00"), ("Second", "0.01")]
    yield [
        ChargeFee(ADMIN, READY, "fee/new_1", figures=by_hand("1200.00", collect="at_settlement")),
        ChargeFee(ADMIN, READY, "fee/new_2", figures=by_hand("99.95")),
        Fund(ADMIN, READY, "2026-02-28", payouts),
        Schedule(ADMIN, READY, "2026-02-28"),
        settle(FUTURE),
        settle(),
        settle(),
        ChargeFee(ADMIN, READY, "fee/late", figures=by_hand("5.00", collect="at_settlement")),
        Fund(ADMIN, READY, CLIPPED),
        Schedule(ADMIN, READY, CLIPPED),
        PayFee(ADMIN, READY, "fee/new_2"),
        Reckon(),
        ReckonBook(),
    ]
    yield [settle(days.today()), Reckon()]


def payments() -> Iterator[Scenario]:
    """Yield payments of every size, by everybody, on any day, and their reversal. Source: laws L8 to L11."""
    for file, first in ((SETTLED, []), (READY, [settle()])):
        yield [
            *first,
            *(
                Pay(ADMIN, file, f"payment/new_{size}", size, LATER)
                for size in ("too much", "part", "interest")
            ),
            *(Pay(BDM, file, f"payment/new_{size}", size, LATER) for size in ("row", "rows", "too much")),
            ReversePayment(ADMIN, file, "payment/new_row"),
            ReversePayment(ADMIN, file, "payment/new_rows"),
            ReversePayment(ADMIN, file, "payment/new_rows"),
            ReversePayment(ADMIN, file, "payment/new_row"),
            Pay(ADMIN, file, "payment/new_rest", "all", LATER),
            Pay(ADMIN, file, "payment/new_cent", "0.01", LATER),
            ChargeFee(ADMIN, file, "fee/new_1", figures=by_hand("10.00")),
            Transition(ADMIN, file, "discharged", brief=True),
            WaiveFee(ADMIN, file, "fee/new_1"),
            Transition(ADMIN, file, "discharged", brief=True),
            ReversePayment(ADMIN, file, "payment/new_rest"),
            Pay(ADMIN, file, "payment/new_late", "1.00", LATER),
            Reckon(),
        ]
        yield [
            *first,
            PayAndReverse(ADMIN, file, "payment/new_1", ("0.01", "7000.00", "123.45"), LATER),
            PayAndReverse(BDM, file, "payment/new_2", ("60000.00", "8000.55"), LATER),
            Reckon(),
        ]
    yield [
        *(Pay(ADMIN, SETTLED, "payment/day", "1.00", day) for day in ("2024-06-27", FUTURE)),
        *(Pay(actor, SETTLED, f"payment/new_{actor.name}", "1.00", "2024-06-28") for actor in EVERYBODY),
        *(ReversePayment(actor, SETTLED, "payment/settled") for actor in EVERYBODY),
        ReversePayment(ADMIN, SETTLED, "payment/reversed"),
        Pay(ADMIN, READY, "payment/early", "1.00", LATER),
        ReversePayment(ADMIN, "application/discharged", "payment/discharged"),
        Reckon(),
    ]


def adjustments() -> Iterator[Scenario]:
    """Yield entries by hand, on an application and on none. Source: laws L1 and L12."""
    good = (("cash", "12.34", "0.00"), ("adjustments", "0.00", "12.34"))
    three = (("cash", "0.00", "30.00"), ("gst_payable", "10.00", "0.00"), ("fee_income", "20.00", "0.00"))
    wrong = (
        (("cash", "1.00", "0.00"), ("adjustments", "0.00", "1.01")),
        (("cash", "0.00", "0.00"), ("adjustments", "0.00", "0.00")),
        (("cash", "1.00", "1.00"), ("adjustments", "1.00", "1.00")),
        (("cash", "-1.00", "0.00"), ("adjustments", "0.00", "-1.00")),
        (("cash", "1.00", "0.00"),),
        (("loan_receivable", "1.00", "0.00"), ("cash", "0.00", "1.00")),
        (("interest_income", "1.00", "0.00"), ("fees_receivable", "0.00", "1.00")),
    )
    for file in (SETTLED, "application/bare", ""):
        yield [
            Adjust(ADMIN, file, good, LATER),
            *(Adjust(ADMIN, file, lines, LATER) for lines in wrong),
            Adjust(ADMIN, file, good, FUTURE),
            Adjust(ADMIN, file, three, "2020-02-29"),
            *(Adjust(actor, file, good, LATER) for actor in EVERYBODY if actor.role != "A"),
            Reckon(),
        ]
    yield [Adjust(BDM_STRANGER, SETTLED, good, LATER), ReckonBook(), Reckon()]
