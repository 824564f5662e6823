"""The stage graph, written again by hand. Source: domain.md, section 6, and the design of issue 3."""

from collections.abc import Mapping
from dataclasses import dataclass

# In the order of the business; what comes before what decides what counts as backwards.
STAGES = (
    "inquiry",
    "sent_to_lender",
    "funding_table_issued",
    "iloo_issued",
    "iloo_signed",
    "commitment_fee_paid",
    "app_submitted",
    "valuation_ordered",
    "valuation_received",
    "more_info_required",
    "formal_approval",
    "loan_docs_instructed",
    "loan_docs_issued",
    "loan_docs_signed",
    "settlement_conditions",
    "settled",
    "discharged",
    "closed",
    "declined",
    "withdrawn",
)
ASKS_FOR_MORE = "more_info_required"
APPROVES = "formal_approval"
SETTLES = "settled"
TERMINAL = frozenset({"closed"})
TERMS_CLOSED = frozenset(STAGES[STAGES.index(APPROVES) :])
PARTIES_CLOSED = frozenset({"settled", "discharged", "closed"})
SIGNING_CLOSED = PARTIES_CLOSED | {"declined", "withdrawn"}
NEVER_STALE = SIGNING_CLOSED
STALE_AFTER_DAYS = 14
_MILESTONES = {
    "enquiry": "inquiry sent_to_lender funding_table_issued",
    "offer": "iloo_issued iloo_signed commitment_fee_paid",
    "assessment": "app_submitted valuation_ordered valuation_received more_info_required",
    "approval": "formal_approval loan_docs_instructed loan_docs_issued loan_docs_signed",
    "settlement": "settlement_conditions settled",
    "end": "discharged closed declined withdrawn",
}
MILESTONE = {stage: name for name, stages in _MILESTONES.items() for stage in stages.split()}


@dataclass(frozen=True, slots=True)
class Edge:
    """One move that may be possible.

    Args:
        come_from: None for the creation.
        roles: letters of those who may take it.
        guards: facts that must hold, by their published names.
        comment: whether the move must say why.
        resumes: whether it leads back to where more information was asked for.
    """

    come_from: str | None
    to: str
    roles: frozenset[str]
    guards: frozenset[str] = frozenset()
    comment: bool = False
    resumes: bool = False

    @property
    def effective_on(self) -> bool:
        """Whether the move must say from which day it counts; no other may."""
        return self.to == SETTLES

    @property
    def name(self) -> str:
        """How reports and the list of awaited edges call it."""
        return f"{self.come_from} -> {self.to}"


def _edge(come_from: str, to: str, roles: str, guards: str = "") -> Edge:
    return Edge(come_from, to, frozenset(roles), frozenset(guards.split()))


def _why(come_from: str, to: str, roles: str, *, resumes: bool = False) -> Edge:
    return Edge(come_from, to, frozenset(roles), comment=True, resumes=resumes)


CREATION = Edge(None, "inquiry", frozenset("AMK"))
_FORWARD = (
    _edge("inquiry", "sent_to_lender", "AMK", "terms_complete one_primary_borrower has_security_property"),
    _edge("sent_to_lender", "funding_table_issued", "AM", "funding_table_current"),
    _edge("funding_table_issued", "iloo_issued", "AM", "indicative_letter_generated"),
    _edge("iloo_issued", "iloo_signed", "AM", "indicative_letter_signed"),
    _edge("iloo_signed", "commitment_fee_paid", "AM", "commitment_fee_paid"),
    _edge("commitment_fee_paid", "app_submitted", "AMK", "application_signed"),
    _edge("app_submitted", "valuation_ordered", "AM"),
    _edge("valuation_ordered", "valuation_received", "AM", "every_property_valued"),
    _edge("valuation_received", "formal_approval", "A", "lvr_within_limit funding_table_current"),
    _edge("formal_approval", "loan_docs_instructed", "AM"),
    _edge("loan_docs_instructed", "loan_docs_issued", "AM", "loan_contract_generated"),
    _edge("loan_docs_issued", "loan_docs_signed", "AM", "loan_contract_signed"),
    _edge("loan_docs_signed", "settlement_conditions", "AM"),
    _edge(
        "settlement_conditions",
        "settled",
        "A",
        "repayment_schedule_current funding_table_current settlement_computable",
    ),
    _edge("settled", "discharged", "A", "principal_repaid no_pending_fee"),
)
_TO_THE_ARCHIVE = tuple(_edge(ended, "closed", "AM") for ended in ("discharged", "declined", "withdrawn"))
_BACK = (
    _why("funding_table_issued", "sent_to_lender", "AM"),
    _why("iloo_issued", "funding_table_issued", "AM"),
    _why("valuation_received", "valuation_ordered", "AM"),
    _why("loan_docs_issued", "loan_docs_instructed", "AM"),
)
ASKING = ("sent_to_lender", "app_submitted", "valuation_received")
_MORE = tuple(_why(stage, ASKS_FOR_MORE, "AM") for stage in ASKING)
_RESUMING = tuple(_why(ASKS_FOR_MORE, stage, "AMK", resumes=True) for stage in ASKING)
_ENDED = frozenset({"settled", "discharged", "closed", "declined", "withdrawn"})
_DECLINED = tuple(_why(stage, "declined", "AM") for stage in STAGES if stage not in _ENDED)
_WITHDRAWN = tuple(_why(stage, "withdrawn", "AMK") for stage in STAGES if stage not in _ENDED)
_OPENED_AGAIN = tuple(_why(stage, "inquiry", "A") for stage in ("declined", "withdrawn"))
EDGES = (
    *_FORWARD,
    *_TO_THE_ARCHIVE,
    *_BACK,
    *_MORE,
    *_RESUMING,
    *_DECLINED,
    *_WITHDRAWN,
    *_OPENED_AGAIN,
)
EDGE: Mapping[tuple[str, str], Edge] = {(str(edge.come_from), edge.to): edge for edge in EDGES}
GUARDS = frozenset(guard for edge in EDGES for guard in edge.guards)
# Guards whose facts are what this applications hold themselves; every other is awaited.
NON_EDGES = tuple((one, other) for one in STAGES for other in STAGES if (one, other) not in EDGE)


def path_to(stage: str) -> tuple[str, ...]:
    """Return the stages of the seeded application in `stage`, oldest first: the shortest way there."""
    forward = [edge.to for edge in _FORWARD]
    if stage in ("inquiry", *forward):
        return ("inquiry", *forward[: forward.index(stage) + 1]) if stage != "inquiry" else ("inquiry",)
    if stage == ASKS_FOR_MORE:
        return ("inquiry", "sent_to_lender", ASKS_FOR_MORE)
    return ("inquiry", "withdrawn", "closed") if stage == "closed" else ("inquiry", stage)


def published() -> dict[str, list[dict[str, object]]]:
    """Return what GET /meta/stage-graph/ must answer, both lists in our order."""
    nodes: list[dict[str, object]] = [
        {
            "stage": stage,
            "milestone": MILESTONE[stage],
            "stale_after_days": None if stage in NEVER_STALE else STALE_AFTER_DAYS,
            "terms_editable": stage not in TERMS_CLOSED,
            "parties_editable": stage not in PARTIES_CLOSED,
            "is_terminal": stage in TERMINAL,
        }
        for stage in STAGES
    ]
    edges: list[dict[str, object]] = [
        {
            "from_stage": edge.come_from,
            "to_stage": edge.to,
            "roles": sorted(edge.roles),
            "guards": sorted(edge.guards),
            "comment_required": edge.comment,
            "effective_on_required": edge.effective_on,
            "resumes": edge.resumes,
        }
        for edge in (CREATION, *EDGES)
    ]
    return {"nodes": nodes, "edges": edges}
