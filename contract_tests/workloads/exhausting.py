"""The stage graph in full: every edge, every stage that is none, every role, every guard on its own.

The graph is finite, so nothing is drawn here. A scenario is a list of moves, so what fails is made smaller
and replayed like a drawn one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_UP, Decimal

from contract_tests.actors import ADMIN, BORROWER, BORROWER_STRANGER, BY_ROLE, Actor
from contract_tests.model import stage_graph
from contract_tests.model.lifecycle import LVR_LIMIT
from contract_tests.model.loan_book import MANAGERS
from contract_tests.model.stage_graph import ASKS_FOR_MORE, EDGES, NON_EDGES, SETTLES, Edge
from contract_tests.workloads import drawing, looking
from contract_tests.workloads.money_scenarios import COMMITMENT, LATER, by_hand
from contract_tests.workloads.moves import (
    AddProperty,
    ChargeFee,
    Day,
    Fund,
    Link,
    Move,
    Pay,
    PayFee,
    RefundFee,
    RemoveProperty,
    ReversePayment,
    Schedule,
    SetStage,
    SetTerms,
    Sign,
    Transition,
    Unlink,
    Value,
    WaiveFee,
)
from contract_tests.workloads.moves.fees import NET_FUNDS
from contract_tests.workloads.paper_guards import contract, letter, signed
from contract_tests.workloads.walking import Walk

Scenario = Sequence[Move]
_SIGNS = Sign(BORROWER, "application/commitment_fee_paid")
_VALUES = Value(ADMIN, "application/valuation_ordered", "security_property/valuation_ordered", "1450000.00")
# What has to happen in the seeded application before an edge can be taken.
_BEFORE: dict[str, Scenario] = {
    "commitment_fee_paid -> app_submitted": [_SIGNS],
    "valuation_ordered -> valuation_received": [_VALUES],
    "settled -> discharged": [Pay(ADMIN, "application/settled", "payment/new_1", "all", LATER)],
    "funding_table_issued -> iloo_issued": letter("funding_table_issued"),
    "iloo_issued -> iloo_signed": signed(letter("iloo_issued")),
    "loan_docs_instructed -> loan_docs_issued": contract("loan_docs_instructed"),
    "loan_docs_issued -> loan_docs_signed": signed(contract("loan_docs_issued")),
}


@dataclass(frozen=True, slots=True)
class Look:
    """Look at a seeded application: its history, where it stands, what each role may do."""

    application: str

    def play(self, walk: Walk) -> None:
        """Look."""
        looking.meet(walk, self.application)
        looking.look_at_offers(walk, self.application, list(BY_ROLE.values()))


def _of(stage: str) -> str:
    return f"application/{stage}"


def _day(to: str) -> Day:
    return "past" if to == SETTLES else None


def _well_formed(actor: Actor, edge: Edge) -> Transition:
    return Transition(actor, _of(str(edge.come_from)), edge.to, True, _day(edge.to))


def edges_from(stage: str) -> list[Edge]:
    """Return the edges that begin at a stage."""
    return [edge for edge in EDGES if edge.come_from == stage]


# --- what may be done -----------------------------------------------------------------------------------
def taken(stage: str) -> Iterator[Scenario]:
    """Yield each edge from a stage, for each role that may: taken, or refused by its guards."""
    yield [Look(_of(stage))]
    for edge in edges_from(stage):
        if edge.resumes:
            yield from _resumed(edge)
            continue
        before = _BEFORE.get(edge.name, ())
        for number, role in enumerate(sorted(edge.roles)):
            yield [*before, replace(_well_formed(BY_ROLE[role], edge), brief=number > 0)]


def _resumed(edge: Edge) -> Iterator[Scenario]:
    """Ask for more information where the edge leads back to; try the other ways back, then this one."""
    file = _of(edge.to)
    others = [one.to for one in edges_from(ASKS_FOR_MORE) if one.resumes and one is not edge]
    for role in sorted(edge.roles):
        wrong = [Transition(BY_ROLE[role], file, to) for to in others]
        asks = Transition(ADMIN, file, ASKS_FOR_MORE, brief=role != "A")
        yield [asks, *wrong, Transition(BY_ROLE[role], file, edge.to, brief=role != "A")]


# --- what may not ---------------------------------------------------------------------------------------
def refused(stage: str) -> Iterator[Scenario]:
    """Yield, for each role, every move from a stage that is no edge, or not theirs. Source: law G3."""
    for role, actor in BY_ROLE.items():
        no_edges = [to for come_from, to in NON_EDGES if come_from == stage and role in MANAGERS]
        forbidden = [edge.to for edge in edges_from(stage) if role not in edge.roles]
        # That there is no such edge, or that it is not theirs, is said before any other fault of the request.
        yield [Transition(actor, _of(stage), to, role != "M", _day(to)) for to in (*no_edges, *forbidden)]


def malformed(stage: str) -> Iterator[Scenario]:
    """Yield each edge from a stage without what it needs, or with what it does not take."""
    file = _of(stage)
    for edge in edges_from(stage):
        if edge.resumes and edge.to != "sent_to_lender":
            continue
        if edge.comment:
            yield [Transition(ADMIN, file, edge.to, False)]
        if edge.effective_on:
            yield [Transition(ADMIN, file, edge.to, False, day) for day in (None, "future")]
        else:
            yield [Transition(ADMIN, file, edge.to, True, day) for day in ("past", "future")]
        yield [Transition(ADMIN, file, edge.to, True, _day(edge.to), "stale")]


def written(stage: str) -> Iterator[Scenario]:
    """Yield what PATCH may and may not do to an application in a stage. Source: laws G5 and G7."""
    file = _of(stage)
    shown = drawing.PLAIN
    for actor in BY_ROLE.values():
        terms = ({**shown, "loan_amount": "500000.02"}, None)
        yield [SetTerms(actor, file, each, brief=True) for each in terms]
    yield [
        SetStage(ADMIN, file, "stage", "formal_approval"),
        SetStage(ADMIN, file, "resume_stage", "inquiry"),
    ]
    yield [SetStage(BY_ROLE["M"], file, "stage_since", "2026-01-01T00:00:00Z")]
    yield [SetStage(BY_ROLE["K"], file, "stage", stage)]


def opened_again() -> Iterator[Scenario]:
    """Yield files that were ended and opened again: their terms stand when they were ever approved."""
    for number, stage in enumerate(stage_graph.STAGES):
        end = ("declined", "withdrawn")[number % 2]
        file, there = _of(stage), (stage, end) in stage_graph.EDGE
        ended = [Transition(ADMIN, file, end, brief=True)] if there else []
        if there or stage in ("declined", "withdrawn"):
            again = Transition(ADMIN, file, "inquiry", brief=True)
            yield [
                *ended,
                again,
                *(SetTerms(ADMIN, file, terms, brief=True) for terms in (drawing.PLAIN, None)),
            ]


# --- guards, each on its own ----------------------------------------------------------------------------
def guards() -> Iterator[Scenario]:
    """Yield each guard that can be met, unmet on its own, and what mends it."""
    yield from _of_the_offer()
    yield from _of_the_signature()
    yield from _of_the_valuation()
    yield from _of_the_approval()
    yield from _of_the_commitment()
    yield from _of_the_settlement()
    yield from _of_the_discharge()


def _of_the_offer() -> Iterator[Scenario]:
    file, lot = _of("inquiry"), "security_property/inquiry"
    go = [Transition(actor, file, "sent_to_lender", False) for actor in BY_ROLE.values() if actor.role != "B"]
    unlink, link = Unlink(ADMIN, file, "borrower/borrower"), Link(ADMIN, file, "borrower/borrower", "primary")
    yield [SetTerms(ADMIN, file, None), *go, SetTerms(ADMIN, file, drawing.PLAIN), go[0]]
    yield [unlink, *go, link, go[0]]
    yield [unlink, Link(ADMIN, file, "borrower/spare", "co_borrower"), *go]
    yield [RemoveProperty(ADMIN, file, lot), *go, AddProperty(ADMIN, file, "security_property/new_1"), go[0]]
    yield [SetTerms(ADMIN, file, None), unlink, *go, RemoveProperty(ADMIN, file, lot), *go]


def _of_the_signature() -> Iterator[Scenario]:
    file = _of("commitment_fee_paid")
    go = [Transition(actor, file, "app_submitted", False) for actor in BY_ROLE.values() if actor.role != "B"]
    second = Link(ADMIN, file, "borrower/borrower_stranger", "co_borrower")
    yield [*go, _SIGNS, Sign(BORROWER, file), go[0]]
    yield [second, _SIGNS, *go, Sign(BORROWER_STRANGER, file), go[0]]
    # Nobody with a login is left who could have signed.
    yield [_SIGNS, Unlink(ADMIN, file, "borrower/borrower"), *go]


def _of_the_valuation() -> Iterator[Scenario]:
    file, lot = _of("valuation_ordered"), "security_property/valuation_ordered"
    go = Transition(ADMIN, file, "valuation_received", False)
    new = "security_property/new_1"
    yield [go, _VALUES, go]
    yield [_VALUES, AddProperty(ADMIN, file, new), go, Value(BY_ROLE["M"], file, new, "1.00"), go]
    yield [RemoveProperty(ADMIN, file, lot), go]


def _of_the_approval() -> Iterator[Scenario]:
    """The ratio of loan to value at its limit, one cent of value below it, and without a figure."""
    file, lot = _of("valuation_received"), "security_property/valuation_received"
    go = Transition(ADMIN, file, "formal_approval", False)
    loan = Decimal(drawing.PLAIN["loan_amount"])
    cent = Decimal("0.01")
    least = (100 * loan / (LVR_LIMIT + cent / 2)).quantize(
        cent, ROUND_UP
    )  # below it the ratio rounds to 80.01
    if 100 * loan / least >= LVR_LIMIT + cent / 2:
        least += cent
    terms = SetTerms(ADMIN, file, drawing.PLAIN)
    values = [Value(ADMIN, file, lot, str(amount), "2026-03-01") for amount in (least, least - cent)]
    for value in values:
        yield [terms, value, go]
    # The latest valuation counts, whichever was recorded last.
    yield [terms, values[0], Value(ADMIN, file, lot, "1.00", "2026-02-28"), go]
    yield [terms, values[1], Value(ADMIN, file, lot, "2000000.00", "2026-03-01"), go]
    yield [SetTerms(ADMIN, file, None), go]
    yield [RemoveProperty(ADMIN, file, lot), go]
    yield [AddProperty(ADMIN, file, "security_property/new_1"), go]


def _of_the_commitment() -> Iterator[Scenario]:
    """A commitment fee: charged and not paid, paid, given back, given up."""
    file, fee = _of("iloo_signed"), "fee/new_1"
    go = [Transition(actor, file, "commitment_fee_paid", False) for actor in (ADMIN, BY_ROLE["M"])]
    charge = ChargeFee(ADMIN, file, fee, figures=COMMITMENT)
    yield [charge, *go, PayFee(ADMIN, file, fee), go[1]]
    yield [charge, WaiveFee(ADMIN, file, fee), go[0]]
    yield [RefundFee(ADMIN, file, "fee/offered"), *go, charge, go[0], PayFee(ADMIN, file, fee), go[0]]
    # Of another kind, paid or not, it is none of this.
    yield [ChargeFee(ADMIN, file, fee, figures=by_hand("10.00")), go[0]]


def _of_the_settlement() -> Iterator[Scenario]:
    """Table and schedule of the present terms; and a loan that pays out a cent less than nothing."""
    file, late = _of("loan_docs_signed"), _of("settlement_conditions")
    begin = Transition(ADMIN, file, "settlement_conditions", False, brief=True)
    go = Transition(ADMIN, file, "settled", False, "past")
    fund, schedule = Fund(ADMIN, file, LATER), Schedule(ADMIN, file, LATER)
    yield [begin, go, fund, go, schedule, go, go]
    yield [begin, schedule, go, fund, go]
    # What is charged after the table was computed makes it short, on the day of the move and today.
    end, fee = Transition(ADMIN, late, "settled", False, "past"), "fee/new_1"
    charge = ChargeFee(ADMIN, late, fee, figures=by_hand(NET_FUNDS, "input_taxed", "at_settlement"))
    cent = ChargeFee(ADMIN, late, "fee/new_2", figures=by_hand("0.01", "input_taxed", "at_settlement"))
    funded = Fund(ADMIN, late, LATER, [("All but fees", "87000.00")])
    yield [funded, charge, cent, end, WaiveFee(ADMIN, late, "fee/new_2"), end]
    # The offer: new terms make the table old.
    offer = _of("sent_to_lender")
    on = Transition(ADMIN, offer, "funding_table_issued", False)
    terms = SetTerms(ADMIN, offer, {**drawing.PLAIN, "loan_amount": "500000.02"}, brief=True)
    yield [terms, on, Fund(ADMIN, offer, LATER), on]


def _of_the_discharge() -> Iterator[Scenario]:
    """A cent of the loan that is left, a fee that is left, both; a payment that is taken back."""
    file, fee = _of("settled"), "fee/new_1"
    go = Transition(ADMIN, file, "discharged", False)
    charge = ChargeFee(ADMIN, file, fee, figures=by_hand("10.00"))
    rest = Pay(ADMIN, file, "payment/new_1", "all", LATER)
    yield [go, charge, go, rest, go, PayFee(ADMIN, file, fee), go]
    yield [rest, charge, go, WaiveFee(ADMIN, file, fee), ReversePayment(ADMIN, file, "payment/new_1"), go]
    yield [Pay(ADMIN, file, "payment/new_2", "all but a cent", LATER), go, rest, go]
