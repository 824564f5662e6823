"""The worked loan of domain.md, sections 5 and 7, through the services: figures and trial balances."""

from datetime import date
from decimal import Decimal

import pytest

from apps.accounts.tests.factories import UserFactory
from apps.applications import guards, selectors
from apps.applications.lifecycle import Guard
from apps.applications.models import Application
from apps.applications.services import transitions
from apps.applications.services.transitions import application_transition
from apps.applications.tests.factories import put
from apps.fees.models import Fee, FundingTable
from apps.fees.services.fees import fee_pay
from apps.fees.services.funding import funding_table_create
from apps.fees.tests.factories import BANDS, SETTLED_ON, charge, definition, percentage, worked_loan
from apps.ledger import selectors as ledger
from apps.ledger.models import JournalEntry
from apps.repayments import selectors as repayments
from apps.repayments.models import Repayment, RepaymentSchedule
from apps.repayments.services.payments import payment_create
from apps.repayments.services.schedules import repayment_schedule_create

pytestmark = pytest.mark.django_db
PAYOUTS = [{"payee": "Outgoing mortgagee", "amount": Decimal("350000.00")}]


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


def _trial(made, admin):
    found = ledger.balance_get(viewer=admin, application_id=made.id)
    assert found.total_debit == found.total_credit
    return [f"{account.balance:,.2f}" for account in found.accounts[:6]]


def _upfront(made, admin):
    commitment = charge(made, admin, kind="commitment", net=Decimal("2500.00"), gst_treatment="input_taxed")
    return commitment, charge(made, admin, kind="valuation", net=Decimal("1000.00"))


def _at_settlement(made, admin):
    rules = [
        percentage(admin),
        percentage(
            admin, code="brokerage", kind="brokerage", method="tiered", rate=None, bands=BANDS, gst="taxable"
        ),
        definition(admin, collect="at_settlement"),
    ]
    return [charge(made, admin, definition_id=rule.id) for rule in rules]


def _settle(made, admin, day=SETTLED_ON):
    return application_transition(application_id=made.id, actor=admin, to="settled", effective_on=day)


def test_the_worked_loan(admin):
    made = worked_loan(admin)
    upfront = _upfront(made, admin)
    assert _trial(made, admin) == ["0.00", "0.00", "3,600.00", "-100.00", "-3,500.00", "0.00"]
    for fee in upfront:
        fee_pay(fee_id=fee.id, actor=admin, received_on=date(2025, 3, 1))
    assert _trial(made, admin) == ["3,600.00", "0.00", "0.00", "-100.00", "-3,500.00", "0.00"]

    fees = _at_settlement(made, admin)
    assert [(str(fee.net), str(fee.gst), str(fee.gross)) for fee in fees] == [
        ("20000.00", "0.00", "20000.00"),
        ("17500.00", "1750.00", "19250.00"),
        ("1200.00", "120.00", "1320.00"),
    ]
    assert _trial(made, admin) == ["3,600.00", "0.00", "40,570.00", "-1,970.00", "-42,200.00", "0.00"]

    table = funding_table_create(application_id=made.id, actor=admin, starts_on=SETTLED_ON, payouts=PAYOUTS)
    assert (str(table.prepaid_interest), str(table.net_funds), str(table.lvr)) == (
        "71250.03",
        "538179.97",
        "68.97",
    )
    assert [each["gross"] for each in table.deducted_fees] == ["20000.00", "19250.00", "1320.00"]
    repayment_schedule_create(application_id=made.id, actor=admin, starts_on=SETTLED_ON)

    put(made, "settlement_conditions", approved=True)
    _settle(made, admin)
    assert _trial(made, admin) == [
        "-884,579.97",
        "1,000,000.00",
        "0.00",
        "-1,970.00",
        "-42,200.00",
        "-71,250.03",
    ]
    shown = selectors.application_get(viewer=admin, application_id=made.id)
    assert (str(shown.outstanding_principal), str(shown.unpaid_fees)) == ("1000000.00", "0.00")

    rows = Repayment.objects.filter(schedule__is_active=True, status="scheduled").order_by("number")
    assert [(row.number, str(row.amount)) for row in rows] == [
        (10, "7916.67"),
        (11, "7916.67"),
        (12, "1007916.67"),
    ]
    for row in rows:
        payment_create(
            application_id=made.id,
            actor=admin,
            amount=row.amount,
            received_on=row.due_on,
            reference=f"Row {row.number}",
            method="eft",
        )
    assert _trial(made, admin) == ["139,170.04", "0.00", "0.00", "-1,970.00", "-42,200.00", "-95,000.04"]
    assert list(JournalEntry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 12))
    application_transition(application_id=made.id, actor=admin, to="discharged")


def test_settling_computes_everything_again_from_its_day(admin):
    made = worked_loan(admin)
    _at_settlement(made, admin)
    early = date(2025, 2, 1)
    funding_table_create(application_id=made.id, actor=admin, starts_on=early, payouts=PAYOUTS)
    repayment_schedule_create(application_id=made.id, actor=admin, starts_on=early)
    late = charge(made, admin, collect="at_settlement")  # after the table, and deducted all the same
    kept = charge(made, admin)
    put(made, "settlement_conditions", approved=True)
    _settle(made, admin)
    table = FundingTable.objects.order_by("-number").first()
    assert (table.number, table.starts_on, str(table.net_funds)) == (2, SETTLED_ON, "538069.97")
    assert table.payouts == [{"payee": "Outgoing mortgagee", "amount": "350000.00"}]
    active = RepaymentSchedule.objects.get(is_active=True)
    assert (active.number, active.starts_on) == (2, SETTLED_ON)
    assert {fee.status for fee in Fee.objects.exclude(id=kept.id)} == {"deducted"}
    assert Fee.objects.get(id=late.id).version == 2
    assert Fee.objects.get(id=kept.id).status == "pending"
    [entry] = JournalEntry.objects.filter(kind="settlement")
    assert (entry.effective_on, entry.source) == (SETTLED_ON, {"type": "funding_table", "id": table.id})
    assert entry.lines.count() == 5
    assert repayments.is_schedule_current(Application.objects.get(id=made.id))


def test_a_loan_without_table_or_schedule_is_not_settled(admin):
    made = put(worked_loan(admin), "settlement_conditions", approved=True)
    with pytest.raises(transitions.GuardFailed) as refused:
        _settle(made, admin)
    assert [code for _, code, _ in refused.value.errors] == [
        "repayment_schedule_current",
        "funding_table_current",
    ]
    funding_table_create(application_id=made.id, actor=admin, starts_on=SETTLED_ON, payouts=PAYOUTS)
    repayment_schedule_create(application_id=made.id, actor=admin, starts_on=SETTLED_ON)
    charge(made, admin, net=Decimal("900000.00"), collect="at_settlement")
    with pytest.raises(transitions.GuardFailed) as refused:
        _settle(made, admin)
    assert [code for _, code, _ in refused.value.errors] == ["settlement_computable"]
    assert not JournalEntry.objects.filter(kind="settlement").exists()


def test_what_is_pending_keeps_a_loan_from_being_discharged(admin):
    made = worked_loan(admin)
    answer = guards._answers[Guard.NO_PENDING_FEE]
    assert answer(made, SETTLED_ON)
    fee = charge(made, admin)
    assert not answer(made, SETTLED_ON)
    fee_pay(fee_id=fee.id, actor=admin, received_on=SETTLED_ON)
    assert answer(made, SETTLED_ON)


def test_a_commitment_fee_is_paid_when_one_is_and_none_waits(admin):
    made = worked_loan(admin)
    answer = guards._answers[Guard.COMMITMENT_FEE_PAID]
    charge(made, admin)  # of another kind
    assert not answer(made, SETTLED_ON)
    one, other = (charge(made, admin, kind="commitment") for _ in range(2))
    for fee, holds in ((one, False), (other, True)):
        fee_pay(fee_id=fee.id, actor=admin, received_on=SETTLED_ON)
        assert answer(made, SETTLED_ON) is holds


@pytest.mark.parametrize("to", ["declined", "withdrawn"])
def test_closing_early_waives_what_is_pending(admin, to):
    made = worked_loan(admin)
    paid, pending = charge(made, admin), charge(made, admin)
    fee_pay(fee_id=paid.id, actor=admin, received_on=SETTLED_ON)
    version = Application.objects.get(id=made.id).version
    application_transition(application_id=made.id, actor=admin, to=to, comment="No")
    assert Fee.objects.get(id=paid.id).status == "paid"
    assert Fee.objects.get(id=pending.id).status == "waived"
    shown = selectors.application_get(viewer=admin, application_id=made.id)
    assert (str(shown.unpaid_fees), shown.version) == ("0.00", version + 1)
