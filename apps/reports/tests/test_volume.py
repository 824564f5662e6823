"""Volume against a recomputation that looks at one application after the other."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from apps.applications.models import Application
from apps.applications.tests.factories import application
from apps.kernel import clock
from apps.kernel.errors import Invalid
from apps.reports.filters import VolumeQuery
from apps.reports.periods import PERIODS, TooManyPeriods, covering
from apps.reports.volume import GROUPS, volume_report

pytestmark = pytest.mark.django_db
SYDNEY = ZoneInfo("Australia/Sydney")


def _first_day(length, day):
    return {
        "day": lambda: day,
        "week": lambda: day - timedelta(days=day.weekday()),
        "month": lambda: day.replace(day=1),
        "quarter": lambda: date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
    }[length]()


def _key(group_by, made):
    if group_by in PERIODS:
        return _first_day(group_by, made.created_at.astimezone(SYDNEY).date()).isoformat()
    return {
        "stage": made.stage,
        "application_type": made.application_type,
        "broker": str(made.broker_id),
        "bdm": made.bdm_id and str(made.bdm_id),
        "branch": str(made.broker.branch_id),
    }[group_by]


def _expected(made):
    amounts = [each.loan_amount for each in made if each.loan_amount is not None]
    total = sum(amounts, Decimal("0.00"))
    return len(made), total, round(total / len(amounts), 2) if amounts else None


def _shown(figures):
    return figures.count, figures.total_amount, figures.average_amount


@pytest.mark.parametrize("group_by", GROUPS)
def test_groups_and_totals_are_what_each_application_says(book, asked, seen_by, group_by):
    for viewer in book.viewers.values():
        report = volume_report(viewer=viewer, asked=asked(VolumeQuery, viewer, group_by=group_by))
        expected = defaultdict(list)
        for made in seen_by(viewer):
            expected[_key(group_by, made)].append(made)
        mine = {group.key: _shown(group) for group in report.groups if group.count or group_by not in PERIODS}
        assert mine == {key: _expected(made) for key, made in expected.items()}
        assert _shown(report.totals) == _expected(seen_by(viewer))
        if group_by in PERIODS and report.groups:
            days = [date.fromisoformat(group.key) for group in report.groups]
            assert days[0] == min(map(date.fromisoformat, expected))
            assert [PERIODS[group_by].number(day) for day in days] == list(
                range(PERIODS[group_by].number(days[0]), PERIODS[group_by].number(days[-1]) + 1)
            )
        else:
            names = [group.name for group in report.groups]
            assert names == sorted(names, key=lambda name: (name is None, name))


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-03-31T12:59:59+00:00", "2026-03-31"),  # a second before midnight in Sydney, in summer
        ("2026-03-31T13:00:00+00:00", "2026-04-01"),
        ("2026-06-30T13:59:59+00:00", "2026-06-30"),
        ("2026-06-30T14:00:00+00:00", "2026-07-01"),
        ("2026-10-03T14:00:00+00:00", "2026-10-04"),  # a day of 23 hours
        ("2026-10-04T12:59:59+00:00", "2026-10-04"),
        ("2026-10-04T13:00:00+00:00", "2026-10-05"),
    ],
)
def test_a_business_day_is_sydneys_and_both_ends_count(admin, asked, instant, day):
    made = application()
    Application.objects.filter(id=made.id).update(created_at=datetime.fromisoformat(instant))
    query = asked(VolumeQuery, admin, date_from=day, date_to=day, group_by="day")
    report = volume_report(viewer=admin, asked=query)
    assert [(group.key, group.count) for group in report.groups] == [(day, 1)]
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    query = asked(VolumeQuery, admin, date_from=before, date_to=before, group_by="month")
    assert [group.count for group in volume_report(viewer=admin, asked=query).groups] == [0]


def test_splitting_a_range_adds_up(book, asked):
    today = clock.today()

    def count(first, last):
        query = asked(VolumeQuery, book.admin, date_from=first, date_to=last)
        totals = volume_report(viewer=book.admin, asked=query).totals
        return totals.count, totals.total_amount

    start = today - timedelta(days=300)
    whole = count(start, today)
    assert whole[0] == len(book.loans)
    for days in (1, 40, 41, 80, 160, 299):
        middle = start + timedelta(days=days)
        left, right = count(start, middle), count(middle + timedelta(days=1), today)
        assert (left[0] + right[0], left[1] + right[1]) == whole


def test_empty_periods_cover_the_whole_range(admin, asked):
    query = asked(VolumeQuery, admin, date_from="2025-12-31", date_to="2026-01-05", group_by="week")
    report = volume_report(viewer=admin, asked=query)
    assert [group.key for group in report.groups] == ["2025-12-29", "2026-01-05"]
    assert {_shown(group) for group in report.groups} == {(0, Decimal("0.00"), None)}
    open_ = asked(VolumeQuery, admin, group_by="day", date_from="2026-01-01")
    assert volume_report(viewer=admin, asked=open_).groups == []


@pytest.mark.parametrize("length", PERIODS)
def test_periods_reach_to_both_ends_of_the_calendar(length):
    period = PERIODS[length]
    assert period.between(date.min, date.min) == [date.min]
    last = period.first_day(period.number(date.max))
    assert last == _first_day(length, date.max)
    with pytest.raises(TooManyPeriods):
        period.between(date.min, date.max)
    assert period.between(date(2026, 3, 31), date(2025, 12, 28)) == []
    assert covering(length, [], date_from=None, date_to=None) == []
    for day in (date(2024, 2, 29), date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 22)):
        assert period.between(day, day) == [_first_day(length, day)]


def test_what_is_too_long_is_refused_before_anything_is_read(book, asked, django_assert_num_queries):
    query = asked(VolumeQuery, book.admin, date_from="0001-01-01", date_to="9999-12-31", group_by="day")
    with pytest.raises(Invalid) as refusal, django_assert_num_queries(0):
        volume_report(viewer=book.admin, asked=query)
    assert refusal.value.code == "reports.too_many_periods"


def test_it_takes_one_query(book, asked, django_assert_num_queries):
    for group_by in GROUPS:
        query = asked(VolumeQuery, book.admin, group_by=group_by, branch_id=book.here.id)
        with django_assert_num_queries(1):
            volume_report(viewer=book.admin, asked=query)
