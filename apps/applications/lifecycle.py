"""The stage graph: every stage and every move, who may make it and what must hold.

Source: domain.md, section 6
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from apps.kernel.actor import Role


class Stage(StrEnum):
    """Where an application stands, in the order of the business."""

    INQUIRY = "inquiry"
    SENT_TO_LENDER = "sent_to_lender"
    FUNDING_TABLE_ISSUED = "funding_table_issued"
    ILOO_ISSUED = "iloo_issued"
    ILOO_SIGNED = "iloo_signed"
    COMMITMENT_FEE_PAID = "commitment_fee_paid"
    APP_SUBMITTED = "app_submitted"
    VALUATION_ORDERED = "valuation_ordered"
    VALUATION_RECEIVED = "valuation_received"
    MORE_INFO_REQUIRED = "more_info_required"
    FORMAL_APPROVAL = "formal_approval"
    LOAN_DOCS_INSTRUCTED = "loan_docs_instructed"
    LOAN_DOCS_ISSUED = "loan_docs_issued"
    LOAN_DOCS_SIGNED = "loan_docs_signed"
    SETTLEMENT_CONDITIONS = "settlement_conditions"
    SETTLED = "settled"
    DISCHARGED = "discharged"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Milestone(StrEnum):
    """Stages in the large."""

    ENQUIRY = "enquiry"
    OFFER = "offer"
    ASSESSMENT = "assessment"
    APPROVAL = "approval"
    SETTLEMENT = "settlement"
    END = "end"


class Guard(StrEnum):
    """A fact that must hold before a move; the app that knows it answers, see `guards`."""

    TERMS_COMPLETE = "terms_complete"
    ONE_PRIMARY_BORROWER = "one_primary_borrower"
    HAS_SECURITY_PROPERTY = "has_security_property"
    FUNDING_TABLE_CURRENT = "funding_table_current"
    INDICATIVE_LETTER_GENERATED = "indicative_letter_generated"
    INDICATIVE_LETTER_SIGNED = "indicative_letter_signed"
    COMMITMENT_FEE_PAID = "commitment_fee_paid"
    APPLICATION_SIGNED = "application_signed"
    EVERY_PROPERTY_VALUED = "every_property_valued"
    LVR_WITHIN_LIMIT = "lvr_within_limit"
    LOAN_CONTRACT_GENERATED = "loan_contract_generated"
    LOAN_CONTRACT_SIGNED = "loan_contract_signed"
    REPAYMENT_SCHEDULE_CURRENT = "repayment_schedule_current"
    SETTLEMENT_COMPUTABLE = "settlement_computable"
    PRINCIPAL_REPAID = "principal_repaid"
    NO_PENDING_FEE = "no_pending_fee"


@dataclass(frozen=True, slots=True)
class Node:
    """What holds while an application is in a stage.

    Args:
        stale_after_days: days in the stage after which the file needs a look; None when it never does.
    """

    stage: Stage
    milestone: Milestone
    stale_after_days: int | None
    terms_editable: bool
    parties_editable: bool
    is_terminal: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """One move.

    Args:
        from_stage: None for the creation.
        resumes: it leads back to the stage where information was missing, and to no other.
    """

    from_stage: Stage | None
    to_stage: Stage
    roles: frozenset[Role]
    guards: tuple[Guard, ...] = ()
    comment_required: bool = False
    effective_on_required: bool = False
    resumes: bool = False


# The names on the wire.
STAGES = [stage.value for stage in Stage]
GUARDS = [guard.value for guard in Guard]
_ORDER = tuple(Stage)
_STALE_AFTER_DAYS = 14
_MILESTONES: Mapping[Milestone, tuple[Stage, ...]] = {
    Milestone.ENQUIRY: (Stage.INQUIRY, Stage.SENT_TO_LENDER, Stage.FUNDING_TABLE_ISSUED),
    Milestone.OFFER: (Stage.ILOO_ISSUED, Stage.ILOO_SIGNED, Stage.COMMITMENT_FEE_PAID),
    Milestone.ASSESSMENT: (
        Stage.APP_SUBMITTED,
        Stage.VALUATION_ORDERED,
        Stage.VALUATION_RECEIVED,
        Stage.MORE_INFO_REQUIRED,
    ),
    Milestone.APPROVAL: (
        Stage.FORMAL_APPROVAL,
        Stage.LOAN_DOCS_INSTRUCTED,
        Stage.LOAN_DOCS_ISSUED,
        Stage.LOAN_DOCS_SIGNED,
    ),
    Milestone.SETTLEMENT: (Stage.SETTLEMENT_CONDITIONS, Stage.SETTLED),
    Milestone.END: (Stage.DISCHARGED, Stage.CLOSED, Stage.DECLINED, Stage.WITHDRAWN),
}
# From here on the loan runs, or is over: who stands on it and what secures it no longer change.
PAID_OUT = frozenset({Stage.SETTLED, Stage.DISCHARGED, Stage.CLOSED})
# Nobody is waiting for anything here, so the file cannot go stale and there is nothing left to sign.
AT_REST = PAID_OUT | {Stage.DECLINED, Stage.WITHDRAWN}
# Stages that an application can be in only when it was formally approved.
APPROVED = frozenset(_ORDER[_ORDER.index(Stage.FORMAL_APPROVAL) : _ORDER.index(Stage.CLOSED)])
_TERMINAL = frozenset({Stage.CLOSED})


def _node(stage: Stage, milestone: Milestone) -> Node:
    return Node(
        stage=stage,
        milestone=milestone,
        stale_after_days=None if stage in AT_REST else _STALE_AFTER_DAYS,
        terms_editable=stage not in APPROVED | AT_REST,
        parties_editable=stage not in PAID_OUT,
        is_terminal=stage in _TERMINAL,
    )


NODES: Mapping[Stage, Node] = {
    stage: _node(stage, milestone)
    for stage in _ORDER
    for milestone, stages in _MILESTONES.items()
    if stage in stages
}

_OFFICE = frozenset({Role.ADMIN})
_DESK = frozenset({Role.ADMIN, Role.BDM})
_TRADE = frozenset({Role.ADMIN, Role.BDM, Role.BROKER})
_OPEN = tuple(stage for stage in _ORDER if stage not in AT_REST)
CREATION = Edge(None, Stage.INQUIRY, _TRADE)
_FORWARD = (
    Edge(
        Stage.INQUIRY,
        Stage.SENT_TO_LENDER,
        _TRADE,
        (Guard.TERMS_COMPLETE, Guard.ONE_PRIMARY_BORROWER, Guard.HAS_SECURITY_PROPERTY),
    ),
    Edge(Stage.SENT_TO_LENDER, Stage.FUNDING_TABLE_ISSUED, _DESK, (Guard.FUNDING_TABLE_CURRENT,)),
    Edge(Stage.FUNDING_TABLE_ISSUED, Stage.ILOO_ISSUED, _DESK, (Guard.INDICATIVE_LETTER_GENERATED,)),
    Edge(Stage.ILOO_ISSUED, Stage.ILOO_SIGNED, _DESK, (Guard.INDICATIVE_LETTER_SIGNED,)),
    Edge(Stage.ILOO_SIGNED, Stage.COMMITMENT_FEE_PAID, _DESK, (Guard.COMMITMENT_FEE_PAID,)),
    Edge(Stage.COMMITMENT_FEE_PAID, Stage.APP_SUBMITTED, _TRADE, (Guard.APPLICATION_SIGNED,)),
    Edge(Stage.APP_SUBMITTED, Stage.VALUATION_ORDERED, _DESK),
    Edge(Stage.VALUATION_ORDERED, Stage.VALUATION_RECEIVED, _DESK, (Guard.EVERY_PROPERTY_VALUED,)),
    Edge(
        Stage.VALUATION_RECEIVED,
        Stage.FORMAL_APPROVAL,
        _OFFICE,
        (Guard.LVR_WITHIN_LIMIT, Guard.FUNDING_TABLE_CURRENT),
    ),
    Edge(Stage.FORMAL_APPROVAL, Stage.LOAN_DOCS_INSTRUCTED, _DESK),
    Edge(Stage.LOAN_DOCS_INSTRUCTED, Stage.LOAN_DOCS_ISSUED, _DESK, (Guard.LOAN_CONTRACT_GENERATED,)),
    Edge(Stage.LOAN_DOCS_ISSUED, Stage.LOAN_DOCS_SIGNED, _DESK, (Guard.LOAN_CONTRACT_SIGNED,)),
    Edge(Stage.LOAN_DOCS_SIGNED, Stage.SETTLEMENT_CONDITIONS, _DESK),
    Edge(
        Stage.SETTLEMENT_CONDITIONS,
        Stage.SETTLED,
        _OFFICE,
        (Guard.REPAYMENT_SCHEDULE_CURRENT, Guard.FUNDING_TABLE_CURRENT, Guard.SETTLEMENT_COMPUTABLE),
        effective_on_required=True,
    ),
    Edge(Stage.SETTLED, Stage.DISCHARGED, _OFFICE, (Guard.PRINCIPAL_REPAID, Guard.NO_PENDING_FEE)),
)


def _why(from_stage: Stage, to_stage: Stage, roles: frozenset[Role], *, resumes: bool = False) -> Edge:
    """Return a move that has to be explained."""
    return Edge(from_stage, to_stage, roles, comment_required=True, resumes=resumes)


_BACK = (
    _why(Stage.FUNDING_TABLE_ISSUED, Stage.SENT_TO_LENDER, _DESK),
    _why(Stage.ILOO_ISSUED, Stage.FUNDING_TABLE_ISSUED, _DESK),
    _why(Stage.VALUATION_RECEIVED, Stage.VALUATION_ORDERED, _DESK),
    _why(Stage.LOAN_DOCS_ISSUED, Stage.LOAN_DOCS_INSTRUCTED, _DESK),
)
_ASKING = (Stage.SENT_TO_LENDER, Stage.APP_SUBMITTED, Stage.VALUATION_RECEIVED)
EDGES: tuple[Edge, ...] = (
    CREATION,
    *_FORWARD,
    *_BACK,
    *(_why(stage, Stage.MORE_INFO_REQUIRED, _DESK) for stage in _ASKING),
    *(_why(Stage.MORE_INFO_REQUIRED, stage, _TRADE, resumes=True) for stage in _ASKING),
    *(_why(stage, Stage.DECLINED, _DESK) for stage in _OPEN),
    *(_why(stage, Stage.WITHDRAWN, _TRADE) for stage in _OPEN),
    *(_why(stage, Stage.INQUIRY, _OFFICE) for stage in (Stage.DECLINED, Stage.WITHDRAWN)),
    *(Edge(stage, Stage.CLOSED, _DESK) for stage in (Stage.DISCHARGED, Stage.DECLINED, Stage.WITHDRAWN)),
)


def edges_from(stage: Stage, *, resume_stage: Stage | None) -> tuple[Edge, ...]:
    """Return the moves out of `stage`; where information was missing, only back to `resume_stage`."""
    return tuple(
        edge
        for edge in EDGES
        if edge.from_stage is stage and (not edge.resumes or edge.to_stage is resume_stage)
    )


def edge_between(stage: Stage, to_stage: Stage, *, resume_stage: Stage | None) -> Edge | None:
    """Return the move from `stage` to `to_stage`, if there is one."""
    edges = edges_from(stage, resume_stage=resume_stage)
    return next((edge for edge in edges if edge.to_stage is to_stage), None)


def guards_of(edges: Iterable[Edge]) -> frozenset[Guard]:
    """Return the guards that any of the edges names."""
    return frozenset(guard for edge in edges for guard in edge.guards)


def terms_editable(stage: Stage, *, was_approved: bool) -> bool:
    """Tell whether the terms may change: never again once the loan was formally approved."""
    return NODES[stage].terms_editable and not was_approved
