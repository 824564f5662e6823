"""What is known of how many rows there are is what counting them says, whoever writes at once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.http import QueryDict

from apps.accounts.tests.factories import UserFactory
from apps.applications import selectors as applications
from apps.applications.filters import ApplicationFilter, stages_shown
from apps.applications.models import Application
from apps.applications.services.applications import application_delete
from apps.applications.tests.factories import application, put, terms
from apps.audit.models import Tally
from apps.audit.selectors import tally
from apps.borrowers import selectors as borrowers
from apps.borrowers.filters import BorrowerFilter
from apps.borrowers.models import Borrower
from apps.borrowers.tests.factories import BorrowerFactory
from apps.brokers.tests.factories import BranchFactory
from apps.fees import selectors as fees
from apps.fees.filters import FeeFilter
from apps.kernel import clock
from apps.ledger import selectors as ledger
from apps.ledger.filters import JournalEntryFilter
from apps.notes import selectors as notes
from apps.notes.filters import NoteFilter
from apps.notes.models import Note
from apps.notes.services import note_create, note_update
from apps.repayments import selectors as repayments
from apps.repayments.filters import PaymentFilter, RepaymentFilter
from apps.repayments.models import Repayment
from apps.repayments.services.payments import payment_create, payment_reverse
from apps.repayments.services.schedules import repayment_schedule_create
from apps.repayments.tests.factories import settled
from crm.management.book.building import build

LISTS = {
    "borrowers": (BorrowerFilter, borrowers.borrower_list, borrowers.borrower_tally),
    "fees": (FeeFilter, fees.fee_list, fees.fee_tally),
    "entries": (JournalEntryFilter, ledger.entry_list, ledger.entry_tally),
    "notes": (NoteFilter, notes.note_list, notes.note_tally),
    "payments": (PaymentFilter, repayments.payment_list, repayments.payment_tally),
    "repayments": (RepaymentFilter, repayments.repayment_list, repayments.repayment_tally),
}


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


def _agree(viewer):
    """Return how long each list is, after its rows were counted one by one."""
    known = {}
    for archived in ("false", "true", "all"):
        listing = ApplicationFilter(query=QueryDict(f"archived={archived}"), viewer=viewer)
        assert listing.is_whole()
        stages = stages_shown(archived)
        count = applications.application_tally(viewer=viewer, stages=stages)
        assert count == len(listing.rows(applications.application_list(viewer=viewer))), archived
    for name, (kind, rows, count) in LISTS.items():
        listing = kind(query=QueryDict(), viewer=viewer)
        known[name] = count(viewer=viewer)
        assert known[name] == len(listing.rows(rows(viewer=viewer))), name
    return known


@pytest.mark.django_db
def test_it_follows_whatever_is_written(admin):
    before = _agree(admin)
    made = settled()
    after = _agree(admin)
    assert after["repayments"] == before["repayments"] + 3
    paid = payment_create(
        application_id=made.id,
        actor=admin,
        amount=1,
        received_on=made.settled_on,
        reference="R",
        method="eft",
    )
    payment_reverse(payment_id=paid.id, actor=admin)
    borrower = BorrowerFactory()
    assert _agree(admin)["payments"] == after["payments"] + 1
    borrower.delete()
    other = application(terms=terms(term_months=12))
    for _ in range(2):  # the second takes the place of the first
        repayment_schedule_create(application_id=other.id, actor=admin, starts_on=clock.today())
        assert _agree(admin)["repayments"] == after["repayments"] + 12
    application_delete(application_id=other.id, actor=admin)
    assert _agree(admin)["repayments"] == after["repayments"]
    assert not Application.objects.filter(id=other.id).exists()
    put(application(), "withdrawn")
    put(Application.objects.get(stage="withdrawn"), "closed")
    _agree(admin)
    with transaction.atomic():
        settled()
        _agree(admin)
        transaction.set_rollback(True)
    assert _agree(admin)["repayments"] == after["repayments"]


@pytest.mark.django_db
def test_notes_are_known_by_who_may_read_them(admin):
    made, other = application(), UserFactory(role="admin").actor
    counts = []
    for author, audience in ((admin, "private"), (other, "private"), (other, "internal"), (other, "shared")):
        written = note_create(actor=author, application_id=made.id, body="x", audience=audience)
        counts.append((_agree(admin)["notes"], _agree(other)["notes"]))
    first = counts[0]
    assert counts == [first, *((first[0] + n, first[1] + n + 1) for n in range(3))]
    note_update(note_id=written.id, actor=other, audience="private")
    assert (_agree(admin)["notes"], _agree(other)["notes"]) == (counts[-1][0] - 1, counts[-1][1])
    Note.objects.update(audience="internal")
    _agree(admin)
    Note.objects.all().delete()
    assert _agree(admin)["notes"] == 0


@pytest.mark.django_db
def test_who_does_not_see_everything_is_counted_for():
    made = application()
    for user in (made.broker.user, made.bdm.user, UserFactory(role="borrower"), UserFactory(role="broker")):
        assert applications.application_tally(viewer=user.actor, stages=stages_shown("all")) is None
        assert {count(viewer=user.actor) for _, _, count in LISTS.values()} == {None}


@pytest.mark.django_db
def test_only_the_whole_list_is_known(admin):
    def whole(query):
        return RepaymentFilter(query=QueryDict(query), viewer=admin).is_whole()

    assert all(map(whole, ("", "page=2", "page_size=5&ordering=-due_on")))
    day = clock.today() - timedelta(days=1)
    assert not any(map(whole, ("status=paid", f"page=1&due_after={day}", "overdue=false")))
    assert not PaymentFilter(query=QueryDict("search=x"), viewer=admin).is_whole()


@pytest.mark.django_db
def test_a_book_that_is_copied_in_is_counted(admin):
    build(applications=60, seed=1, today=date(2026, 6, 30), by=str(admin.user_id))
    assert min(_agree(admin).values()) > 10


@pytest.mark.django_db
def test_lines_are_put_together(admin):
    name, start = Borrower._meta.db_table, tally("borrowers_borrower")
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit_tally_add(%s, 1)", [name])
    assert tally(name) == start + 200
    assert Tally.objects.count() < 64 + len(LISTS) * 4


@pytest.mark.django_db(transaction=True)
def test_many_writers_lose_nothing_and_wait_for_nobody():
    """Rows that come and go in 8 transactions at once, some of them rolled back, MUST all be counted."""
    errors = []
    together = threading.Barrier(8)

    def write(number):
        try:
            together.wait(timeout=20)
            for place in range(40):
                with transaction.atomic():
                    branch = BranchFactory(name=f"{number} {place}")
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT audit_tally_add('branches', 1)")
                    if place % 4 == 3:
                        transaction.set_rollback(True)
                    elif place % 4 == 2:
                        branch.delete()
                        with connection.cursor() as cursor:
                            cursor.execute("SELECT audit_tally_add('branches', -1)")
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    assert tally("branches") == 8 * 20
    # Lines are put together by whoever writes the 64th; when that is rolled back, by the next.
    for number in range(64):
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit_tally_add('branches', %s)", [(-1) ** number])
    assert tally("branches") == 8 * 20
    assert Tally.objects.filter(name="branches").count() <= 64


@pytest.mark.django_db(transaction=True)
def test_a_table_that_is_emptied_has_no_rows(admin):
    settled()
    assert tally("repayments_repayment:active") == Repayment.objects.count() == 3
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE repayments_repayment, repayments_paymentallocation")
        cursor.execute("TRUNCATE notes_note")
    assert tally("repayments_repayment:active", "notes_note:internal") == 0
