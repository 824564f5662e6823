"""Status against a recomputation from the histories, event after event."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest
from django.db import connection

from apps.applications.lifecycle import STAGES
from apps.applications.models import Application, StageEvent
from apps.applications.tests.factories import application, put
from apps.kernel import clock
from apps.reports.filters import StatusQuery
from apps.reports.status import FUNNEL, status_report

pytestmark = pytest.mark.django_db
WAY = ("sent_to_lender", "iloo_signed", "more_info_required", "formal_approval")


@pytest.fixture
def moved(book):
    """Let some applications move at different times, one of them back and away."""
    ann, _, cyd = book.brokers
    for broker, stages in ((ann, WAY), (cyd, (*WAY[:2], "declined")), (ann, ("withdrawn", "closed"))):
        made = application(broker=broker)
        for stage in stages:
            resume_stage = "iloo_signed" if stage == "more_info_required" else None
            put(made, stage, resume_stage=resume_stage, approved=stage == "formal_approval")
        created = clock.now() - timedelta(days=60)
        for event in StageEvent.objects.filter(application=made):
            _backdate(event, created + timedelta(days=11 * (event.seq - 1), hours=event.seq))
        Application.objects.filter(id=made.id).update(created_at=created)
    return book


def _backdate(event, at):
    """Write over what the database guards: histories of a test have to have happened."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE applications_stageevent DISABLE TRIGGER USER")
        cursor.execute("UPDATE applications_stageevent SET at = %s WHERE id = %s", [at, event.id])
        cursor.execute("ALTER TABLE applications_stageevent ENABLE TRIGGER USER")


def _expected(applications, as_of):
    today = clock.today()
    end = clock.day_end(as_of)
    judged = clock.now() if as_of == today else end
    by_stage, reached, spent, stale = defaultdict(int), defaultdict(int), defaultdict(list), 0
    for made in applications:
        events = [each for each in made.stage_events.order_by("seq") if each.at < end]
        if not events:
            continue
        by_stage[events[-1].to_stage] += 1
        for earlier, later in pairwise(events):
            spent[earlier.to_stage].append(later.at - earlier.at)
        for stage in {event.to_stage for event in events}:
            reached[stage] += 1
        over = {"settled", "discharged", "closed", "declined", "withdrawn"}
        stale += events[-1].to_stage not in over and judged - events[-1].at > timedelta(days=14)
    means = {
        stage: _rounded(Decimal(sum(map(_seconds, each))) / len(each) / 86_400)
        for stage, each in spent.items()
    }
    return (
        {stage: by_stage[stage] for stage in STAGES},
        {stage: reached[stage] for stage in FUNNEL},
        {stage: means.get(stage) for stage in STAGES},
        stale,
    )


def _seconds(spent):
    return Decimal(spent // timedelta(microseconds=1)) / 1_000_000


def _rounded(days):
    return days.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


@pytest.mark.parametrize("days", [0, 1, 14, 25, 30, 45, 59, 61, 500, -30])
def test_it_is_what_the_histories_say(moved, asked, seen_by, days):
    as_of = clock.today() - timedelta(days=days)
    for viewer in moved.viewers.values():
        report = status_report(viewer=viewer, asked=asked(StatusQuery, viewer, as_of=as_of))
        by_stage, reached, means, stale = _expected(seen_by(viewer), as_of)
        assert dict(report.by_stage) == by_stage
        assert dict(report.reached) == reached
        assert dict(report.average_days_in_stage) == means
        assert report.stale_count == stale
        over = report.settled + report.declined + report.withdrawn + report.closed
        assert report.open + over == report.created == sum(by_stage.values())


def test_scopes_and_filters(moved, asked):
    def counts(viewer, **said):
        report = status_report(viewer=viewer, asked=asked(StatusQuery, viewer, **said))
        return dict(report.by_stage), dict(report.reached), report.stale_count

    for broker in moved.brokers:  # law V5
        assert counts(broker.user.actor) == counts(moved.admin, broker_id=broker.id)
    assert counts(moved.bdm.user.actor) == counts(moved.admin, branch_id=moved.here.id)
    ann, bob, _ = moved.brokers
    nothing = counts(moved.viewers["empty bdm"])
    assert sum(nothing[0].values()) == 0
    assert counts(ann.user.actor, broker_id=bob.id) == nothing
    middle = clock.today() - timedelta(days=100)
    older = counts(moved.admin, date_to=middle)[0]
    newer = counts(moved.admin, date_from=middle + timedelta(days=1))[0]
    assert {stage: older[stage] + newer[stage] for stage in STAGES} == counts(moved.admin)[0]


def test_rates_are_null_without_a_denominator_and_round_half_up(moved, asked):
    report = status_report(viewer=moved.admin, asked=asked(StatusQuery, moved.admin))
    sent, signed, approved, paid_out = (report.reached[stage] for stage in FUNNEL)
    assert (sent, signed, approved) == (3, 2, 1)
    assert report.rates["iloo_signed"] == Decimal("66.67")
    assert report.rates["formal_approval"] == Decimal("50.00")
    assert report.rates["settled_of_created"] == round(Decimal(100 * paid_out) / report.created, 2)
    empty = moved.viewers["empty bdm"]
    assert set(status_report(viewer=empty, asked=asked(StatusQuery, empty)).rates.values()) == {None}


def test_the_ends_of_the_calendar_are_days_like_others(moved, asked):
    first = asked(StatusQuery, moved.admin, as_of=date.min, date_from=date.min, date_to=date.min)
    assert status_report(viewer=moved.admin, asked=first).created == 0
    last = asked(StatusQuery, moved.admin, as_of=date.max, date_from=date.min, date_to=date.max)
    report = status_report(viewer=moved.admin, asked=last)
    assert report.created == Application.objects.count()
    assert report.stale_count == report.open


def test_it_takes_two_queries(moved, asked, django_assert_num_queries):
    query = asked(StatusQuery, moved.admin, bdm_id=moved.bdm.id)
    with django_assert_num_queries(2):
        status_report(viewer=moved.admin, asked=query)
