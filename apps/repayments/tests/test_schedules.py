"""Stored schedules: versions, who may replace them, rows whose day is moved."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.tests.factories import UserFactory
from apps.applications import selectors as applications
from apps.applications.models import Application
from apps.applications.services.applications import application_delete, application_update
from apps.applications.tests.factories import application, put, terms
from apps.audit.models import AuditEvent
from apps.kernel import clock
from apps.repayments import schedule as rules
from apps.repayments import selectors
from apps.repayments.events import ScheduleActivated
from apps.repayments.models import Repayment, RepaymentSchedule
from apps.repayments.services import repayments, schedules
from apps.repayments.services.repayments import repayment_update
from apps.repayments.services.schedules import repayment_schedule_create, schedule_settle
from apps.repayments.tests.factories import loan, settled

pytestmark = pytest.mark.django_db
START = date(2025, 1, 31)


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


def _schedule(made, admin, starts_on=START):
    return repayment_schedule_create(application_id=made.id, actor=admin, starts_on=starts_on)


def _row(made, number):
    return Repayment.objects.get(schedule__application_id=made.id, schedule__is_active=True, number=number)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"repayment_type": "interest_only", "prepaid_interest_periods": 2},
        {"repayment_type": "capitalised", "day_count": "actual_365"},
        {"repayment_type": "flat"},
    ],
)
def test_a_stored_schedule_is_what_the_calculator_says(admin, changes):
    made = loan(**changes)
    stored, computed = _schedule(made, admin), rules.schedule(made.terms, START)
    for row, figures in zip(stored.rows.all(), computed.rows, strict=True):
        assert rules.Row(*(getattr(row, name) for name in rules.Row._fields)) == figures
    for name in ("totals", "annual_totals", "level_instalment", "final_instalment", "maturity_on"):
        assert getattr(stored, name) == getattr(computed, name)


def test_a_new_version_replaces_the_active_one(admin):
    made = loan()
    first, second = _schedule(made, admin), _schedule(made, admin, START + timedelta(days=1))
    listed = selectors.application_schedule_list(viewer=admin, application_id=made.id).order_by("number")
    assert [(each.id, each.number, each.is_active) for each in listed] == [
        (first.id, 1, False),
        (second.id, 2, True),
    ]
    event = AuditEvent.objects.get(object_id=second.id)
    assert (event.action, event.application_id) == ("repayment_schedule_create", made.id)


def test_changed_terms_make_a_schedule_one_of_the_past(admin):
    made = loan()
    assert _schedule(made, admin).is_current
    assert selectors.is_schedule_current(made)
    application_update(application_id=made.id, actor=admin, terms=terms(term_months=6))
    [listed] = selectors.application_schedule_list(viewer=admin, application_id=made.id)
    assert not listed.is_current
    assert not selectors.is_schedule_current(Application.objects.get(id=made.id))


def test_refusals_in_their_order(admin):
    with pytest.raises(schedules.TermsMissing):
        _schedule(application(), admin)
    made = loan()
    with pytest.raises(rules.DateOutOfRange):
        _schedule(made, admin, date.max)
    for stage in ("discharged", "declined", "withdrawn"):
        day = clock.today() if stage == "discharged" else None
        locked = put(loan(), stage, settled_on=day, approved=True)
        with pytest.raises(schedules.ScheduleLocked):
            _schedule(locked, admin)
        with pytest.raises(rules.DateOutOfRange):
            _schedule(locked, admin, date.max)
    with pytest.raises(schedules.ScheduleLocked):
        _schedule(settled(), admin)
    with pytest.raises(applications.ApplicationNotFound):
        _schedule(made, UserFactory(role="bdm").actor)


def test_an_instalment_that_fits_some_months_only_is_judged_by_the_day(admin):
    made = loan(day_count="actual_365", instalment_amount=Decimal("10.00"))
    _schedule(made, admin, date(2025, 1, 31))  # 28 days: 9.21
    with pytest.raises(schedules.NotComputable):
        _schedule(made, admin, date(2025, 3, 1))  # 31 days: 10.19
    assert RepaymentSchedule.objects.get().is_active


def test_settling_computes_again_and_says_so(admin, monkeypatch):
    made, told = loan(), []
    _schedule(made, admin)
    monkeypatch.setattr(schedules.events, "publish", told.append)
    day = START + timedelta(days=40)
    schedule_settle(application_id=made.id, effective_on=day, actor_id=admin.user_id)
    active = RepaymentSchedule.objects.get(is_active=True)
    assert (active.number, active.starts_on) == (2, day)
    assert told == [ScheduleActivated(made.id, active.id, day, admin.user_id)]


def test_an_application_that_may_be_deleted_takes_its_schedules_along(admin):
    made = loan()
    _schedule(made, admin)
    _schedule(made, admin)
    application_delete(application_id=made.id, actor=admin)
    assert (RepaymentSchedule.objects.count(), Repayment.objects.count()) == (0, 0)


def test_pages_cost_the_same_whatever_they_show(admin, django_assert_num_queries):
    made = loan()
    for _ in range(4):
        _schedule(made, admin)
    found = selectors.schedule_list(viewer=admin).order_by("id")
    rows = selectors.judged(selectors.repayment_list(viewer=admin), None).order_by("id")
    for number in (1, 4):
        with django_assert_num_queries(2):
            assert all(each.maturity_on and each.totals for each in found[:number])
        with django_assert_num_queries(1):
            assert all(each.application_id and each.overdue is not None for each in rows[:number])


# --- rows -----------------------------------------------------------------------------------------------
def test_a_row_moves_between_its_neighbours(admin):
    made = loan()
    _schedule(made, admin)  # 28 February, 31 March, 30 April
    row = _row(made, 2)
    for day, fits in [
        ("2025-02-28", False),
        ("2025-03-01", True),
        ("2025-04-29", True),
        ("2025-04-30", False),
    ]:
        due_on = date.fromisoformat(day)
        if fits:
            moved = repayment_update(repayment_id=row.id, actor=admin, due_on=due_on)
            assert (moved.due_on, moved.days) == (due_on, row.days)
        else:
            with pytest.raises(repayments.Order):
                repayment_update(repayment_id=row.id, actor=admin, due_on=due_on)
    assert repayment_update(repayment_id=row.id, actor=admin).version == 3
    assert repayment_update(repayment_id=row.id, actor=admin, due_on=date(2025, 4, 29)).version == 3
    assert AuditEvent.objects.filter(action="repayment_update", application_id=made.id).count() == 2


def test_the_first_row_comes_after_the_start_and_the_last_may_be_late(admin):
    made = loan()
    _schedule(made, admin)
    with pytest.raises(repayments.Order):
        repayment_update(repayment_id=_row(made, 1).id, actor=admin, due_on=START)
    repayment_update(repayment_id=_row(made, 1).id, actor=admin, due_on=START + timedelta(days=1))
    repayment_update(repayment_id=_row(made, 3).id, actor=admin, due_on=date(2026, 5, 1))
    [shown] = selectors.schedule_list(viewer=admin)
    assert shown.maturity_on == date(2026, 5, 1)
    assert [year.year for year in shown.annual_totals] == [2025, 2026]


def test_rows_that_do_not_move(admin):
    def refused(refusal, row, day=None):
        with pytest.raises(refusal):
            repayment_update(repayment_id=row.id, actor=admin, due_on=day or row.due_on)

    made = loan()
    _schedule(made, admin)
    old = _row(made, 1)
    _schedule(made, admin)
    refused(repayments.NotActive, old)
    counted = loan(day_count="actual_365")
    _schedule(counted, admin)
    refused(repayments.DaysCount, _row(counted, 1))
    put(made, "withdrawn")
    refused(schedules.ScheduleLocked, _row(made, 1))
    running = settled()
    paid = _row(running, 1)
    Repayment.objects.filter(id=paid.id).update(paid_interest=Decimal("0.01"))
    refused(repayments.RowTouched, paid)
    refused(repayments.Order, paid, date.max)  # what is asked for, before what is
    repayment_update(repayment_id=_row(running, 2).id, actor=admin, due_on=_row(running, 2).due_on)
    with pytest.raises(selectors.RepaymentNotFound):
        repayment_update(repayment_id=paid.id, actor=UserFactory(role="bdm").actor)


def test_rows_are_judged_at_a_day(admin):
    made = loan()
    _schedule(made, admin)
    first = _row(made, 1)
    Repayment.objects.filter(id=first.id).update(paid_interest=Decimal("10.00"))
    rows = selectors.repayment_list(viewer=admin)

    def overdue(day):
        judged = selectors.judged(rows, date.fromisoformat(day)).order_by("number")
        return [row.overdue for row in judged]

    assert overdue("2025-02-28") == [False, False, False]
    assert overdue("2025-03-01") == [True, False, False]
    assert overdue("2025-05-01") == [True, True, True]
    Repayment.objects.filter(id=first.id).update(paid_principal=first.principal)
    assert overdue("2025-05-01") == [False, True, True]
    assert selectors.repayment_get(viewer=admin, repayment_id=first.id).status == "paid"


# --- the database ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE repayments_repaymentschedule SET number = 9",
        "DELETE FROM repayments_repaymentschedule",
        "UPDATE repayments_repayment SET interest = 0, closing_balance = 0",
        "UPDATE repayments_repayment SET paid_principal = 1",
        "UPDATE repayments_repayment SET paid_interest = 999",
        "DELETE FROM repayments_repayment",
        "INSERT INTO repayments_repaymentschedule (id, created_at, application_id, number, terms_version,"
        " starts_on, is_active) SELECT gen_random_uuid(), now(), application_id, 2, 1, now(), true"
        " FROM repayments_repaymentschedule",
    ],
)
def test_the_database_keeps_what_was_computed(admin, statement):
    _schedule(loan(), admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(statement)
