"""Payments: spread, posted, taken back; many at once."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.tests.factories import UserFactory
from apps.applications import selectors as applications
from apps.applications.lifecycle import Guard
from apps.applications.tests.factories import put
from apps.audit.models import AuditEvent
from apps.kernel import clock
from apps.kernel.errors import DomainError
from apps.ledger import selectors as ledger
from apps.ledger.chart import Account
from apps.repayments import selectors
from apps.repayments.allocation import Overpayment
from apps.repayments.conditions import ANSWERS
from apps.repayments.models import Payment, PaymentAllocation, Repayment
from apps.repayments.services import payments
from apps.repayments.services.payments import payment_create, payment_reverse
from apps.repayments.tests.factories import loan, settled

pytestmark = pytest.mark.django_db
# 1,000.00 at 1 % a month in three: 340.02, 340.02, 340.03 with interest 10.00, 6.70, 3.37
ALL = "1020.07"


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


def pay(made, actor, amount, **changes):
    """Record a payment of today."""
    values = {
        "application_id": made.id,
        "amount": Decimal(amount),
        "received_on": clock.today(),
        "reference": "R 1",
        "method": "eft",
        **changes,
    }
    return payment_create(actor=actor, **values)


def _rows(made):
    rows = Repayment.objects.filter(schedule__application=made, schedule__is_active=True)
    return [(str(row.paid_interest), str(row.paid_principal), row.status) for row in rows.order_by("number")]


def _balances(made):
    return [
        str(ledger.balance_of(application_id=made.id, account=account))
        for account in (Account.CASH, Account.LOAN_RECEIVABLE, Account.INTEREST_INCOME)
    ]


def test_a_payment_is_spread_posted_and_shown(admin):
    made = settled()
    paid = pay(made, admin, "400.00", received_on=made.settled_on)
    assert _rows(made) == [
        ("10.00", "330.02", "paid"),
        ("6.70", "53.28", "partial"),
        ("0.00", "0.00", "scheduled"),
    ]
    assert [(each.repayment.number, each.interest + each.principal) for each in paid.allocations.all()] == [
        (1, Decimal("340.02")),
        (2, Decimal("59.98")),
    ]
    assert _balances(made) == ["-600.00", "616.70", "-16.70"]
    shown = applications.application_get(viewer=admin, application_id=made.id)
    assert (str(shown.outstanding_principal), shown.version) == ("616.70", made.version + 1)
    assert paid.entry.source == {"type": "payment", "id": paid.id}
    assert AuditEvent.objects.get(object_id=paid.id).application_id == made.id


def test_two_payments_do_what_one_of_both_does(admin):
    one, two = settled(), settled()
    pay(one, admin, "400.00")
    pay(two, admin, "9.99")
    pay(two, admin, "390.01")
    assert _rows(one) == _rows(two)
    assert _balances(one) == _balances(two)


def test_everything_that_is_due_can_be_paid_and_not_a_cent_more(admin):
    made = settled()
    with pytest.raises(Overpayment):
        pay(made, admin, "1020.08")
    assert Payment.objects.count() == 0
    pay(made, admin, ALL)
    assert {status for _, _, status in _rows(made)} == {"paid"}
    assert _balances(made) == ["20.07", "0.00", "-20.07"]
    assert ANSWERS[Guard.PRINCIPAL_REPAID](made, clock.today())
    with pytest.raises(Overpayment):
        pay(made, admin, "0.01")


@pytest.mark.parametrize(
    ("changes", "amounts"),
    [
        # interest stands in the last row, principal too
        ({"repayment_type": "capitalised"}, ["0.00", "0.00", "1030.30"]),
        # withheld when the loan was paid out
        ({"repayment_type": "interest_only", "prepaid_interest_periods": 3}, ["0.00", "0.00", "1000.00"]),
        ({"repayment_type": "interest_only", "prepaid_interest_periods": 1}, ["0.00", "10.00", "1010.00"]),
        ({"repayment_type": "flat"}, ["343.33", "343.33", "343.34"]),
    ],
)
def test_every_kind_of_loan_is_repaid(admin, changes, amounts):
    made = settled(**changes)
    rows = Repayment.objects.filter(schedule__application=made).order_by("number")
    assert [str(row.amount) for row in rows] == amounts
    assert [row.status for row in rows] == ["nil" if amount == "0.00" else "scheduled" for amount in amounts]
    total = sum(map(Decimal, amounts))
    pay(made, admin, total)
    assert all(status in ("nil", "paid") for _, _, status in _rows(made))
    assert _balances(made)[1] == "0.00"
    assert Decimal(_balances(made)[2]) == 1000 - total


def test_refusals_in_their_order(admin):
    made = settled()
    today = clock.today()
    stranger = UserFactory(role="bdm").actor
    for refusal, given, actor, changes in [
        (payments.UnknownApplication, made, stranger, {"received_on": today + timedelta(days=1)}),
        (payments.ReceivedOn, made, admin, {"received_on": today + timedelta(days=1)}),
        (payments.ReceivedOn, made, admin, {"received_on": made.settled_on - timedelta(days=1)}),
        (payments.ReceivedOn, loan(), admin, {"received_on": today + timedelta(days=1)}),
        (payments.NotSettled, loan(), admin, {}),
    ]:
        with pytest.raises(refusal):
            pay(given, actor, "9999.00", **changes)
    put(made, "discharged", settled_on=made.settled_on, approved=True)
    with pytest.raises(payments.NotSettled):
        pay(made, admin, "1.00")


# --- reversal -------------------------------------------------------------------------------------------
def test_a_reversal_restores_rows_and_balances(admin):
    made = settled()
    pay(made, admin, "5.00")
    before = _rows(made), _balances(made)
    paid = pay(made, admin, "700.00")
    undone = payment_reverse(payment_id=paid.id, actor=admin)
    assert (_rows(made), _balances(made)) == before
    assert undone.is_reversed
    assert undone.reversed_by.reverses_id == paid.entry_id
    assert (undone.reversed_by.kind, undone.version) == ("payment_reversed", 2)
    assert PaymentAllocation.objects.filter(payment=paid).count() == 3
    pay(made, admin, "1015.07")
    assert {status for _, _, status in _rows(made)} == {"paid"}


def test_only_the_newest_payment_that_stands_is_reversed(admin):
    made = settled()
    today = clock.today()
    first, second = pay(made, admin, "1.00"), pay(made, admin, "1.00", received_on=today - timedelta(days=9))
    with pytest.raises(payments.LaterPayment):
        payment_reverse(payment_id=first.id, actor=admin)
    payment_reverse(payment_id=second.id, actor=admin)
    with pytest.raises(payments.AlreadyReversed):
        payment_reverse(payment_id=second.id, actor=admin)
    payment_reverse(payment_id=first.id, actor=admin)
    third = pay(made, admin, "1.00")
    put(made, "discharged", settled_on=made.settled_on, approved=True)
    with pytest.raises(payments.NotSettled):
        payment_reverse(payment_id=third.id, actor=admin)
    with pytest.raises(selectors.PaymentNotFound):
        payment_reverse(payment_id=third.id, actor=UserFactory(role="bdm").actor)


# --- cost, the database, many at once -------------------------------------------------------------------
def test_a_payment_costs_the_same_for_one_row_and_for_many(admin, django_assert_max_num_queries):
    made = settled(term_months=60)
    for amount in ("1.00", "1200.00"):
        with django_assert_max_num_queries(24):
            pay(made, admin, amount)
    [payment, _] = selectors.payment_list(viewer=admin).order_by("-created_at")
    assert len(payment.allocations.all()) > 50
    with django_assert_max_num_queries(24):
        payment_reverse(payment_id=payment.id, actor=admin)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE repayments_payment SET amount = 2",
        "UPDATE repayments_payment SET reversed_by_id = NULL WHERE reversed_by_id IS NOT NULL",
        "DELETE FROM repayments_payment",
        "UPDATE repayments_paymentallocation SET interest = 2",
        "DELETE FROM repayments_paymentallocation",
        "INSERT INTO repayments_paymentallocation SELECT gen_random_uuid(), 1, 0, p.id, r.id"
        " FROM repayments_payment p, repayments_repayment r WHERE r.number = 3",
    ],
)
def test_the_database_keeps_what_was_paid(admin, statement):
    made = settled()
    pay(made, admin, "1.00")
    payment_reverse(payment_id=pay(made, admin, "1.00").id, actor=admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_database_refuses_a_payment_that_no_row_got(admin):
    paid = pay(settled(), admin, "1.00")
    copy = Payment.objects.get(id=paid.id)
    copy.id = Payment().id
    copy.entry_id = ledger.entry_list(viewer=admin).get(kind="settlement").id
    copy.save(force_insert=True)
    with pytest.raises(IntegrityError, match="is not what its rows got"), transaction.atomic():
        connection.check_constraints()
    PaymentAllocation.objects.create(
        payment=copy, repayment=Repayment.objects.first(), interest=Decimal("1.00"), principal=Decimal(0)
    )


@pytest.mark.django_db(transaction=True)
def test_twenty_payments_at_once_never_exceed_what_is_due():
    admin = UserFactory(role="admin").actor
    made, outcomes = settled(), []

    def work():
        try:
            pay(made, admin, "100.00")
            outcomes.append("paid")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["paid"] * 10 + ["repayments.overpayment"] * 10
    assert sum(payment.amount for payment in Payment.objects.all()) == 1000
    assert _balances(made) == ["0.00", "20.07", "-20.07"]
