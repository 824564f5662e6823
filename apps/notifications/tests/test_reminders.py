"""What time brings, to whom, and never twice."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.tests.factories import UserFactory
from apps.applications.models import ApplicationBorrower
from apps.applications.tests.factories import application, borrower_of, put
from apps.brokers.services.brokers import broker_update
from apps.brokers.tests.factories import BranchFactory
from apps.fees.services.fees import fee_pay
from apps.fees.tests.factories import charge
from apps.kernel import clock
from apps.notes.services import note_create
from apps.notifications.models import TYPES, Notification, Reminder
from apps.notifications.services.reminders import reminders_create
from apps.notifications.tests.factories import prefer
from apps.repayments.services.payments import payment_create
from apps.repayments.tests.factories import settled

pytestmark = pytest.mark.django_db


def after(day, days):
    return day + timedelta(days=days)


def created(as_of):
    """Return what is made on a day: `{type: n}` without zeros; the same day again makes nothing."""
    made = reminders_create(as_of=as_of)
    assert sum(reminders_create(as_of=as_of).values()) == 0
    assert set(made) == set(TYPES)
    return {kind: number for kind, number in made.items() if number}


def told(user):
    """Return what a user was told by nobody, in its order."""
    rows = Notification.objects.filter(user=user, created_by=None).order_by("seq")
    return list(rows.values_list("type", "object_type"))


@pytest.fixture
def loan():
    """A running loan of three instalments, of which nothing is paid; its first falls due in a month."""
    made = settled(days=0)
    borrower = borrower_of(made.broker, user=UserFactory(role="borrower"))
    ApplicationBorrower.objects.create(application=made, borrower=borrower, role="primary")
    made.borrower_user = borrower.user
    made.first_due_on = made.repayment_schedules.get().rows.order_by("number").first().due_on
    return made


# --- fees ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("days", "number"), [(-8, 0), (-7, 2), (0, 2), (30, 2)])
def test_a_fee_is_told_seven_days_before_it_is_due(people, made, days, number):
    due_on = date(2026, 3, 31)
    charge(made, people["admin"], due_on=due_on)
    charge(made, people["admin"])
    assert created(after(due_on, days)).get("fee_due", 0) == number


def test_a_paid_fee_is_told_to_nobody(people, made):
    due_on = clock.today()
    fee = charge(made, people["admin"], due_on=due_on)
    fee_pay(fee_id=fee.id, actor=people["admin"], received_on=due_on)
    assert "fee_due" not in created(due_on)


# --- repayments ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-15, {}),
        (-14, {"system": 1}),  # the interest
        (-8, {"system": 1}),
        (-7, {"system": 1, "repayment_upcoming": 1}),
        (0, {"system": 1, "repayment_upcoming": 1}),
        (1, {}),
        (2, {}),
        (3, {"repayment_overdue": 1}),
        (7, {"repayment_overdue": 1}),
        (9, {"repayment_overdue": 1}),
        (10, {"repayment_overdue": 2}),  # the BDM too
    ],
)
def test_an_instalment_is_told_before_and_after_it_is_due(loan, days, expected):
    made = created(after(loan.first_due_on, days))
    kinds = ("system", "repayment_upcoming", "repayment_overdue")
    # Whatever is stale or expires is told by other tests; later instalments are not due yet.
    shown = {kind: made[kind] for kind in kinds if kind in made}
    assert shown == expected


def test_each_threshold_is_told_once_and_none_after_a_higher_one(loan):
    due_on = loan.first_due_on
    assert [created(after(due_on, days)).get("repayment_overdue", 0) for days in (2, 3, 4, 7, 8, 10, 11)] == [
        *(0, 1, 0, 1, 0, 1, 0)
    ]
    assert [kind for kind, _ in told(loan.borrower_user)].count("repayment_overdue") == 2
    assert told(loan.bdm.user) == [("repayment_overdue", "repayment")]


def test_a_higher_threshold_leaves_out_the_lower_ones(loan):
    due_on = loan.first_due_on
    assert created(after(due_on, 8))["repayment_overdue"] == 1
    assert "repayment_overdue" not in created(after(due_on, 4))


def test_a_paid_instalment_is_told_to_nobody(loan):
    row = loan.repayment_schedules.get().rows.get(number=1)
    admin = UserFactory(role="admin").actor
    payment_create(
        application_id=loan.id,
        actor=admin,
        amount=row.amount,
        received_on=clock.today(),
        reference="R",
        method="eft",
    )
    assert "repayment_overdue" not in created(after(row.due_on, 10))


def test_the_message_says_what_is_left(loan):
    row = loan.repayment_schedules.get().rows.get(number=1)
    created(after(row.due_on, 3))
    message = Notification.objects.get(type="repayment_overdue").message
    assert str(row.amount) in message
    assert str(row.due_on) in message


# --- applications --------------------------------------------------------------------------------------
def test_an_application_that_stands_still_is_told_to_its_bdm_once_for_each_stay(made, people):
    since = clock.business_day(made.stage_since)
    assert created(after(since, 13)) == {}
    assert created(after(since, 14)) == {"system": 1}
    assert told(made.bdm.user) == [("system", "application")]
    assert created(after(since, 40)) == {}
    put(made, "sent_to_lender")
    assert created(after(since, 40)) == {"system": 1}
    put(made, "withdrawn")
    assert created(after(since, 80)) == {}


def test_a_loan_that_expires_is_told_thirty_days_before(loan):
    expires_on = loan.expires_on

    def told_of_expiry(as_of):
        reminders_create(as_of=as_of)
        return Reminder.objects.filter(kind="loan_expiry").count()

    assert told_of_expiry(after(expires_on, -31)) == 0
    assert told_of_expiry(after(expires_on, -30)) == 3
    assert told_of_expiry(after(expires_on, 30)) == 3


def test_who_sees_it_no_longer_is_not_reminded(made, people):
    charge(made, people["admin"], due_on=date(2026, 3, 31))
    broker_update(broker_id=made.broker_id, actor=people["admin"], is_active=False)
    assert created(date(2026, 3, 31)) == {"fee_due": 1}
    assert told(made.broker.user) == []


def test_what_nobody_can_be_told_of_is_told_when_somebody_comes(made):
    admin = UserFactory(role="admin").actor
    charge(made, admin, due_on=date(2026, 3, 31))
    assert created(date(2026, 3, 31)) == {"fee_due": 1}  # the broker
    borrower = borrower_of(made.broker, user=UserFactory(role="borrower"))
    ApplicationBorrower.objects.create(application=made, borrower=borrower, role="primary")
    assert created(date(2026, 3, 31)) == {"fee_due": 1}


# --- notes ---------------------------------------------------------------------------------------------
def test_a_note_reminds_its_author_who_can_still_see_it(made, people):
    day = date(2026, 3, 31)
    for role in ("bdm", "broker"):
        note_create(
            actor=people[role], application_id=made.id, body="Call.", audience="private", remind_on=day
        )
    broker_update(broker_id=made.broker_id, actor=people["admin"], branch_id=BranchFactory().id)
    assert created(after(day, -1)) == {}
    assert created(day) == {"note_reminder": 1}
    assert told(made.broker.user) == [("note_reminder", "note")]


# --- all of it -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("as_of", [date.min, date.max])
def test_no_day_is_too_far_away(loan, as_of):
    made = reminders_create(as_of=as_of)
    assert sum(made.values()) == (
        0 if as_of == date.min else Notification.objects.filter(created_by=None).count()
    )


def test_a_channel_that_is_off_still_counts_as_told(made, people):
    for role in ("broker", "borrower"):
        prefer(people[role], "fee_due", in_app=False)
    charge(made, people["admin"], due_on=date(2026, 3, 31))
    assert created(date(2026, 3, 31)) == {}
    for role in ("broker", "borrower"):
        prefer(people[role], "fee_due")
    assert created(date(2026, 4, 1)) == {}


def test_a_book_costs_what_a_loan_costs(made, people):
    def queries(as_of):
        with CaptureQueriesContext(connection) as captured:
            assert reminders_create(as_of=as_of)["fee_due"]
        return len(captured)

    charge(made, people["admin"], due_on=date(2026, 3, 1))
    few = queries(date(2026, 3, 1))
    for _ in range(10):
        charge(application(broker=made.broker), people["admin"], due_on=date(2026, 3, 31))
    assert queries(date(2026, 3, 31)) == few
