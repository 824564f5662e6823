"""The loan book as the requirements have it: what each move is answered, and what it leaves.

Ask the model first, then the API, and compare. Source: domain.md, sections 3, 6 and 12; laws G1 to G10.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from contract_tests.model import access, access_world, days, stage_graph
from contract_tests.model.access import Viewer
from contract_tests.model.documents import Document
from contract_tests.model.journal import Journal
from contract_tests.model.lifecycle import Application, seeded
from contract_tests.model.money import Money

MANAGERS = "AMK"  # who may write on an application at all
VALUERS = "AM"
OWNERS = "AK"  # who may delete what they have brought


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a request must be answered.

    Args:
        codes: of a refusal; any of them, where the requirements leave open which of two rules speaks.
        unmet: guards that a refusal must name, exactly.
        pointer: of the input at fault.
    """

    status: int
    codes: frozenset[str] = frozenset()
    unmet: frozenset[str] | None = None
    pointer: str | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether the request has an effect."""
        return self.status < 300


def refused(status: int, app: str, *codes: str, pointer: str | None = None) -> Verdict:
    """Return a refusal by one of some codes of an app."""
    return Verdict(status, frozenset(f"{app}.{code}" for code in codes), pointer=pointer)


def _no(status: int, *codes: str, pointer: str | None = None) -> Verdict:
    return refused(status, "application", *codes, pointer=pointer)


ROLE_REFUSED = Verdict(403)  # by the role alone, before any look at the object
NOT_FOUND = _no(404, "not_found")
STALE = Verdict(412, frozenset({"request.stale"}))


class Book:
    """Several applications, and who sees what of them."""

    def __init__(self) -> None:
        self.world: access_world.World = access_world.WORLD
        self.applications = {f"application/{stage}": seeded(stage) for stage in stage_graph.STAGES}
        self.applications["application/unready"] = Application()
        self.applications["application/colleague"] = Application(
            terms_version=1,
            borrowers={"borrower/colleague": "primary"},
            valuations={"security_property/colleague": []},
        )
        self.applications["application/worked"] = replace(
            seeded("settlement_conditions"),
            borrowers={"borrower/colleague": "primary"},
            guarantors=set(),
            valuations={"security_property/worked": []},
            signed=set(),
        )
        self.applications["application/stranger"] = Application(
            terms_version=1,
            borrowers={"borrower/borrower_stranger": "primary"},
            valuations={"security_property/stranger": []},
        )
        self.logins = {
            name: row.user for name, row in self.world.items() if name.startswith("borrower/") and row.user
        }
        self.definitions: dict[str, Mapping[str, Any]] = {}  # rules for fees, as the API shows them
        self.unassigned = Journal()  # of what belongs to no application
        self.now = 0  # second of the scenario: the clock is moved forward by requests that say so
        self._owners: dict[str, str] = {}  # of documents
        self._borrower_papers: dict[str, Document] = {}

    def learn(self, name: str, shown: Mapping[str, Any], money: Money) -> None:
        """Take the amounts of a seeded application from its representation: nobody has laid them down."""
        application = self.applications[name]
        application.terms, application.settled_on = shown["terms"], shown["settled_on"]
        application.money = money
        names = {access_world.row_id(one): one for one in application.valuations}
        for one in shown["security_properties"]:
            latest = one["latest_valuation"]
            if latest is not None:
                known = application.valuations[names[one["id"]]]
                known.append((latest["valued_on"], Decimal(latest["amount"])))

    # --- documents --------------------------------------------------------------------------------------
    def file(self, name: str, document: Document) -> None:
        """Keep a document with what it belongs to."""
        self._owners[name] = document.owner
        self._papers(document.owner)[name] = document

    def unfile(self, name: str) -> None:
        """Forget a document."""
        del self._papers(self._owners.pop(name))[name]

    def document(self, name: str) -> Document:
        """Return a document by its name.

        Raises:
            KeyError: there is none.
        """
        return self._papers(self._owners[name])[name]

    def documents(self) -> Iterator[tuple[str, Document]]:
        """Yield every document with its name."""
        return ((name, self.document(name)) for name in self._owners)

    def _papers(self, owner: str) -> dict[str, Document]:
        if owner.startswith("application/"):
            return self.applications[owner].papers
        return self._borrower_papers

    def sees(self, viewer: Viewer, name: str) -> bool:
        """Whether the viewer sees a row of the world as it is now."""
        return access.sees(viewer, name, self.world)

    # --- stages -----------------------------------------------------------------------------------------
    def targets(self, viewer: Viewer, name: str) -> dict[str, list[str]] | None:
        """Return what GET transitions must list, None when the application is not visible."""
        if not self.sees(viewer, name):
            return None
        application = self.applications[name]
        day = days.today()
        return {
            edge.to: sorted(application.unmet(edge, self.logins, day))
            for edge in application.edges(viewer.role)
        }

    def transition(
        self,
        viewer: Viewer,
        name: str,
        to: str,
        *,
        comment: bool,
        effective_on: str | None,
        stale: bool = False,
    ) -> Verdict:
        """Return the answer to a move, and make the move when it is accepted.

        Args:
            effective_on: ISO date.
        """
        if viewer.role not in MANAGERS:
            return ROLE_REFUSED
        if not self.sees(viewer, name):
            return NOT_FOUND
        if stale:
            return STALE
        application = self.applications[name]
        edge = application.edge_to(to)
        if edge is None:
            return _no(409, "not_an_edge")
        if viewer.role not in edge.roles:
            return _no(403, "edge_forbidden")
        if edge.comment and not comment:
            return _no(400, "comment_required", pointer="/body/comment")
        if edge.effective_on != (effective_on is not None):
            code = "effective_on_required" if edge.effective_on else "effective_on_unexpected"
            return _no(400, code, pointer="/body/effective_on")
        if effective_on is not None and effective_on > days.today():
            return _no(400, "effective_on_in_future", pointer="/body/effective_on")
        unmet = application.unmet(edge, self.logins, effective_on or days.today())
        if unmet:
            return replace(_no(409, "guard_failed"), unmet=unmet)
        application.move(edge, effective_on, self.now)
        return Verdict(201)

    # --- what guards depend on --------------------------------------------------------------------------
    def create(self, viewer: Viewer, name: str, broker: str, terms: Mapping[str, Any] | None) -> Verdict:
        """Begin an application."""
        if viewer.role not in MANAGERS:
            return ROLE_REFUSED
        row = access_world.Row(broker=broker, bdm=self.world[broker].bdm)  # nobody else was named
        self.world = {**self.world, name: row}
        self.applications[name] = Application(terms=terms, terms_version=int(terms is not None))
        return Verdict(201)

    def delete(self, viewer: Viewer, name: str) -> Verdict:
        """Return the answer to the deletion of an application."""
        if viewer.role not in OWNERS:
            return ROLE_REFUSED
        if not self.sees(viewer, name):
            return NOT_FOUND
        application = self.applications[name]
        posted = application.money.journal.entries
        if len(application.path) > 1 or any(application.valuations.values()) or posted or application.papers:
            return _no(409, "in_use")
        self.world = access_world.without(self.world, name, *application.valuations)
        del self.applications[name]
        return Verdict(204)

    def set_terms(
        self,
        viewer: Viewer,
        name: str,
        terms: Mapping[str, Any] | None,
        *,
        rule: str = "",
        stale: bool = False,
    ) -> Verdict:
        """Return the answer to a PATCH of terms.

        Args:
            rule: code by which these terms are refused; empty when they are well-formed.
        """
        refused = self._may_write(viewer, name)
        if refused is not None or stale:
            return refused or STALE
        application = self.applications[name]
        if rule:
            return _no(400, rule)
        if application.terms_locked:
            return _no(409, "terms_locked")
        if terms != application.terms:
            application.terms, application.terms_version = terms, application.terms_version + 1
        return Verdict(200)

    def set_stage(self, viewer: Viewer, name: str, field: str) -> Verdict:
        """Return the answer to a PATCH of what only a move may change: it is no field at all."""
        if viewer.role not in MANAGERS:
            return ROLE_REFUSED
        return Verdict(400, frozenset({"request.unknown_field"}), pointer=f"/body/{field}")

    def link_borrower(self, viewer: Viewer, name: str, borrower: str, role: str) -> Verdict:
        """Return the answer to putting a borrower on an application."""
        refused = self._may_write(viewer, name)
        if refused is not None:
            return refused
        application = self.applications[name]
        if not self.sees(viewer, borrower):
            return _no(400, "unknown_borrower", pointer="/body/borrower_id")
        is_primary = role == "primary"
        guaranteed = {self.world[guarantor].borrower for guarantor in application.guarantors}
        reasons = {
            "parties_locked": application.parties_locked,
            "already_linked": borrower in application.borrowers,
            "primary_exists": is_primary and application.primary is not None,
            "guarantor_is_primary": is_primary and borrower in guaranteed,
        }
        return self._link(name, reasons, lambda: application.borrowers.update({borrower: role}))

    def link_guarantor(self, viewer: Viewer, name: str, guarantor: str) -> Verdict:
        """Return the answer to putting a guarantor on an application."""
        refused = self._may_write(viewer, name)
        if refused is not None:
            return refused
        application = self.applications[name]
        if not self.sees(viewer, guarantor):
            return _no(400, "unknown_guarantor", pointer="/body/guarantor_id")
        reasons = {
            "parties_locked": application.parties_locked,
            "already_linked": guarantor in application.guarantors,
            "guarantor_is_primary": self.world[guarantor].borrower == application.primary,
        }
        return self._link(name, reasons, lambda: application.guarantors.add(guarantor))

    def unlink(self, viewer: Viewer, name: str, party: str) -> Verdict:
        """Return the answer to taking a borrower or guarantor off an application."""
        refused = self._may_write(viewer, name)
        if refused is not None:
            return refused
        application = self.applications[name]
        if party not in application.borrowers and party not in application.guarantors:
            return _no(404, "link_not_found")
        if application.parties_locked:
            return _no(409, "parties_locked")
        application.borrowers.pop(party, None)
        application.signed.discard(party)  # who comes back signs again: they agree to what the file is then
        application.guarantors.discard(party)
        self._relink(name)
        return Verdict(204)

    def add_property(self, viewer: Viewer, name: str, new: str) -> Verdict:
        """Return the answer to a further security property."""
        refused = self._may_write(viewer, name)
        if refused is not None:
            return refused
        application = self.applications[name]
        if application.parties_locked:
            return _no(409, "security_locked")
        application.valuations[new] = []
        self.world = {**self.world, new: access_world.Row(application=name)}
        return Verdict(201)

    def remove_property(self, viewer: Viewer, name: str, old: str) -> Verdict:
        """Return the answer to the removal of a security property."""
        if viewer.role not in MANAGERS:
            return ROLE_REFUSED
        if not self.sees(viewer, old):
            return _no(404, "security_property_not_found")
        application = self.applications[name]
        if application.terms_locked:
            return _no(409, "security_locked")
        del application.valuations[old]
        self.world = access_world.without(self.world, old)
        return Verdict(204)

    def value(
        self, viewer: Viewer, name: str, valued: str, valued_on: str, amount: str, *, future: bool
    ) -> Verdict:
        """Return the answer to a valuation."""
        if viewer.role not in VALUERS:
            return ROLE_REFUSED
        if not self.sees(viewer, valued):
            return _no(404, "security_property_not_found")
        if future:
            return _no(400, "valued_in_future", pointer="/body/valued_on")
        application = self.applications[name]
        if application.parties_locked:
            return _no(409, "security_locked")
        application.valuations[valued].append((valued_on, Decimal(amount)))
        return Verdict(201)

    def sign(self, viewer: Viewer, name: str) -> Verdict:
        """Return the answer to the borrower's own signature."""
        if viewer.role != "B":
            return ROLE_REFUSED
        if not self.sees(viewer, name):
            return NOT_FOUND
        application = self.applications[name]
        signer = next(one for one in application.borrowers if self.logins.get(one) == viewer.name)
        reasons = {
            "already_signed": signer in application.signed,
            "signing_closed": application.stage in stage_graph.SIGNING_CLOSED,
        }
        if any(reasons.values()):
            return _no(409, *(code for code, holds in reasons.items() if holds))
        application.signed.add(signer)
        return Verdict(201)

    def _may_write(self, viewer: Viewer, name: str) -> Verdict | None:
        if viewer.role not in MANAGERS:
            return ROLE_REFUSED
        return None if self.sees(viewer, name) else NOT_FOUND

    def _link(self, name: str, reasons: Mapping[str, bool], effect: Callable[[], object]) -> Verdict:
        if any(reasons.values()):
            return _no(409, *(code for code, holds in reasons.items() if holds))
        effect()
        self._relink(name)
        return Verdict(201)

    def _relink(self, name: str) -> None:
        application = self.applications[name]
        self.world = access_world.changed(
            self.world,
            name,
            borrowers=tuple(application.borrowers),
            guarantors=tuple(sorted(application.guarantors)),
        )
