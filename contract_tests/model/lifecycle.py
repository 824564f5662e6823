"""One application and its stages as the requirements have them: where it stands, what holds, where it may go.

Source: domain.md, sections 2 and 6.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from contract_tests.model import awaited, stage_graph
from contract_tests.model.stage_graph import EDGE, EDGES, Edge

LVR_LIMIT = Decimal("80.00")
_CENT = Decimal("0.01")
# Of the world, those with a funding table and a schedule.
_FUNDED = ("sent_to_lender", "valuation_received", "settlement_conditions", "settled", "discharged")


@dataclass
class Application:
    """One application.

    Args:
        terms: as the API shows them.
        valuations: of each property by name, as (valued_on, amount), in the order of their recording.
        signed: borrowers who have.
        funded: version of the terms that the newest funding table was computed from; None without one.
        scheduled: the same of the active schedule.
        commitment_paid: whether a commitment fee is paid and none is pending.
        pending_fees: how many wait to be paid.
        owes: whether something of the loan is left to repay.
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
    funded: int | None = None
    scheduled: int | None = None
    commitment_paid: bool = False
    pending_fees: int = 0
    owes: bool = False

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
        if self.terms is None or not self.valuations or not all(self.valuations.values()):
            return None
        latest = [
            max(enumerate(rows), key=lambda one: (one[1][0], one[0]))[1] for rows in self.valuations.values()
        ]
        value = sum((amount for _, amount in latest), Decimal(0))
        return (100 * Decimal(self.terms["loan_amount"]) / value).quantize(_CENT, ROUND_HALF_UP)

    def unmet(self, edge: Edge, logins: Mapping[str, str]) -> frozenset[str]:
        """Return the guards of an edge that do not hold.

        Args:
            logins: actor of each borrower who can sign in.
        """
        return frozenset(guard for guard in edge.guards if not self._holds(guard, logins))

    def _holds(self, guard: str, logins: Mapping[str, str]) -> bool:
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
                return bool(signers) and signers <= self.signed
            case "every_property_valued":
                return bool(self.valuations) and all(self.valuations.values())
            case "lvr_within_limit":
                return self.lvr is not None and self.lvr <= LVR_LIMIT
        money = self._money_holds()
        if guard in money:
            return money[guard]
        raise AssertionError(f"who answers the guard {guard}? Please teach contract_tests/model/lifecycle.py")

    def _money_holds(self) -> Mapping[str, bool]:
        """Return the guards about money, each with whether it holds.

        Loans of the scenarios amortise and pay out more than they withhold, so a settlement can be computed
        once there are terms.
        """
        return {
            "funding_table_current": self.funded == self.terms_version,
            "commitment_fee_paid": self.commitment_paid,
            "repayment_schedule_current": self.scheduled == self.terms_version,
            "settlement_computable": self.terms is not None,
            "principal_repaid": not self.owes,
            "no_pending_fee": not self.pending_fees,
        }

    def edges(self, role: str) -> list[Edge]:
        """Return the edges from here that a role may take."""
        found = [edge for edge in EDGES if edge.come_from == self.stage and role in edge.roles]
        return [edge for edge in found if not edge.resumes or edge.to == self.resume]

    def edge_to(self, to: str) -> Edge | None:
        """Return the edge from here to a stage, whoever may take it."""
        edge = EDGE.get((self.stage, to))
        return None if edge is None or (edge.resumes and to != self.resume) else edge

    def move(self, edge: Edge) -> None:
        """Stand at the end of an edge."""
        self.resume = self.stage if edge.to == stage_graph.ASKS_FOR_MORE else None
        self.was_approved = self.was_approved or edge.to == stage_graph.APPROVES
        self.path.append((self.stage, edge.to))
        if edge.to == stage_graph.SETTLES:
            # Both are computed again; what was to be collected at settlement is deducted.
            self.funded = self.scheduled = self.terms_version
            self.owes, self.pending_fees = True, 0
        elif edge.to in ("declined", "withdrawn"):
            self.pending_fees = 0  # waived
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
        funded=1 if stage in _FUNDED else None,
        scheduled=1 if stage in _FUNDED else None,
        commitment_paid=stage in ("iloo_signed", "commitment_fee_paid"),
        pending_fees=1 if stage in ("app_submitted", "settlement_conditions") else 0,
        owes=stage == stage_graph.SETTLES,
    )
