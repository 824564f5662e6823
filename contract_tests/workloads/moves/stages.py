"""Moves of an application through its stages, its terms, its beginning and its end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from contract_tests.actors import ADMIN, Actor
from contract_tests.enumeration.valid import ask
from contract_tests.model import stage_graph
from contract_tests.workloads import looking, tally
from contract_tests.workloads.moves.sending import (
    DAYS,
    WHY,
    Condition,
    Day,
    conditional,
    look,
    met,
    send,
)
from contract_tests.workloads.walking import Walk

MOVE = "move_is_answered_as_the_graph_says"
NO_FIELD = "stage_is_no_field"
TERMS = "terms_are_answered_as_the_stage_allows"
CREATION = "application_begins_at_the_first_stage"
DELETION = "only_an_application_that_never_moved_is_deleted"


@dataclass(frozen=True, slots=True)
class Transition:
    """Move an application to another stage.

    Args:
        effective_on: `past`, `future` or an ISO date.
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
        application, seen = met(walk, self.application), walk.seen[self.application]
        come_from, edge = application.stage, application.edge_to(self.to)
        day = DAYS.get(self.effective_on or "", self.effective_on)
        verdict = walk.book.transition(
            self.actor,
            self.application,
            self.to,
            comment=self.comment,
            effective_on=day,
            stale=self.condition == "stale",
        )
        body = {
            "to": self.to,
            **({"comment": WHY} if self.comment else {}),
            **({"effective_on": day} if day else {}),
        }
        step = ask("application_transition", self.actor, body, application_id=walk.id_of(self.application))
        event = {
            "/application_id": walk.id_of(self.application),
            "/seq": len(application.path),
            "/from_stage": come_from,
            "/to_stage": self.to,
            "/by": str(self.actor.id),
            "/comment": WHY if self.comment else None,
            "/effective_on": day,
        }
        entry, changed = send(
            walk, conditional(step, self.condition, seen.version), MOVE, verdict, values=event
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
        application, seen = met(walk, self.application), walk.seen[self.application]
        before = application.terms_version
        verdict = walk.book.set_terms(
            self.actor, self.application, self.terms, rule=self.rule, stale=self.condition == "stale"
        )
        which = walk.id_of(self.application)
        step = ask("application_update", self.actor, {"terms": self.terms}, application_id=which)
        values = {"/terms": application.terms, "/terms_version": application.terms_version}
        step = conditional(step, self.condition, seen.version)
        _, changed = send(walk, step, TERMS, verdict, values=values)
        bumps = application.terms_version != before
        look(walk, self.application, verdict, changed, bumps=bumps, brief=self.brief)


@dataclass(frozen=True, slots=True)
class SetStage:
    """Try to write what only a move may change. Source: law G5."""

    actor: Actor
    application: str
    field: Literal["stage", "stage_since", "resume_stage", "terms_version", "settled_on"]
    value: str

    def play(self, walk: Walk) -> None:
        """Try."""
        met(walk, self.application)
        verdict = walk.book.set_stage(self.actor, self.application, self.field)
        body = {self.field: self.value, "purpose": "Beside it"}
        step = ask("application_update", self.actor, body, application_id=walk.id_of(self.application))
        _, changed = send(walk, step, NO_FIELD, verdict)
        look(walk, self.application, verdict, changed)


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
        entry, _ = send(walk, ask("application_create", self.actor, body), CREATION, verdict, values=values)
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
        met(walk, self.application)
        verdict = walk.book.delete(self.actor, self.application)
        which = walk.id_of(self.application)
        step = ask("application_delete", self.actor, application_id=which)
        _, changed = send(walk, step, DELETION, verdict)
        if verdict.is_accepted:
            gone = ask("application_retrieve", ADMIN, application_id=which)
            walk.send(gone.must(DELETION, status=[404], codes_in=["application.not_found"]))
        elif changed:
            looking.after_refusal(walk, self.application)
