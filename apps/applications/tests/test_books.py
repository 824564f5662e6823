"""What the ledger says of applications: who sees it, what they show, one journal for many at once."""

import threading
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction

from apps.accounts.tests.factories import UserFactory
from apps.applications import selectors
from apps.applications.services.applications import ApplicationInUse, application_delete
from apps.applications.tests.factories import application, terms
from apps.audit.models import AuditEvent
from apps.brokers.tests.factories import BdmFactory
from apps.kernel import clock
from apps.ledger import posting
from apps.ledger import selectors as ledger
from apps.ledger import services as ledger_services
from apps.ledger.chart import Account
from apps.ledger.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


def _post(made, posted):
    return ledger_services.entry_post(
        application_id=made.id,
        posting=posted,
        effective_on=clock.today(),
        description="x",
        source=None,
        actor_id=None,
    )


def _fee(amount):
    return posting.fee_charged(net=Decimal(amount), gst=Decimal(0))


def _settlement(amount):
    return posting.settlement(
        loan_amount=Decimal(amount),
        deducted_fees=Decimal(0),
        prepaid_interest=Decimal(0),
        payouts=[],
        net_funds=Decimal(amount),
    )


def _adjust(admin, made):
    one = Decimal("1.00")
    lines = [
        {"account": "cash", "debit": one, "credit": Decimal(0)},
        {"account": "adjustments", "debit": Decimal(0), "credit": one},
    ]
    return ledger_services.ledger_entry_create(
        actor=admin, effective_on=clock.today(), description="x", lines=lines, application_id=made.id
    )


def test_an_application_shows_what_is_owed_on_it(admin):
    made, other = application(terms=terms()), application()
    _post(made, _fee("10.00"))
    _post(made, _fee("0.05"))
    _post(made, posting.fee_paid(gross=Decimal("10.00")))
    _post(made, _settlement("500.00"))
    _post(made, posting.payment(interest=Decimal("3.00"), principal=Decimal("120.00")))
    shown = selectors.application_get(viewer=admin, application_id=made.id)
    assert (str(shown.outstanding_principal), str(shown.unpaid_fees)) == ("380.00", "0.05")
    nothing = selectors.application_get(viewer=admin, application_id=other.id)
    assert (str(nothing.outstanding_principal), str(nothing.unpaid_fees)) == ("0.00", "0.00")


def test_what_is_owed_costs_no_query_of_its_own(admin, django_assert_num_queries):
    for _ in range(3):
        _post(application(), _fee("1.00"))
    for number in (1, 3):
        with django_assert_num_queries(4):  # the row; borrowers, guarantors, security
            assert all(row.unpaid_fees for row in selectors.application_list(viewer=admin)[:number])


def test_a_journal_is_seen_with_its_application(admin):
    made, stranger = application(), application()
    for each in (made, stranger):
        _post(each, _fee("7.00"))
    bdm = BdmFactory(branch=made.broker.branch).user.actor
    assert [entry.application_id for entry in ledger.entry_list(viewer=bdm)] == [made.id]
    assert ledger.balance_get(viewer=bdm).total_debit == Decimal("7.00")
    assert ledger.balance_get(viewer=bdm, application_id=stranger.id).total_debit == 0
    assert ledger.balance_get(viewer=bdm, application_id=uuid4()).total_debit == 0
    assert ledger.balance_get(viewer=admin).total_debit == Decimal("14.00")
    assert ledger.balance_get(viewer=admin, application_id=made.id).total_debit == Decimal("7.00")


def test_an_adjustment_is_on_the_timeline_and_changes_nothing_that_the_application_shows(admin):
    made = application()
    entry = _adjust(admin, made)
    assert (entry.application_id, entry.seq) == (made.id, 1)
    assert AuditEvent.objects.get(object_id=entry.id).application_id == made.id
    assert selectors.application_get(viewer=admin, application_id=made.id).version == made.version


def test_what_was_posted_keeps_the_application(admin):
    made = application()
    _adjust(admin, made)
    with pytest.raises(ApplicationInUse):
        application_delete(application_id=made.id, actor=admin)


@pytest.mark.django_db(transaction=True)
def test_many_post_to_one_application_at_once_and_no_number_is_missing():
    admin = UserFactory(role="admin").actor
    made, outcomes = application(), []

    def work(number):
        try:
            if number % 2:
                _adjust(admin, made)
            else:
                with transaction.atomic():
                    selectors.application_get_for_update(viewer=admin, application_id=made.id)
                    _post(made, _fee("1.00"))
            outcomes.append("done")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert outcomes == ["done"] * 20
    assert sorted(JournalEntry.objects.values_list("seq", flat=True)) == list(range(1, 21))
    assert ledger.balance_of(application_id=made.id, account=Account.FEES_RECEIVABLE) == 10
