"""The catalogue, charging, and what becomes of a fee."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.tests.factories import UserFactory
from apps.applications import selectors as applications
from apps.applications.services.applications import (
    ApplicationInUse,
    application_delete,
    application_update,
)
from apps.applications.tests.factories import application, put, terms
from apps.audit.models import AuditEvent
from apps.brokers.tests.factories import BdmFactory
from apps.fees import pricing, selectors
from apps.fees.models import Fee, FeeDefinition
from apps.fees.services import charges, definitions, fees
from apps.fees.services.fees import fee_pay, fee_refund, fee_waive
from apps.fees.tests.factories import BANDS, charge, definition, percentage, worked_loan
from apps.kernel import clock
from apps.ledger import selectors as ledger
from apps.ledger.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


def _balances(made, admin):
    found = ledger.balance_get(viewer=admin, application_id=made.id)
    return {each.account: str(each.balance) for each in found.accounts if each.balance}


# --- the catalogue --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("refusal", "pointer", "changes"),
    [
        (pricing.ParametersOfMethod, "rate", {"rate": Decimal(1)}),
        (pricing.ParametersOfMethod, "amount", {"amount": None}),
        (pricing.ParametersOfMethod, "base", {"base": "loan_amount"}),
        (pricing.ParametersOfMethod, "base", {"method": "percentage", "amount": None, "rate": Decimal(1)}),
        (pricing.MinimumAboveMaximum, "minimum", {"minimum": Decimal(2), "maximum": Decimal(1)}),
        (
            pricing.Bands,
            "bands",
            {"method": "tiered", "amount": None, "base": "loan_amount", "bands": BANDS[:1]},
        ),
    ],
)
def test_a_rule_that_says_nothing_is_refused(admin, refusal, pointer, changes):
    with pytest.raises(refusal) as refused:
        definition(admin, **changes)
    assert refused.value.pointer == f"/body/{pointer}"
    assert FeeDefinition.objects.count() == 0


def test_a_code_is_taken_once(admin):
    made = definition(admin)
    with pytest.raises(definitions.CodeTaken):
        definition(admin)
    event = AuditEvent.objects.get(action="fee_definition_create")
    assert (event.object_id, event.application_id) == (made.id, None)


def test_a_rule_is_switched_off_and_charges_nothing_then(admin):
    made = definition(admin)
    for is_active, version in ((True, 1), (False, 2)):
        changed = definitions.fee_definition_update(
            fee_definition_id=made.id, actor=admin, is_active=is_active
        )
        assert changed.version == version
    with pytest.raises(charges.UnknownDefinition):
        charge(application(), admin, definition_id=made.id)


# --- charging -------------------------------------------------------------------------------------------
def test_a_fee_by_rule_is_priced_posted_and_shown(admin):
    made = worked_loan(admin)
    rule = percentage(admin, method="tiered", rate=None, bands=BANDS, base="security_value", gst="taxable")
    fee = charge(made, admin, definition_id=rule.id, due_on=clock.today())
    assert (fee.base_amount, fee.net, fee.gst, fee.gross) == tuple(
        map(Decimal, ("1450000.00", "24250.00", "2425.00", "26675.00"))
    )
    assert (fee.kind, fee.description, fee.collect, fee.status) == (
        "establishment",
        "Establishment fee",
        "at_settlement",
        "pending",
    )
    assert fee.trace["inputs"] == {"base": "1450000.00", "bands": BANDS}
    assert _balances(made, admin) == {
        "fees_receivable": "26675.00",
        "gst_payable": "-2425.00",
        "fee_income": "-24250.00",
    }
    shown = applications.application_get(viewer=admin, application_id=made.id)
    assert (str(shown.unpaid_fees), shown.version) == ("26675.00", 4)
    assert AuditEvent.objects.get(action="fee_create").application_id == made.id


def test_a_fee_by_figures_is_traced_as_a_fixed_one(admin):
    fee = charge(application(), admin, net=Decimal("1234.55"))
    assert (str(fee.gst), str(fee.gross), fee.base_amount) == ("123.46", "1358.01", None)
    assert (fee.trace["method"], fee.trace["inputs"]) == ("fixed", {"amount": "1234.55"})


def test_fees_by_percentage_are_of_the_terms_they_were_charged_under(admin):
    made = worked_loan(admin)
    by_loan = charge(made, admin, definition_id=percentage(admin).id)
    by_value = charge(made, admin, definition_id=percentage(admin, code="value", base="security_value").id)
    by_figures = charge(made, admin)
    application_update(application_id=made.id, actor=admin, terms=terms())
    current = {fee.id: fee.is_current for fee in selectors.fee_list(viewer=admin)}
    assert current == {by_loan.id: False, by_value.id: False, by_figures.id: True}


def test_refusals_in_their_order(admin):
    made, bare = worked_loan(admin), application()
    today = clock.today()
    rule = percentage(admin)
    tiny = percentage(admin, code="tiny", rate=Decimal("0.0001"))
    value = percentage(admin, code="value", base="security_value")
    huge = definition(admin, code="huge", amount=Decimal("999999999999.99"))
    settled = put(worked_loan(admin), "settled", settled_on=today, approved=True)
    over = put(application(), "withdrawn")
    small = application(terms=terms(loan_amount=Decimal("1.00")))
    for refusal, given, changes in [
        (charges.RuleOrFigures, bare, {"kind": None}),
        (charges.RuleOrFigures, bare, {"description": None}),
        (charges.UnknownDefinition, bare, {"definition_id": uuid4()}),
        (charges.BaseMissing, bare, {"definition_id": rule.id}),
        (charges.BaseMissing, small, {"definition_id": value.id}),
        (charges.NothingToCharge, small, {"definition_id": tiny.id}),
        (pricing.AmountTooLarge, made, {"definition_id": huge.id}),
        (pricing.AmountTooLarge, made, {"net": Decimal("999999999999.99")}),
        (charges.AlreadySettled, settled, {"definition_id": rule.id}),
        (charges.ApplicationOver, over, {}),
        (charges.ApplicationOver, over, {"definition_id": rule.id}),
    ]:
        with pytest.raises(refusal):
            charge(given, admin, **changes)
    with pytest.raises(charges.RuleOrFigures):
        charges.fee_create(application_id=made.id, actor=admin, definition_id=rule.id, collect="upfront")
    with pytest.raises(charges.UnknownApplication):
        charge(made, UserFactory(role="bdm").actor)
    assert (Fee.objects.count(), JournalEntry.objects.count()) == (0, 0)
    charge(settled, admin)  # what is upfront may still be charged


def test_an_application_with_a_fee_stays(admin):
    made = application()
    charge(made, admin)
    with pytest.raises(ApplicationInUse):
        application_delete(application_id=made.id, actor=admin)


# --- what becomes of it ---------------------------------------------------------------------------------
def test_paid_and_refunded(admin):
    made = application()
    fee = charge(made, admin)
    with pytest.raises(fees.NotPaid):
        fee_refund(fee_id=fee.id, actor=admin)
    with pytest.raises(fees.PaidInFuture):
        fee_pay(fee_id=fee.id, actor=admin, received_on=clock.today() + timedelta(days=1))
    paid = fee_pay(fee_id=fee.id, actor=admin, received_on=clock.today())
    assert (paid.status, paid.paid_on, paid.version) == ("paid", clock.today(), 2)
    assert _balances(made, admin) == {"cash": "110.00", "gst_payable": "-10.00", "fee_income": "-100.00"}
    for again in (
        lambda: fee_pay(fee_id=fee.id, actor=admin, received_on=clock.today()),
        lambda: fee_waive(fee_id=fee.id, actor=admin),
    ):
        with pytest.raises(fees.NotPending):
            again()
    refunded = fee_refund(fee_id=fee.id, actor=admin)
    assert (refunded.status, refunded.paid_on, refunded.version) == ("refunded", clock.today(), 3)
    assert _balances(made, admin) == {}
    with pytest.raises(fees.NotPaid):
        fee_refund(fee_id=fee.id, actor=admin)
    actions = AuditEvent.objects.filter(object_id=fee.id).order_by("id").values_list("action", flat=True)
    assert list(actions) == ["fee_create", "fee_pay", "fee_refund"]


def test_waived(admin):
    made = application()
    fee = charge(made, admin)
    waived = fee_waive(fee_id=fee.id, actor=admin)
    assert (waived.status, waived.paid_on) == ("waived", None)
    assert _balances(made, admin) == {}
    contra = JournalEntry.objects.get(kind="fee_waived")
    assert contra.reverses_id == waived.charge_id
    for again in (fee_waive, fee_refund):
        with pytest.raises((fees.NotPending, fees.NotPaid)):
            again(fee_id=fee.id, actor=admin)


def test_strangers_see_no_fee(admin):
    made = application()
    fee = charge(made, admin)
    ours, stranger = (BdmFactory(branch=made.broker.branch).user.actor, BdmFactory().user.actor)
    assert selectors.fee_get(viewer=ours, fee_id=fee.id) == fee
    with pytest.raises(selectors.FeeNotFound):
        fee_pay(fee_id=fee.id, actor=stranger, received_on=clock.today())


def test_a_page_costs_one_query(admin, django_assert_num_queries):
    made = worked_loan(admin)
    rule = percentage(admin)
    for _ in range(4):
        charge(made, admin, definition_id=rule.id)
    for number in (1, 4):
        with django_assert_num_queries(1):
            assert all(fee.is_current for fee in selectors.fee_list(viewer=admin).order_by("id")[:number])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fees_fee SET gross = gross + 1, net = net + 1",
        "UPDATE fees_fee SET status = 'refunded', paid_on = now()",
        "UPDATE fees_fee SET status = 'paid'",
        "DELETE FROM fees_fee",
        "UPDATE fees_feedefinition SET rate = 3",
        "UPDATE fees_feedefinition SET is_active = false, amount = 3",
    ],
)
def test_the_database_keeps_what_was_charged(admin, statement):
    charge(worked_loan(admin), admin, definition_id=percentage(admin).id)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(statement)
