"""What may happen in a scenario, as data: a failing scenario is made smaller by leaving moves out.

A move asks the model what the API must answer, sends the request, and looks at what has become of the
application. It names rows; which id a row has is the walk's affair.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from contract_tests.actors import ADMIN, Actor
from contract_tests.enumeration.steps import Step
from contract_tests.enumeration.valid import ask
from contract_tests.model import stage_graph
from contract_tests.model.loan_book import Verdict
from contract_tests.workloads import looking, tally
from contract_tests.workloads.walking import Entry, Pointless, Walk, written

MOVE = "move_is_answered_as_the_graph_says"
NO_FIELD = "stage_is_no_field"
TERMS = "terms_are_answered_as_the_stage_allows"
PARTIES = "parties_are_answered_as_the_stage_allows"
SECURITY = "security_is_answered_as_the_stage_allows"
SIGNATURE = "signature_is_answered_as_the_stage_allows"
CREATION = "application_begins_at_the_first_stage"
DELETION = "only_an_application_that_never_moved_is_deleted"
DAYS = {"past": "2026-01-01", "future": "2099-12-31"}
WHY = "Because the file asks for it"
Day = Literal["past", "future"] | None
Condition = Literal["", "current", "stale", "any"]


class Move(Protocol):
    """One thing that somebody does."""

    def play(self, walk: Walk) -> None:
        """Do it, and compare.

        Raises:
            Broken: the API does not do as the model says.
            Pointless: it is about something that is not there.
        """


@dataclass(frozen=True, slots=True)
class Transition:
    """Move an application to another stage.

    Args:
        condition: what If-Match says; empty for no condition.
        brief: look only at the application afterwards: the rest is looked at elsewhere.
    """

    actor: Actor
    application: str
    to: str
    comment: bool = True
    effective_on: Day = None
    condition: Condition = ""
    brief: bool = False

    def play(self, walk: Walk) -> None:
        """Move it."""
        application, seen = _met(walk, self.application), walk.seen[self.application]
        come_from, edge = application.stage, application.edge_to(self.to)
        verdict = walk.book.transition(
            self.actor,
            self.application,
            self.to,
            comment=self.comment,
            effective_on=self.effective_on,
            stale=self.condition == "stale",
        )
        body = {
            "to": self.to,
            **({"comment": WHY} if self.comment else {}),
            **({"effective_on": DAYS[self.effective_on]} if self.effective_on else {}),
        }
        step = ask("application_transition", self.actor, body, application_id=walk.id_of(self.application))
        event = {
            "/application_id": walk.id_of(self.application),
            "/seq": len(application.path),
            "/from_stage": come_from,
            "/to_stage": self.to,
            "/by": str(self.actor.id),
            "/comment": WHY if self.comment else None,
            "/effective_on": DAYS[self.effective_on] if self.effective_on else None,
        }
        entry, changed = _send(
            walk, _conditional(step, self.condition, seen.version), MOVE, verdict, values=event
        )
        if verdict.is_accepted:
            assert edge is not None
            tally.taken(edge, self.actor.role)
            looking.after_change(walk, self.application, moved=entry, brief=self.brief)
            return
        edge = edge or stage_graph.EDGE.get((come_from, self.to))
        if verdict.status == 403 and edge is not None:
            tally.forbidden(edge, self.actor.role)
        if "application.not_an_edge" in verdict.codes:
            tally.no_edge(come_from, self.to, self.actor.role)
        if verdict.unmet is not None and edge is not None:
            tally.guards(edge, verdict.unmet)
        if changed:
            looking.after_refusal(walk, self.application)


@dataclass(frozen=True, slots=True)
class SetTerms:
    """Change the terms.

    Args:
        rule: code by which they are refused; empty when they are well-formed.
        brief: look only at the application afterwards.
    """

    actor: Actor
    application: str
    terms: Mapping[str, Any] | None
    rule: str = ""
    condition: Condition = ""
    brief: bool = False

    def play(self, walk: Walk) -> None:
        """Change them."""
        application, seen = _met(walk, self.application), walk.seen[self.application]
        before = application.terms_version
        verdict = walk.book.set_terms(
            self.actor, self.application, self.terms, rule=self.rule, stale=self.condition == "stale"
        )
        which = walk.id_of(self.application)
        step = ask("application_update", self.actor, {"terms": self.terms}, application_id=which)
        values = {"/terms": application.terms, "/terms_version": application.terms_version}
        step = _conditional(step, self.condition, seen.version)
        _, changed = _send(walk, step, TERMS, verdict, values=values)
        bumps = application.terms_version != before
        _look(walk, self.application, verdict, changed, bumps=bumps, brief=self.brief)


@dataclass(frozen=True, slots=True)
class SetStage:
    """Try to write what only a move may change. Source: law G5."""

    actor: Actor
    application: str
    field: Literal["stage", "stage_since", "resume_stage", "terms_version", "settled_on"]
    value: str

    def play(self, walk: Walk) -> None:
        """Try."""
        _met(walk, self.application)
        verdict = walk.book.set_stage(self.actor, self.application, self.field)
        body = {self.field: self.value, "purpose": "Beside it"}
        step = ask("application_update", self.actor, body, application_id=walk.id_of(self.application))
        _, changed = _send(walk, step, NO_FIELD, verdict)
        _look(walk, self.application, verdict, changed)


@dataclass(frozen=True, slots=True)
class Create:
    """Begin an application.

    Args:
        application: how the scenario calls it.
        broker: the broker's row; left out of the body when a broker creates their own.
    """

    actor: Actor
    application: str
    broker: str
    terms: Mapping[str, Any] | None = None

    def play(self, walk: Walk) -> None:
        """Begin it."""
        verdict = walk.book.create(self.actor, self.application, self.broker, self.terms)
        broker = {} if self.actor.role == "K" else {"broker_id": walk.id_of(self.broker)}
        body = {**broker, **({} if self.terms is None else {"terms": self.terms})}
        values = {
            "/stage": "inquiry",
            "/resume_stage": None,
            "/terms": self.terms,
            "/terms_version": int(self.terms is not None),
        }
        entry, _ = _send(walk, ask("application_create", self.actor, body), CREATION, verdict, values=values)
        if verdict.is_accepted:
            walk.made[self.application] = entry.document["id"]
            looking.meet(walk, self.application)


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete an application."""

    actor: Actor
    application: str

    def play(self, walk: Walk) -> None:
        """Delete it."""
        _met(walk, self.application)
        verdict = walk.book.delete(self.actor, self.application)
        which = walk.id_of(self.application)
        step = ask("application_delete", self.actor, application_id=which)
        _, changed = _send(walk, step, DELETION, verdict)
        if verdict.is_accepted:
            gone = ask("application_retrieve", ADMIN, application_id=which)
            walk.send(gone.must(DELETION, status=[404], codes_in=["application.not_found"]))
        elif changed:
            looking.after_refusal(walk, self.application)


@dataclass(frozen=True, slots=True)
class Link:
    """Put a borrower or a guarantor on an application.

    Args:
        role: of a borrower; empty for a guarantor.
    """

    actor: Actor
    application: str
    party: str
    role: Literal["primary", "co_borrower", ""] = ""

    def play(self, walk: Walk) -> None:
        """Put them on it."""
        _met(walk, self.application)
        kind = self.party.partition("/")[0]
        book = walk.book
        if self.role:
            verdict = book.link_borrower(self.actor, self.application, self.party, self.role)
        else:
            verdict = book.link_guarantor(self.actor, self.application, self.party)
        body = {f"{kind}_id": walk.id_of(self.party), **({"role": self.role} if self.role else {})}
        which = walk.id_of(self.application)
        step = ask(f"application_{kind}_link", self.actor, body, application_id=which)
        _, changed = _send(walk, step, PARTIES, verdict)
        _look(walk, self.application, verdict, changed)


@dataclass(frozen=True, slots=True)
class Unlink:
    """Take a borrower or a guarantor off an application."""

    actor: Actor
    application: str
    party: str

    def play(self, walk: Walk) -> None:
        """Take them off it."""
        _met(walk, self.application)
        verdict = walk.book.unlink(self.actor, self.application, self.party)
        kind = self.party.partition("/")[0]
        ids: dict[str, Any] = {
            "application_id": walk.id_of(self.application),
            f"{kind}_id": walk.id_of(self.party),
        }
        _, changed = _send(walk, ask(f"application_{kind}_unlink", self.actor, **ids), PARTIES, verdict)
        _look(walk, self.application, verdict, changed)


@dataclass(frozen=True, slots=True)
class AddProperty:
    """Put a further security property on an application.

    Args:
        added: how the scenario calls it.
    """

    actor: Actor
    application: str
    added: str

    def play(self, walk: Walk) -> None:
        """Put it on it."""
        _met(walk, self.application)
        verdict = walk.book.add_property(self.actor, self.application, self.added)
        address = {"street_no": "1", "street": "High Street", "suburb": "Carlton", "state": "VIC"}
        body = {"address": {**address, "postcode": "3053"}, "property_type": "residential"}
        which = walk.id_of(self.application)
        step = ask("security_property_create", self.actor, body, application_id=which)
        entry, changed = _send(walk, step, SECURITY, verdict)
        if verdict.is_accepted:
            walk.made[self.added] = entry.document["id"]
        _look(walk, self.application, verdict, changed)


@dataclass(frozen=True, slots=True)
class RemoveProperty:
    """Take a security property off an application."""

    actor: Actor
    application: str
    removed: str

    def play(self, walk: Walk) -> None:
        """Take it off it."""
        _found(_met(walk, self.application).valuations, self.removed)
        verdict = walk.book.remove_property(self.actor, self.application, self.removed)
        which = walk.id_of(self.removed)
        step = ask("security_property_delete", self.actor, security_property_id=which)
        _, changed = _send(walk, step, SECURITY, verdict)
        _look(walk, self.application, verdict, changed)


@dataclass(frozen=True, slots=True)
class Value:
    """Record a valuation.

    Args:
        day: ISO; one that nobody has reached yet is refused.
    """

    actor: Actor
    application: str
    valued: str
    amount: str
    day: str = DAYS["past"]

    def play(self, walk: Walk) -> None:
        """Record it."""
        _found(_met(walk, self.application).valuations, self.valued)
        future = self.day == DAYS["future"]
        book, who, which = walk.book, self.actor, self.application
        verdict = book.value(who, which, self.valued, self.day, self.amount, future=future)
        body = {"valuer": "Valuers at Law", "valued_on": self.day, "amount": self.amount}
        step = ask("valuation_create", who, body, security_property_id=walk.id_of(self.valued))
        _, changed = _send(walk, step, SECURITY, verdict)
        _look(walk, which, verdict, changed)


@dataclass(frozen=True, slots=True)
class Sign:
    """Sign the application form."""

    actor: Actor
    application: str

    def play(self, walk: Walk) -> None:
        """Sign it."""
        _met(walk, self.application)
        verdict = walk.book.sign(self.actor, self.application)
        body = {"full_name": "Signed by Hand", "consent": True}
        step = ask("application_sign", self.actor, body, application_id=walk.id_of(self.application))
        _, changed = _send(walk, step, SIGNATURE, verdict)
        _look(walk, self.application, verdict, changed, bumps=False)


def _met(walk: Walk, name: str) -> Any:
    """Return the model's application, after a first look at the API's."""
    _found(walk.book.applications, name)
    looking.meet(walk, name)
    return walk.book.applications[name]


def _found(known: Any, name: str) -> None:
    if name not in known:
        raise Pointless(name)


def _conditional(step: Step, condition: Condition, version: int) -> Step:
    tags = {"current": f'"{version}"', "stale": f'"{version - 1}"', "any": "*"}
    return step.header("If-Match", tags.get(condition))


def _send(walk: Walk, step: Step, check: str, verdict: Verdict, **expected: Any) -> tuple[Entry, bool]:
    """Send a write as the model expects it to be answered; return whether it has written anything."""
    told: dict[str, Any] = {"status": [verdict.status]}
    if verdict.is_accepted:
        told |= expected
    if verdict.codes:
        told["codes_in"] = sorted(verdict.codes)
    if verdict.pointer is not None:
        told["pointer"] = verdict.pointer
    if verdict.unmet is not None:
        told["unmet"] = sorted(verdict.unmet)
    entry = walk.send(step.must(check, **told), keep=True)
    before, walk.written = walk.written, written()
    return entry, verdict.is_accepted or walk.written != before


def _look(
    walk: Walk, name: str, verdict: Verdict, changed: bool, *, bumps: bool = True, brief: bool = False
) -> None:
    if verdict.is_accepted:
        looking.after_change(walk, name, bumps=bumps, brief=brief)
    elif changed:
        looking.after_refusal(walk, name)
