"""The state machine of the stages: several applications, several people, whatever they may try.

Each scenario is one transaction, rolled back at its end. Hypothesis draws the moves; what a failing scenario
does not need is left out by `playing`, so only the deep profile lets Hypothesis shrink as well.
"""

from contextlib import ExitStack
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from schemathesis.core.failures import FailureGroup, as_reported_failure

from contract_tests import actors, profiles
from contract_tests.actors import ADMIN, BDM, BORROWER, BROKER, Actor
from contract_tests.judging import describe
from contract_tests.model import stage_graph
from contract_tests.workloads import drawing, playing
from contract_tests.workloads.money_scenarios import COMMITMENT, LATER, by_hand
from contract_tests.workloads.moves import (
    AddProperty,
    AskToSign,
    ChargeFee,
    Create,
    Day,
    Decline,
    Delete,
    Fund,
    Generate,
    Link,
    Move,
    Pay,
    RemoveProperty,
    Schedule,
    SetStage,
    SetTerms,
    Sign,
    SignPaper,
    Transition,
    Unlink,
    Value,
)
from contract_tests.workloads.moves.fees import act
from contract_tests.workloads.probing import Probe
from contract_tests.workloads.walking import Broken, walk

# Who belongs to the file twice as often as a stranger.
PEOPLE = st.sampled_from((ADMIN, BDM, BROKER, ADMIN, BDM, BROKER, BORROWER, *actors.EVERYBODY))
WRITERS = st.sampled_from((ADMIN, ADMIN, BDM, BROKER, actors.BDM_STRANGER, actors.BROKER_STRANGER))
# Stages whose guards ask for documents, and the template; what becomes of it.
WANTED = (
    ("iloo_issued", "indicative_letter"),
    ("iloo_signed", "indicative_letter"),
    ("app_submitted", "application_form"),
    ("loan_docs_issued", "loan_contract"),
    ("loan_docs_signed", "loan_contract"),
)
THEN = st.sampled_from(("", "asked", "signed", "signed", "declined"))


class Playing:
    """What every state machine of walks does: play moves, and make what fails smaller."""

    def __init__(self) -> None:
        super().__init__()
        self._transaction = ExitStack()
        self.walk = self._transaction.enter_context(walk())
        self.played: list[Move] = []
        self.broken: Broken | None = None

    def teardown(self) -> None:
        """Undo the scenario; a failure is made smaller in transactions of its own."""
        self._transaction.close()
        if self.broken is not None:
            smaller = playing.smallest(self.played, self.broken)
            if smaller is not None:
                playing.note(smaller)

    def play(self, move: Move) -> None:
        """Play one move.

        Raises:
            FailureGroup: the API does not follow the model.
        """
        self.played.append(move)
        try:
            playing.step(self.walk, move)
        except Broken as broken:
            self.broken = broken
            told = describe(playing.note(broken))
            raise as_reported_failure(FailureGroup(broken.failures, told)) from None

    def new(self, kind: str) -> str:
        """Return a name that nothing has."""
        return f"{kind}/new_{len(self.played)}"


class Stages(Playing, RuleBasedStateMachine):
    """One scenario."""

    _hypothesis_internal_use_seed = profiles.SEED

    # --- moves ------------------------------------------------------------------------------------------
    @rule(data=st.data(), often=st.integers(1, 3))
    def move(self, data: Any, often: int) -> None:
        """Take edges that are there, as they should be taken."""
        name = data.draw(drawing.applications(self.walk.book), label="application")
        for _ in range(often):
            actor = data.draw(WRITERS, label="actor")
            edges = self.walk.book.applications[name].edges(actor.role) or stage_graph.EDGES
            to = data.draw(st.sampled_from([edge.to for edge in edges]), label="to")
            day: Day = "past" if to == stage_graph.SETTLES else None
            condition = data.draw(st.sampled_from(("", "", "current", "any")), label="If-Match")
            self.play(Transition(actor, name, to, True, day, condition))

    @rule(data=st.data(), actor=PEOPLE, comment=st.booleans())
    def move_anywhere(self, data: Any, actor: Actor, comment: bool) -> None:
        """Try any stage, with or without what a move needs."""
        name = data.draw(drawing.applications(self.walk.book), label="application")
        to = data.draw(drawing.stages_near(self.walk.book.applications[name]), label="to")
        day = data.draw(st.sampled_from((None, None, "past", "future")), label="effective_on")
        condition = data.draw(st.sampled_from(("", "", "current", "stale")), label="If-Match")
        self.play(Transition(actor, name, to, comment, day, condition))

    @rule(data=st.data(), back=st.booleans())
    def interrupt(self, data: Any, back: bool) -> None:
        """Ask for more information, or end a file, and go on from there."""
        more = stage_graph.ASKS_FOR_MORE
        aside = data.draw(st.sampled_from((more, more, "declined", "withdrawn")), label="to")
        name = data.draw(drawing.applications_before(self.walk.book, aside), label="application")
        self.play(Transition(data.draw(WRITERS, label="who"), name, aside))
        if back:
            to = data.draw(drawing.stages_near(self.walk.book.applications[name]), label="back to")
            self.play(Transition(data.draw(WRITERS, label="who then"), name, to))

    @rule(data=st.data(), actor=WRITERS, to=st.sampled_from(stage_graph.ASKING))
    def come_back(self, data: Any, actor: Actor, to: str) -> None:
        """Go on where more information was asked for: in the right stage, or in another."""
        asked = [
            name
            for name, one in self.walk.book.applications.items()
            if one.stage == stage_graph.ASKS_FOR_MORE
        ]
        self.play(Transition(actor, data.draw(st.sampled_from(asked or ["none"]), label="application"), to))

    @rule(data=st.data(), one=WRITERS, other=WRITERS)
    def two_in_turn(self, data: Any, one: Actor, other: Actor) -> None:
        """Two people move the same application; the second has read it before the first has moved it."""
        name = data.draw(drawing.applications(self.walk.book), label="application")
        application = self.walk.book.applications[name]
        first = data.draw(drawing.stages_near(application), label="first to")
        was = len(application.path)
        self.play(Transition(one, name, first, condition="current"))
        moved = len(self.walk.book.applications[name].path) > was
        to = data.draw(drawing.stages_near(self.walk.book.applications[name]), label="then to")
        self.play(Transition(other, name, to, condition="stale" if moved else "current"))

    @rule(data=st.data(), actor=PEOPLE)
    def probe(self, data: Any, actor: Actor) -> None:
        """Hold the offered moves against the accepted ones."""
        if data.draw(st.integers(0, 3), label="now and then") == 0:
            self.play(Probe(actor, data.draw(drawing.applications(self.walk.book), label="application")))

    @rule(data=st.data(), actor=WRITERS, day=drawing.PAST)
    def settle(self, data: Any, actor: Actor, day: str) -> None:
        """Bring a file to its settlement, pay the loan back, and discharge it; with something left out."""
        name = data.draw(
            drawing.applications_before(self.walk.book, stage_graph.SETTLES), label="application"
        )
        for move in (Schedule(actor, name, day), Fund(actor, name, day)):
            if data.draw(st.integers(0, 3), label="computed"):
                self.play(move)
        self.play(Transition(ADMIN, name, stage_graph.SETTLES, effective_on=day, brief=True))

    @rule(data=st.data(), size=st.sampled_from(("all", "all", "all but a cent", "row")))
    def repay(self, data: Any, size: Any) -> None:
        """Pay a loan off, or all but a cent, and discharge it."""
        name = data.draw(drawing.applications_before(self.walk.book, "discharged"), label="application")
        self.play(Pay(ADMIN, name, self.new("payment"), size, LATER))
        self.play(Transition(ADMIN, name, "discharged"))

    @rule(data=st.data(), actor=WRITERS, commitment=st.booleans(), then=st.sampled_from(("", "pay", "waive")))
    def charge(self, data: Any, actor: Actor, commitment: bool, then: Any) -> None:
        """Charge a fee that a guard asks for; pay it, give it up, or leave it."""
        to = "commitment_fee_paid" if commitment else "discharged"
        name, fee = data.draw(drawing.applications_before(self.walk.book, to)), self.new("fee")
        figures = COMMITMENT if commitment else by_hand("10.00")
        self.play(ChargeFee(actor, name, fee, figures=figures))
        if then:
            self.play(act(then, actor, name, fee))

    @rule(data=st.data(), actor=WRITERS, wanted=st.sampled_from(WANTED), then=THEN)
    def put_on_paper(self, data: Any, actor: Actor, wanted: tuple[str, str], then: str) -> None:
        """Make the document that a guard asks for, put it up for signature, and try to go on."""
        to, template = wanted
        name = data.draw(drawing.applications_before(self.walk.book, to), label="application")
        for plan in (Fund, Schedule):
            if data.draw(st.integers(0, 3), label="computed"):
                self.play(plan(ADMIN, name, LATER))
        self.play(Generate(actor, name, self.new("document"), template))
        papers = self.walk.book.applications[name].papers
        made = [paper for paper, each in papers.items() if each.template == template]
        if made and then:
            asked = self.new("request")
            self.play(AskToSign(ADMIN, made[-1], asked))
            if then != "asked":
                self.play(SignPaper(made[-1], asked) if then == "signed" else Decline(made[-1], asked))
        self.play(Transition(actor, name, to))

    # --- what guards depend on --------------------------------------------------------------------------
    @rule(data=st.data(), actor=WRITERS)
    def create(self, data: Any, actor: Actor) -> None:
        """Begin an application."""
        home = "broker/broker" if actor.name in ("admin", "bdm", "broker") else "broker/broker_stranger"
        self.play(Create(actor, self.new("application"), home, data.draw(drawing.TERMS, label="terms")))

    @rule(data=st.data(), actor=PEOPLE)
    def delete(self, data: Any, actor: Actor) -> None:
        """Delete an application; mostly one that has just begun."""
        begun = [name for name in self.walk.book.applications if "/new_" in name]
        which = st.sampled_from(begun) if begun else drawing.applications(self.walk.book)
        self.play(Delete(actor, data.draw(which, label="application")))

    @rule(data=st.data(), actor=PEOPLE)
    def set_terms(self, data: Any, actor: Actor) -> None:
        """Change terms: before the approval, after it, and after the file was opened again."""
        name = data.draw(drawing.applications(self.walk.book), label="application")
        terms, code = data.draw(drawing.TERMS_AND_RULES, label="terms")
        condition = data.draw(st.sampled_from(("", "", "current", "stale")), label="If-Match")
        self.play(SetTerms(actor, name, terms, code, condition))

    @rule(data=st.data(), actor=PEOPLE, field=st.sampled_from(("stage", "stage_since", "resume_stage")))
    def set_stage(self, data: Any, actor: Actor, field: Any) -> None:
        """Write what only a move may change."""
        name = data.draw(drawing.applications(self.walk.book), label="application")
        value = "2026-01-01T00:00:00Z" if field == "stage_since" else "inquiry"
        self.play(SetStage(actor, name, field, value))

    @rule(data=st.data(), actor=PEOPLE, primary=st.booleans())
    def link(self, data: Any, actor: Actor, primary: bool) -> None:
        """Put somebody on an application."""
        name = data.draw(drawing.applications(self.walk.book), label="application")
        party = data.draw(drawing.PARTIES, label="party")
        role: Any = "" if party.startswith("guarantor") else "primary" if primary else "co_borrower"
        self.play(Link(actor, name, party, role))

    @rule(data=st.data(), actor=PEOPLE)
    def unlink(self, data: Any, actor: Actor) -> None:
        """Take somebody off an application; mostly somebody who is on it."""
        name = data.draw(drawing.applications(self.walk.book), label="application")
        application = self.walk.book.applications[name]
        on_it = [*application.borrowers, *sorted(application.guarantors)] or ["borrower/spare"]
        party = data.draw(st.one_of(st.sampled_from(on_it), drawing.PARTIES), label="party")
        self.play(Unlink(actor, name, party))

    @rule(data=st.data(), actor=PEOPLE)
    def secure(self, data: Any, actor: Actor) -> None:
        """Add a property, remove or value one."""
        name = data.draw(drawing.applications(self.walk.book), label="application")
        properties = list(self.walk.book.applications[name].valuations)
        what = data.draw(st.sampled_from(("add", "remove", "value", "value")), label="what")
        if what == "add" or not properties:
            self.play(AddProperty(actor, name, self.new("security_property")))
            return
        which = data.draw(st.sampled_from(properties), label="which")
        if what == "remove":
            self.play(RemoveProperty(actor, name, which))
        else:
            amount = data.draw(drawing.amounts_around(self.walk.book.applications[name]), label="amount")
            self.play(Value(actor, name, which, amount, data.draw(drawing.DAYS, label="day")))

    @rule(data=st.data(), actor=st.sampled_from((BORROWER, BORROWER, actors.BORROWER_STRANGER, BDM)))
    def sign(self, data: Any, actor: Actor) -> None:
        """Sign the application form."""
        near = drawing.applications_before(self.walk.book, "app_submitted")
        self.play(Sign(actor, data.draw(near, label="application")))
