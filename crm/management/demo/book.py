"""Applications of the demo: a dozen over the stages, each with the history that led there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from apps.applications.models import (
    Application,
    ApplicationBorrower,
    ApplicationGuarantor,
    ApplicationSignature,
    SecurityProperty,
    StageEvent,
    Valuation,
)
from apps.applications.services.references import reference_take
from apps.audit.models import AuditEvent
from apps.kernel import clock
from crm.management.demo.people import place
from crm.management.world import add, demo_id
from crm.management.world.applications import PATHS

_STEP = timedelta(days=2)  # from one stage to the next


@dataclass(frozen=True, slots=True)
class File:
    """One application.

    Args:
        parties: keys of its borrowers, the primary one first.
        days: since its last move.
    """

    stage: str
    broker: str
    parties: tuple[str, ...]
    loan: str
    suburb: str
    days: int
    kind: str = "acquisition"
    months: int = 12
    repayment: str = "interest_only"
    guarantor: str = ""

    @property
    def key(self) -> str:
        """A name that no other has."""
        return f"{self.stage}/{self.parties[0]}"


FILES = (
    File("inquiry", "broker", ("sophie",), "420000.00", "Newtown", 1),
    File("inquiry", "broker2", ("larsen",), "650000.00", "Geelong", 18, "refinance"),
    File(
        "sent_to_lender",
        "broker",
        ("harbour",),
        "1250000.00",
        "Botany",
        3,
        "construction",
        guarantor="sophie",
    ),
    File("iloo_issued", "broker2", ("yarra",), "980000.00", "Fitzroy", 6, guarantor="omar"),
    File("commitment_fee_paid", "broker", ("borrower", "linh"), "540000.00", "Marrickville", 2),
    File("app_submitted", "broker2", ("omar",), "310000.00", "Footscray", 4, "second_mortgage"),
    File("valuation_received", "broker", ("sophie",), "720000.00", "Balmain", 5, "equity_release"),
    File("formal_approval", "broker2", ("ingrid",), "1100000.00", "St Kilda", 7),
    File("loan_docs_issued", "broker", ("harbour",), "860000.00", "Alexandria", 3, guarantor="sophie"),
    File(
        "settled",
        "broker",
        ("borrower",),
        "500000.00",
        "Dulwich Hill",
        40,
        "refinance",
        24,
        "principal_and_interest",
    ),
    File("declined", "broker2", ("omar",), "2400000.00", "Toorak", 12, "caveat"),
    File("closed", "broker", ("linh",), "150000.00", "Ashfield", 60),
)


def build(now: datetime, by: UUID, borrower: UUID) -> list[UUID]:
    """Create them and return their ids.

    Args:
        by: id of the user who has done all of it but sign.
        borrower: id of the user who signs.
    """
    add([_application(file, now) for file in FILES])
    add(event for file in FILES for event in _history(file, now, by))
    add(link for file in FILES for link in _borrowers(file))
    add(
        ApplicationGuarantor(
            id=demo_id(f"application_guarantor/{file.key}"),
            application_id=demo_id(f"application/{file.key}"),
            guarantor_id=demo_id(f"guarantor/{file.guarantor}"),
        )
        for file in FILES
        if file.guarantor
    )
    add(
        ApplicationSignature(
            id=demo_id(f"signature/{file.key}"),
            link_id=demo_id(f"application_borrower/{file.key}/borrower"),
            full_name="Bao Nguyen",
            signed_by=borrower,
        )
        for file in FILES
        if "app_submitted" in PATHS[file.stage] and "borrower" in file.parties
    )
    add(_property(file) for file in FILES)
    add(_valuation(file, now) for file in FILES if "valuation_received" in PATHS[file.stage])
    add(event for file in FILES for event in _audit(file, now, by))
    return [demo_id(f"application/{file.key}") for file in FILES]


def _moved_at(file: File, number: int, now: datetime) -> datetime:
    """Return when the application came to the stage of this number on its way."""
    later = len(PATHS[file.stage]) - 1 - number
    return now - timedelta(days=file.days) - later * _STEP


def _application(file: File, now: datetime) -> Application:
    path, created = PATHS[file.stage], _moved_at(file, 0, now)
    settled = _moved_at(file, path.index("settled"), now) if "settled" in path else None
    bdm = "bdm" if file.broker == "broker" else "bdm2"
    return Application(
        id=demo_id(f"application/{file.key}"),
        reference=reference_take(clock.business_day(created)),
        stage=file.stage,
        stage_since=_moved_at(file, len(path) - 1, now),
        application_type=file.kind,
        purpose=f"Purchase and works in {file.suburb}"
        if file.kind != "refinance"
        else "Pay out the present lender",
        exit_strategy="sale" if file.repayment == "interest_only" else "income",
        loan_amount=Decimal(file.loan),
        annual_rate=Decimal("9.7500"),
        term_months=file.months,
        repayment_type=file.repayment,
        repayment_frequency="monthly",
        day_count="periodic",
        interest_only_periods=0,
        prepaid_interest_periods=0,
        terms_version=1,
        terms_locked="formal_approval" in path,
        broker_id=demo_id(f"broker/{file.broker}"),
        bdm_id=demo_id(f"bdm/{bdm}"),
        settled_on=clock.business_day(settled) if settled else None,
        created_at=created,
        updated_at=_moved_at(file, len(path) - 1, now),
        version=len(path),
    )


def _history(file: File, now: datetime, by: UUID) -> Iterator[StageEvent]:
    path = PATHS[file.stage]
    for number, stage in enumerate(path):
        at = _moved_at(file, number, now)
        yield StageEvent(
            id=demo_id(f"stage_event/{file.key}/{number + 1}"),
            application_id=demo_id(f"application/{file.key}"),
            seq=number + 1,
            from_stage=path[number - 1] if number else None,
            to_stage=stage,
            by=by,
            at=at,
            comment={"declined": "Exit not credible", "withdrawn": "Found another lender"}.get(stage),
            effective_on=clock.business_day(at) if stage == "settled" else None,
        )


def _audit(file: File, now: datetime, by: UUID) -> Iterator[AuditEvent]:
    path = PATHS[file.stage]
    for number, stage in enumerate(path):
        yield AuditEvent(
            id=demo_id(f"audit_event/{file.key}/{number + 1}"),
            at=_moved_at(file, number, now),
            actor_id=by,
            action="application_transition" if number else "application_create",
            object_type="application",
            object_id=demo_id(f"application/{file.key}"),
            application_id=demo_id(f"application/{file.key}"),
            changes={"stage": [path[number - 1] if number else None, stage]},
        )


def _borrowers(file: File) -> Iterator[ApplicationBorrower]:
    for number, party in enumerate(file.parties):
        yield ApplicationBorrower(
            id=demo_id(f"application_borrower/{file.key}/{party}"),
            application_id=demo_id(f"application/{file.key}"),
            borrower_id=demo_id(f"borrower/{party}"),
            role="co_borrower" if number else "primary",
        )


def _property(file: File) -> SecurityProperty:
    state, postcode = ("NSW", "2000") if file.broker == "broker" else ("VIC", "3000")
    return SecurityProperty(
        id=demo_id(f"security_property/{file.key}"),
        application_id=demo_id(f"application/{file.key}"),
        address=place("7", "High Street", file.suburb, state, postcode),
        property_type="residential" if file.kind != "construction" else "land",
        occupancy="owner_occupied" if file.parties[0] == "borrower" else "investment",
        estimated_value=Decimal(file.loan) * 2,
    )


def _valuation(file: File, now: datetime) -> Valuation:
    number = PATHS[file.stage].index("valuation_received")
    return Valuation(
        id=demo_id(f"valuation/{file.key}"),
        security_property_id=demo_id(f"security_property/{file.key}"),
        valuer="Harris & Cole Valuers",
        valued_on=clock.business_day(_moved_at(file, number, now)),
        amount=(Decimal(file.loan) * 3 / 2).quantize(Decimal("0.01")),
    )
