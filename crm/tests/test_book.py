"""The drawn book: the rules of lending hold in it, and it is the same each time."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import F, Sum

from apps.accounts.tests.factories import UserFactory
from apps.applications import selectors as applications
from apps.applications.models import Application, StageEvent
from apps.fees.models import Fee
from apps.kernel import clock
from apps.ledger.models import JournalLine
from apps.repayments.models import Payment, Repayment, RepaymentSchedule
from apps.repayments.schedule import schedule
from crm.management.book.building import build

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 30)


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


def _build(admin, applications=150, seed=1):
    return build(applications=applications, seed=seed, today=TODAY, by=str(admin.user_id))


def _rows():
    return [
        list(Application.objects.order_by("id").values_list("id", "reference", "stage", "created_at")),
        list(Repayment.objects.order_by("id").values_list("id", "due_on", "amount", "status")),
        list(Payment.objects.order_by("id").values_list("id", "amount", "received_on", "reference")),
    ]


def test_it_is_as_large_as_asked_and_built_once(admin):
    written = _build(admin)
    assert written["applications.Application"] == Application.objects.count() == 150
    assert 8 < written["repayments.Repayment"] / 150 < 13
    assert _build(admin) == {}
    assert _build(admin, applications=10, seed=2)["applications.Application"] == 10


def test_the_same_seed_is_the_same_book(admin):
    books = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            _build(admin, seed=seed)
            books.append(_rows())
            transaction.set_rollback(True)
    assert books[0] == books[1]
    assert books[0] != books[2]


def test_schedules_are_those_of_the_calculator(admin):
    _build(admin)
    for plan in RepaymentSchedule.objects.select_related("application").prefetch_related("rows")[:60]:
        computed = schedule(plan.application.terms, plan.starts_on)
        names = ("number", "due_on", "days", "interest", "principal", "amount", "closing_balance")
        stored = [[getattr(row, name) for name in names] for row in plan.rows.order_by("number")]
        assert stored == [[getattr(row, name) for name in names] for row in computed.rows]


def test_what_is_owed_is_what_the_ledger_says(admin):
    _build(admin)
    for each in applications.application_list(viewer=admin):
        paid = Repayment.objects.filter(schedule__application=each).aggregate(paid=Sum("paid_principal"))[
            "paid"
        ]
        lent = each.loan_amount if each.settled_on else Decimal(0)
        assert each.outstanding_principal == lent - (paid or 0)
        pending = Fee.objects.filter(application=each, status="pending").aggregate(all=Sum("gross"))["all"]
        assert each.unpaid_fees == (pending or 0)
    sums = JournalLine.objects.aggregate(debit=Sum("debit"), credit=Sum("credit"))
    assert sums["debit"] == sums["credit"] > 0
    assert not Payment.objects.filter(received_on__gt=TODAY).exists()
    assert not Payment.objects.filter(received_on__lt=F("application__settled_on")).exists()


def test_stages_are_walked_and_all_of_them_are_met(admin):
    _build(admin, applications=600)
    counts = Counter(Application.objects.values_list("stage", flat=True))
    assert len(counts) == 20
    for made in Application.objects.prefetch_related("stage_events")[:100]:
        events = list(made.stage_events.order_by("seq"))
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert [event.from_stage for event in events[1:]] == [event.to_stage for event in events[:-1]]
        assert (events[-1].to_stage, events[-1].at) == (made.stage, made.stage_since)
        assert [event.at for event in events] == sorted({event.at for event in events})
        assert events[0].at == made.created_at
    assert not StageEvent.objects.filter(at__gte=clock.day_start(TODAY)).exists()
    discharged = Repayment.objects.filter(schedule__application__stage="discharged")
    assert set(discharged.values_list("status", flat=True)) == {"paid"}
    statuses = Repayment.objects.filter(schedule__application__stage="settled", due_on__lt=TODAY)
    assert set(statuses.values_list("status", flat=True)) == {"paid", "partial", "scheduled"}
