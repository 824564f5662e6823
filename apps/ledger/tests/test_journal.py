"""Entries: what the services post, what the database refuses."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.tests.factories import UserFactory
from apps.audit.models import AuditEvent
from apps.kernel import clock
from apps.ledger import posting, selectors, services
from apps.ledger.chart import Account
from apps.ledger.models import JournalEntry, JournalLine
from apps.ledger.posting import Kind

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 31)
LOAN, OTHER = UUID(int=1), UUID(int=2)


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


def post(application_id=LOAN, made=None, **values):
    """Post an entry; the tests that do it at once hold a lock of their own."""
    return services.entry_post(
        application_id=application_id,
        posting=made or posting.fee_charged(net=Decimal("10.00"), gst=Decimal("1.00")),
        effective_on=values.pop("effective_on", TODAY),
        description="Fee",
        source=values.pop("source", ("fee", UUID(int=9))),
        actor_id=None,
    )


def _adjust(admin, **changes):
    values = {
        "effective_on": clock.today(),
        "description": "Bank charge",
        "lines": [
            {"account": "adjustments", "debit": Decimal("5.00"), "credit": Decimal(0)},
            {"account": "cash", "debit": Decimal(0), "credit": Decimal("5.00")},
        ],
        **changes,
    }
    return services.ledger_entry_create(actor=admin, **values)


# --- services -------------------------------------------------------------------------------------------
def test_entries_are_numbered_for_each_application_and_for_what_belongs_to_none():
    made = [post(each) for each in (LOAN, OTHER, LOAN, None, LOAN, None)]
    assert [entry.seq for entry in made] == [1, 1, 2, 1, 3, 2]
    assert [str(line) for line in made[0].lines.order_by("id")] == [
        "fees_receivable 11.00 0.00",
        "fee_income 0.00 10.00",
        "gst_payable 0.00 1.00",
    ]
    connection.check_constraints()


def test_a_reversal_restores_every_balance_and_happens_once():
    entry = post()
    undo = {
        "kind": Kind.FEE_WAIVED,
        "effective_on": TODAY,
        "description": "Waived",
        "source": None,
        "actor_id": None,
    }
    contra = services.entry_reverse(entry=entry, **undo)
    assert (contra.seq, contra.reverses_id, contra.kind) == (2, entry.id, "fee_waived")
    for account in Account:
        assert selectors.balance_of(application_id=LOAN, account=account) == 0
    for again in (entry, contra):
        with pytest.raises(services.NotReversible):
            services.entry_reverse(entry=again, **undo)
    connection.check_constraints()


def test_an_adjustment_leaves_a_trace(admin):
    made = _adjust(admin)
    assert (made.application_id, made.seq, made.kind, made.source) == (None, 1, "adjustment", None)
    event = AuditEvent.objects.get(object_id=made.id)
    assert (event.action, event.object_type, event.application_id) == (
        "ledger_entry_create",
        "journal_entry",
        None,
    )


def test_adjustments_are_refused_before_anything_is_posted(admin):
    for refusal, changes in [
        (services.InFuture, {"effective_on": clock.today() + timedelta(days=1)}),
        (services.UnknownApplication, {"application_id": uuid4()}),
        (posting.Unbalanced, {"lines": [{"account": "cash", "debit": Decimal(1), "credit": Decimal(0)}] * 2}),
    ]:
        with pytest.raises(refusal):
            _adjust(admin, **changes)
    assert JournalEntry.objects.count() == 0


# --- reads ----------------------------------------------------------------------------------------------
def test_a_trial_balance_shows_every_account_at_the_end_of_a_day(admin):
    post(None)
    post(None, posting.fee_paid(gross=Decimal("11.00")), effective_on=TODAY + timedelta(days=1))
    early, late = (selectors.balance_get(viewer=admin, as_of=TODAY + timedelta(days=days)) for days in (0, 1))
    assert [each.account for each in early.accounts] == [account.value for account in Account]
    assert [str(each.balance) for each in early.accounts] == [
        "0.00",
        "0.00",
        "11.00",
        "-1.00",
        "-10.00",
        "0.00",
        "0.00",
    ]
    assert (early.total_debit, early.total_credit) == (Decimal("11.00"), Decimal("11.00"))
    assert (str(late.accounts[0].balance), str(late.accounts[2].balance)) == ("11.00", "0.00")
    assert late.total_debit == late.total_credit == Decimal("22.00")


def test_what_belongs_to_no_application_is_the_admins(admin):
    post(None)
    bdm = UserFactory(role="bdm").actor
    assert selectors.entry_list(viewer=admin).count() == 1
    assert selectors.entry_list(viewer=bdm).count() == 0
    assert selectors.balance_get(viewer=bdm).total_debit == 0


def test_lists_cost_the_same_for_one_entry_and_for_many(admin, django_assert_num_queries):
    for _ in range(5):
        post(None)
    for number in (1, 5):
        with django_assert_num_queries(2):
            entries = list(selectors.entry_list(viewer=admin)[:number])
            assert all(len(entry.lines.all()) == 3 for entry in entries)


# --- the database ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("table", ["ledger_journalentry", "ledger_journalline"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET application_id = NULL", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_journal(table, statement):
    post()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement.format(table))


def _line(entry, account="cash", debit=0, credit=0, application_id=LOAN):
    return JournalLine.objects.create(
        entry=entry, application_id=application_id, account=account, debit=debit, credit=credit
    )


def _entry(**values):
    return JournalEntry.objects.create(
        **{"application_id": LOAN, "seq": 1, "kind": "adjustment", "effective_on": TODAY, **values}
    )


def _balanced(entry):
    _line(entry, debit=1, application_id=entry.application_id)
    _line(entry, credit=1, application_id=entry.application_id)


def _commit(write):
    """Write, and ask the database at once what it would ask at the commit."""
    with transaction.atomic():
        write()
        connection.check_constraints()


@pytest.mark.parametrize(
    "write",
    [
        lambda: _entry(),
        lambda: _line(_entry(), debit=1),
        lambda: [_line(entry := _entry(), debit=1), _line(entry, credit=2)],
        lambda: [_line(entry := _entry(), debit=1), _line(entry, credit=1, application_id=OTHER)],
        lambda: [_line(entry := _entry(), debit=1), _line(entry, "loan_receivable", credit=1)],
        lambda: _balanced(_entry(seq=2)),
        lambda: _balanced(_entry(seq=2, application_id=None)),
        lambda: _line(post(), debit=1),
    ],
)
def test_the_database_refuses_an_entry_that_is_not_whole(write):
    with pytest.raises(IntegrityError):
        _commit(write)


@pytest.mark.parametrize(
    "write",
    [
        lambda: _line(_entry(), debit=1, credit=1),
        lambda: _line(_entry()),
        lambda: _line(_entry(), debit=-1),
        lambda: _line(_entry(), account="savings", debit=1),
        lambda: _entry(kind="gift"),
        lambda: _entry(seq=0),
        lambda: _entry(source_type="fee"),
        lambda: [_entry(), _entry()],
        lambda: [_entry(application_id=None), _entry(application_id=None)],
    ],
)
def test_the_database_refuses_rows_that_say_nothing(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_the_database_refuses_to_reverse_a_reversal():
    entry = post()
    contra = services.entry_reverse(
        entry=entry, kind=Kind.FEE_WAIVED, effective_on=TODAY, description="x", source=None, actor_id=None
    )
    with pytest.raises(IntegrityError, match="reverses what cannot be reversed"):
        _commit(lambda: _balanced(_entry(seq=3, reverses=contra)))


@pytest.mark.django_db(transaction=True)
def test_entries_of_no_application_are_numbered_without_gaps_when_many_are_posted_at_once(admin):
    outcomes = []

    def adjust():
        try:
            _adjust(admin)
            outcomes.append("done")
        finally:
            connection.close()

    threads = [threading.Thread(target=adjust) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert outcomes == ["done"] * 20
    assert sorted(JournalEntry.objects.values_list("seq", flat=True)) == list(range(1, 21))
