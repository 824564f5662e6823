"""Applications of the world: one in each stage with its whole history, and five that are special."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from apps.applications.models import (
    Application,
    ApplicationBorrower,
    ApplicationGuarantor,
    ApplicationSignature,
    ReferenceCounter,
    SecurityProperty,
    StageEvent,
    Valuation,
)
from apps.audit.models import AuditEvent
from crm.management.world import add, world_id
from crm.management.world.parties import address

_FORWARD = (
    "inquiry",
    "sent_to_lender",
    "funding_table_issued",
    "iloo_issued",
    "iloo_signed",
    "commitment_fee_paid",
    "app_submitted",
    "valuation_ordered",
    "valuation_received",
    "formal_approval",
    "loan_docs_instructed",
    "loan_docs_issued",
    "loan_docs_signed",
    "settlement_conditions",
    "settled",
    "discharged",
)
_ASIDE = {
    "more_info_required": ("inquiry", "sent_to_lender", "more_info_required"),
    "declined": ("inquiry", "declined"),
    "withdrawn": ("inquiry", "withdrawn"),
    "closed": ("inquiry", "withdrawn", "closed"),
}
# The shortest legal way to each stage.
PATHS: dict[str, tuple[str, ...]] = {
    **{stage: _FORWARD[: number + 1] for number, stage in enumerate(_FORWARD)},
    **_ASIDE,
}
# Each with its broker; `bare` and `unready` have neither terms nor anybody on them.
_SPECIAL = {
    "bare": "broker",
    "unready": "broker",
    "colleague": "colleague",
    "stranger": "broker_stranger",
    "worked": "colleague",
}
# The loan of the worked example in domain.md, sections 5 and 7, ready to be settled.
_WORKED = {
    "loan_amount": Decimal("1000000.00"),
    "term_months": 12,
    "repayment_type": "interest_only",
    "prepaid_interest_periods": 9,
}
_STALE = ("unready", "stranger")
_YEAR = 2025  # of the references: long gone, so that no new application takes one of them
_TYPES = ("acquisition", "refinance", "construction", "caveat")
_SETTLED_ON = date(2024, 6, 28)
_VALUED_ON = date(2024, 5, 31)


def build(now: datetime) -> int:
    """Create what is missing and return how many applications there are."""
    names = (*PATHS, *_SPECIAL)
    add(_application(name, number, now) for number, name in enumerate(names, start=1))
    add([ReferenceCounter(year=_YEAR, last=len(names))])
    add(event for name in names for event in _history(name, now))
    linked = (*PATHS, "colleague", "stranger", "worked")
    add(link for name in linked for link in _borrowers(name))
    add(
        ApplicationGuarantor(
            id=world_id(f"application_guarantor/{stage}"),
            application_id=world_id(f"application/{stage}"),
            guarantor_id=world_id("guarantor/guarantor"),
        )
        for stage in PATHS
    )
    add(
        ApplicationSignature(
            id=world_id(f"signature/{stage}"),
            link_id=world_id(f"application_borrower/{stage}/primary"),
            full_name="Florian Oakhurst",
            signed_by=world_id("user/borrower"),
        )
        for stage, path in PATHS.items()
        if "app_submitted" in path
    )
    add(_property(name, number) for number, name in enumerate(linked, start=1))
    add(
        Valuation(
            id=world_id(f"valuation/{stage}"),
            security_property_id=world_id(f"security_property/{stage}"),
            valuer="Summerhayes Valuers",
            valued_on=_VALUED_ON,
            amount=Decimal("1450000.00" if stage == "worked" else "1000000.00"),
        )
        for stage, path in {**PATHS, "worked": path_of("worked")}.items()
        if "valuation_received" in path
    )
    add(event for name in ("discharged", "stranger") for event in _audit(name, now))
    return len(names)


def path_of(name: str) -> tuple[str, ...]:
    """Return the stages that an application of the world has been in, in their order."""
    return PATHS["settlement_conditions"] if name == "worked" else PATHS.get(name, ("inquiry",))


# --- the application itself -----------------------------------------------------------------------------
def _application(name: str, number: int, now: datetime) -> Application:
    path = path_of(name)
    created = _created_at(number if name != "unready" else number - 1)
    return Application(
        id=world_id(f"application/{name}"),
        reference=f"APP-{_YEAR}-{number:06d}",
        stage=path[-1],
        stage_since=_stage_since(name, now),
        resume_stage="sent_to_lender" if name == "more_info_required" else None,
        application_type=_TYPES[number % len(_TYPES)],
        purpose=None if name == "bare" else f"Purpose of {name}",
        exit_strategy="sale" if number % 3 else None,
        **_terms(name, number),
        terms_locked="formal_approval" in path,
        broker_id=world_id(f"broker/{_SPECIAL.get(name, 'broker')}"),
        bdm_id=world_id("bdm/bdm") if name in PATHS else None,
        estimated_settlement_on=date(2026, 1, 1 + number) if number % 2 else None,
        settled_on=_SETTLED_ON if "settled" in path else None,
        created_at=created,
        updated_at=created,
    )


def _created_at(number: int) -> datetime:
    """Return the first or the last instant of a business day in Sydney (UTC+11 in March)."""
    first = datetime(2025, 3, 1, 13, tzinfo=UTC) + timedelta(days=number)
    return first if number % 2 else first - timedelta(microseconds=1)


def _stage_since(name: str, now: datetime) -> datetime:
    return now - timedelta(days=20) if name in _STALE else now


def _terms(name: str, number: int) -> dict[str, Any]:
    if name in ("bare", "unready"):
        return {}
    interest_only = number % 2 == 0
    return {
        "loan_amount": Decimal(500_000 + 10_000 * number).quantize(Decimal("0.01")),
        "annual_rate": Decimal("9.5000"),
        "term_months": 12,
        "repayment_type": "interest_only" if interest_only else "principal_and_interest",
        "repayment_frequency": "monthly",
        "day_count": "periodic",
        "interest_only_periods": 0,
        "prepaid_interest_periods": 3 if interest_only else 0,
        "terms_version": 1,
        **(_WORKED if name == "worked" else {}),
    }


# --- what belongs to it ---------------------------------------------------------------------------------
def _history(name: str, now: datetime) -> Iterator[StageEvent]:
    path = path_of(name)
    for number, stage in enumerate(path):
        yield StageEvent(
            id=world_id(f"stage_event/{name}/{number + 1}"),
            application_id=world_id(f"application/{name}"),
            seq=number + 1,
            from_stage=path[number - 1] if number else None,
            to_stage=stage,
            by=world_id("user/admin"),
            at=_stage_since(name, now) - timedelta(hours=len(path) - 1 - number),
            comment=f"Because of {stage}" if stage in _ASIDE else None,
            effective_on=_SETTLED_ON if stage == "settled" else None,
        )


def _borrowers(name: str) -> Iterator[ApplicationBorrower]:
    known = {"colleague": "colleague", "stranger": "borrower_stranger", "worked": "colleague"}
    roles = {"primary": known.get(name, "borrower")} | ({} if name in known else {"co_borrower": "company"})
    for role, borrower in roles.items():
        yield ApplicationBorrower(
            id=world_id(f"application_borrower/{name}/{role}"),
            application_id=world_id(f"application/{name}"),
            borrower_id=world_id(f"borrower/{borrower}"),
            role=role,
        )


def _property(name: str, number: int) -> SecurityProperty:
    return SecurityProperty(
        id=world_id(f"security_property/{name}"),
        application_id=world_id(f"application/{name}"),
        address=address(number, f"Suburb of {name}", "NSW", f"{2000 + number}"),
        property_type="residential",
        occupancy="investment",
        estimated_value=Decimal(1_100_000 + 1_000 * number).quantize(Decimal("0.01")),
        bedrooms=3,
        land_size_m2=400 + number,
    )


def _audit(name: str, now: datetime) -> Iterator[AuditEvent]:
    """Yield what the moves and the property would have left in the audit."""
    about = {"actor_id": world_id("user/admin"), "application_id": world_id(f"application/{name}")}
    path = PATHS.get(name, ("inquiry",))
    for number, stage in enumerate(path):
        yield AuditEvent(
            id=world_id(f"audit_event/{name}/{number + 1}"),
            at=_stage_since(name, now) - timedelta(hours=len(path) - 1 - number),
            action="application_transition" if number else "application_create",
            object_type="application",
            object_id=world_id(f"application/{name}"),
            changes={"stage": [path[number - 1] if number else None, stage]},
            **about,
        )
    yield AuditEvent(
        id=world_id(f"audit_event/{name}/property"),
        at=_stage_since(name, now) - timedelta(hours=len(path)),
        action="security_property_create",
        object_type="security_property",
        object_id=world_id(f"security_property/{name}"),
        changes={"property_type": [None, "residential"]},
        **about,
    )
