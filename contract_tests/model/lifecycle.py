"""One application and its stages as the requirements have them: where it stands, what holds, where it may go.

Source: domain.md, sections 2 and 6.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from contract_tests.model import awaited, documents, stage_graph
from contract_tests.model.documents import CONTRACT, FORM, LETTER, Document
from contract_tests.model.money import Money
from contract_tests.model.stage_graph import EDGE, EDGES, Edge

LVR_LIMIT = Decimal("80.00")
_CENT = Decimal("0.01")


@dataclass
class Application:
    """One application.

    Args:
        terms: as the API shows them.
        valuations: of each property by name, as (valued_on, amount), in the order of their recording.
        signed: borrowers who have.
        settled_on: ISO date of the settlement.
        papers: its documents by name, the oldest first.
    """

    stage: str = "inquiry"
    resume: str | None = None
    path: list[tuple[str | None, str]] = field(default_factory=lambda: [(None, "inquiry")])
    was_approved: bool = False
    terms: Mapping[str, Any] | None = None
    terms_version: int = 0
    borrowers: dict[str, str] = field(default_factory=dict)
    guarantors: set[str] = field(default_factory=set)
    valuations: dict[str, list[tuple[str, Decimal]]] = field(default_factory=dict)
    signed: set[str] = field(default_factory=set)
    money: Money = field(default_factory=Money)
    settled_on: str | None = None
    papers: dict[str, Document] = field(default_factory=dict)

    @property
    def is_funded(self) -> bool:
        """Whether there is a funding table of the present terms."""
        return bool(self.money.tables) and self.money.tables[-1].terms_version == self.terms_version

    @property
    def is_planned(self) -> bool:
        """Whether there is a schedule of the present terms."""
        return self.money.plan is not None and self.money.plan.terms_version == self.terms_version

    def was_in(self, stage: str) -> bool:
        """Whether it has ever come to a stage."""
        return any(to == stage for _, to in self.path)

    @property
    def terms_locked(self) -> bool:
        """Whether the terms stand for ever, or while the application rests."""
        return self.was_approved or self.stage in stage_graph.TERMS_CLOSED

    @property
    def parties_locked(self) -> bool:
        """Whether links and security stand."""
        return self.stage in stage_graph.PARTIES_CLOSED

    @property
    def primary(self) -> str | None:
        """The primary borrower."""
        return next((name for name, role in self.borrowers.items() if role == "primary"), None)

    @property
    def lvr(self) -> Decimal | None:
        """Loan to value in percent; None until there are terms, and every property is valued."""
        value = self.security_value
        if self.terms is None or value is None:
            return None
        return (100 * Decimal(self.terms["loan_amount"]) / value).quantize(_CENT, ROUND_HALF_UP)

    @property
    def security_value(self) -> Decimal | None:
        """What all properties are worth by their latest valuations; None until each has one."""
        if not self.valuations or not all(self.valuations.values()):
            return None
        latest = [
            max(enumerate(rows), key=lambda one: (one[1][0], one[0]))[1] for rows in self.valuations.values()
        ]
        return sum((amount for _, amount in latest), Decimal(0))

    def unmet(self, edge: Edge, logins: Mapping[str, str], day: str) -> frozenset[str]:
        """Return the guards of an edge that do not hold.

        Args:
            logins: actor of each borrower who can sign in.
            day: ISO date on which the move takes effect.
        """
        return frozenset(guard for guard in edge.guards if not self._holds(guard, logins, day))

    def _holds(self, guard: str, logins: Mapping[str, str], day: str) -> bool:
        if guard in awaited.guards():
            return False
        match guard:
            case "terms_complete":
                return self.terms is not None
            case "one_primary_borrower":
                return self.primary is not None
            case "has_security_property":
                return bool(self.valuations)
            case "application_signed":
                signers = {name for name in self.borrowers if name in logins}
                typed = bool(signers) and signers <= self.signed
                return typed or documents.is_type_signed(self.papers, FORM)
            case "indicative_letter_generated":
                return documents.is_generated(self.papers, LETTER, self.terms_version)
            case "indicative_letter_signed":
                return documents.is_generated_signed(self.papers, LETTER, self.terms_version)
            case "loan_contract_generated":
                return documents.is_generated(self.papers, CONTRACT)
            case "loan_contract_signed":
                return documents.is_generated_signed(self.papers, CONTRACT)
            case "every_property_valued":
                return bool(self.valuations) and all(self.valuations.values())
            case "lvr_within_limit":
                return self.lvr is not None and self.lvr <= LVR_LIMIT
            case "funding_table_current":
                return self.is_funded
            case "repayment_schedule_current":
                return self.is_planned
            case "settlement_computable":
                return self.money.is_computable(self.terms, day)
            case "commitment_fee_paid":
                return self.money.commitment_paid
            case "no_pending_fee":
                return not self.money.pending
            case "principal_repaid":
                return self.money.journal.balance("loan_receivable") == 0
        raise AssertionError(f"who answers the guard {guard}? Please teach contract_tests/model/lifecycle.py")

    def edges(self, role: str) -> list[Edge]:
        """Return the edges from here that a role may take."""
        found = [edge for edge in EDGES if edge.come_from == self.stage and role in edge.roles]
        return [edge for edge in found if not edge.resumes or edge.to == self.resume]

    def edge_to(self, to: str) -> Edge | None:
        """Return the edge from here to a stage, whoever may take it."""
        edge = EDGE.get((self.stage, to))
        return None if edge is None or (edge.resumes and to != self.resume) else edge

    def move(self, edge: Edge, day: str | None, now: int = 0) -> None:
        """Stand at the end of an edge.

        Args:
            day: ISO date of a settlement.
            now: second of the scenario.
        """
        for request in documents.to_cancel(self.papers, self.stage, edge.to, now):
            request.ended = "cancelled"
        self.resume = self.stage if edge.to == stage_graph.ASKS_FOR_MORE else None
        self.was_approved = self.was_approved or edge.to == stage_graph.APPROVES
        self.path.append((self.stage, edge.to))
        if edge.to == stage_graph.SETTLES:
            assert self.terms is not None
            assert day is not None
            worth = {"security_value": self.security_value, "lvr": self.lvr}
            self.money.settle(self.terms, self.terms_version, day, **worth)
            self.settled_on = day
        elif edge.to in ("declined", "withdrawn"):
            for name in self.money.pending:
                self.money.waive(name)
        self.stage = edge.to


def seeded(stage: str) -> Application:
    """Return the application of the world in `stage`; its amounts are read from the API."""
    path = stage_graph.path_to(stage)
    steps = list(zip((None, *path), path, strict=False))
    return Application(
        stage=stage,
        resume=path[-2] if stage == stage_graph.ASKS_FOR_MORE else None,
        path=steps,
        was_approved=stage_graph.APPROVES in path,
        terms_version=1,
        borrowers={"borrower/borrower": "primary", "borrower/company": "co_borrower"},
        guarantors={"guarantor/guarantor"},
        valuations={f"security_property/{stage}": []},
        signed={"borrower/borrower"} if "app_submitted" in path else set(),
    )
