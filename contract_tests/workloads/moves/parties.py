"""Moves about who stands on an application, what secures it, and who has signed."""

from dataclasses import dataclass
from typing import Any, Literal

from contract_tests.actors import Actor
from contract_tests.enumeration.valid import ask
from contract_tests.workloads.moves.sending import DAYS, found, look, met, send
from contract_tests.workloads.walking import Walk

PARTIES = "parties_are_answered_as_the_stage_allows"
SECURITY = "security_is_answered_as_the_stage_allows"
SIGNATURE = "signature_is_answered_as_the_stage_allows"


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
        met(walk, self.application)
        kind = self.party.partition("/")[0]
        book = walk.book
        if self.role:
            verdict = book.link_borrower(self.actor, self.application, self.party, self.role)
        else:
            verdict = book.link_guarantor(self.actor, self.application, self.party)
        body = {f"{kind}_id": walk.id_of(self.party), **({"role": self.role} if self.role else {})}
        which = walk.id_of(self.application)
        step = ask(f"application_{kind}_link", self.actor, body, application_id=which)
        _, changed = send(walk, step, PARTIES, verdict)
        look(walk, self.application, verdict, changed)


@dataclass(frozen=True, slots=True)
class Unlink:
    """Take a borrower or a guarantor off an application."""

    actor: Actor
    application: str
    party: str

    def play(self, walk: Walk) -> None:
        """Take them off it."""
        met(walk, self.application)
        verdict = walk.book.unlink(self.actor, self.application, self.party)
        kind = self.party.partition("/")[0]
        ids: dict[str, Any] = {
            "application_id": walk.id_of(self.application),
            f"{kind}_id": walk.id_of(self.party),
        }
        _, changed = send(walk, ask(f"application_{kind}_unlink", self.actor, **ids), PARTIES, verdict)
        look(walk, self.application, verdict, changed)


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
        met(walk, self.application)
        verdict = walk.book.add_property(self.actor, self.application, self.added)
        address = {"street_no": "1", "street": "High Street", "suburb": "Carlton", "state": "VIC"}
        body = {"address": {**address, "postcode": "3053"}, "property_type": "residential"}
        which = walk.id_of(self.application)
        step = ask("security_property_create", self.actor, body, application_id=which)
        entry, changed = send(walk, step, SECURITY, verdict)
        if verdict.is_accepted:
            walk.made[self.added] = entry.document["id"]
        look(walk, self.application, verdict, changed)


@dataclass(frozen=True, slots=True)
class RemoveProperty:
    """Take a security property off an application."""

    actor: Actor
    application: str
    removed: str

    def play(self, walk: Walk) -> None:
        """Take it off it."""
        found(met(walk, self.application).valuations, self.removed)
        verdict = walk.book.remove_property(self.actor, self.application, self.removed)
        which = walk.id_of(self.removed)
        step = ask("security_property_delete", self.actor, security_property_id=which)
        _, changed = send(walk, step, SECURITY, verdict)
        look(walk, self.application, verdict, changed)


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
        found(met(walk, self.application).valuations, self.valued)
        future = self.day == DAYS["future"]
        book, who, which = walk.book, self.actor, self.application
        verdict = book.value(who, which, self.valued, self.day, self.amount, future=future)
        body = {"valuer": "Valuers at Law", "valued_on": self.day, "amount": self.amount}
        step = ask("valuation_create", who, body, security_property_id=walk.id_of(self.valued))
        _, changed = send(walk, step, SECURITY, verdict)
        look(walk, which, verdict, changed)


@dataclass(frozen=True, slots=True)
class Sign:
    """Sign the application form."""

    actor: Actor
    application: str

    def play(self, walk: Walk) -> None:
        """Sign it."""
        met(walk, self.application)
        verdict = walk.book.sign(self.actor, self.application)
        body = {"full_name": "Signed by Hand", "consent": True}
        step = ask("application_sign", self.actor, body, application_id=walk.id_of(self.application))
        _, changed = send(walk, step, SIGNATURE, verdict)
        look(walk, self.application, verdict, changed, bumps=False)
