"""Money of the demo: the catalogue, fees, funding tables, schedules, a paid-out loan that is being repaid.

Written by the services, so that the journal, the timeline and every figure are what people would have made.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from apps.applications.lifecycle import Stage
from apps.applications.models import Application, StageEvent
from apps.fees.services.charges import fee_create
from apps.fees.services.definitions import fee_definition_create
from apps.fees.services.fees import fee_pay
from apps.fees.services.funding import funding_table_create
from apps.kernel import clock
from apps.kernel.actor import Actor, Role
from apps.repayments.models import Repayment
from apps.repayments.services.payments import payment_create
from apps.repayments.services.schedules import repayment_schedule_create, schedule_settle
from crm.management.world.applications import PATHS

_CATALOGUE: tuple[dict[str, Any], ...] = (
    {
        "code": "establishment",
        "name": "Establishment fee",
        "kind": "establishment",
        "method": "percentage",
        "rate": Decimal("2.0000"),
        "base": "loan_amount",
        "gst": "input_taxed",
        "collect": "at_settlement",
    },
    {
        "code": "brokerage",
        "name": "Brokerage",
        "kind": "brokerage",
        "method": "tiered",
        "bands": [
            {"up_to": Decimal("500000.00"), "rate": Decimal("2.0000")},
            {"up_to": None, "rate": Decimal("1.5000")},
        ],
        "base": "loan_amount",
        "gst": "taxable",
        "collect": "at_settlement",
        "minimum": Decimal("1500.00"),
    },
    {
        "code": "legal",
        "name": "Legal fee",
        "kind": "legal",
        "method": "fixed",
        "amount": Decimal("1200.00"),
        "gst": "taxable",
        "collect": "at_settlement",
    },
    {
        "code": "commitment",
        "name": "Commitment fee",
        "kind": "commitment",
        "method": "fixed",
        "amount": Decimal("2500.00"),
        "gst": "input_taxed",
        "collect": "upfront",
    },
    {
        "code": "valuation",
        "name": "Valuation fee",
        "kind": "valuation",
        "method": "fixed",
        "amount": Decimal("1000.00"),
        "gst": "taxable",
        "collect": "upfront",
    },
)
_AT_SETTLEMENT = ("establishment", "brokerage", "legal")
_UPFRONT = ("commitment", "valuation")
_PAYOUT = Decimal("75000.00")
_OVER = (Stage.DECLINED, Stage.WITHDRAWN, Stage.CLOSED)


def build(applications: Iterable[UUID], admin: UUID) -> None:
    """Charge and fund what its stage says of each application; what is paid out waits for `settle`.

    Args:
        admin: id of the user who does it.
    """
    actor = Actor(admin, Role.ADMIN)
    rules = {rule["code"]: fee_definition_create(actor=actor, **rule).id for rule in _CATALOGUE}
    for application in Application.objects.filter(id__in=applications).order_by("reference"):
        if application.stage not in _OVER:
            _build(application, rules, actor)


def settle(applications: Iterable[UUID], admin: UUID) -> None:
    """Pay out what its history says was paid out, and repay it.

    Args:
        admin: id of the user who does it.
    """
    actor = Actor(admin, Role.ADMIN)
    paid_out = StageEvent.objects.filter(application__in=applications, to_stage=Stage.SETTLED)
    for event in paid_out.select_related("application"):
        application, settled_on = event.application, clock.business_day(event.at)
        _put(application, Stage.SETTLED, settled_on)
        schedule_settle(application_id=application.id, effective_on=settled_on, actor_id=actor.user_id)
        _repay(application, actor)


def _build(application: Application, rules: dict[str, UUID], actor: Actor) -> None:
    path, settled_on = PATHS[application.stage], application.settled_on
    if settled_on is not None:  # what comes before the settlement is done before it
        _put(application, Stage.SETTLEMENT_CONDITIONS, None)
    starts_on = settled_on or clock.today() + timedelta(days=30)
    if "funding_table_issued" in path:
        for code in _AT_SETTLEMENT:
            fee_create(application_id=application.id, actor=actor, definition_id=rules[code])
        payouts = [{"payee": "Outgoing mortgagee", "amount": _PAYOUT}]
        funding_table_create(application_id=application.id, actor=actor, starts_on=starts_on, payouts=payouts)
        repayment_schedule_create(application_id=application.id, actor=actor, starts_on=starts_on)
    if "iloo_issued" in path:
        due_on = clock.today() + timedelta(days=7)
        fees = [
            fee_create(application_id=application.id, actor=actor, definition_id=rules[code], due_on=due_on)
            for code in _UPFRONT
        ]
        for fee in fees if "commitment_fee_paid" in path else ():
            fee_pay(fee_id=fee.id, actor=actor, received_on=settled_on or clock.today())


def _repay(application: Application, actor: Actor) -> None:
    """Every instalment that has fallen due was paid on its day."""
    rows = Repayment.objects.filter(schedule__application=application, schedule__is_active=True)
    for row in rows.filter(due_on__lte=clock.today(), amount__gt=0).order_by("number"):
        payment_create(
            application_id=application.id,
            actor=actor,
            amount=row.amount,
            received_on=row.due_on,
            reference=f"Instalment {row.number}",
            method="eft",
        )


def _put(application: Application, stage: Stage, settled_on: date | None) -> None:
    """Put an application of the demo where it is, or was; its history says so already."""
    Application.objects.filter(id=application.id).update(stage=stage.value, settled_on=settled_on)
