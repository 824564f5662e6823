"""Compliance against a recomputation that looks at one row after the other."""

from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest

from apps.kernel import clock
from apps.repayments.models import PaymentAllocation, Repayment
from apps.reports.compliance import GROUPS, compliance_report
from apps.reports.filters import ComplianceQuery, WrongRange
from apps.reports.periods import TooManyPeriods

pytestmark = pytest.mark.django_db
CLASSES = ("paid_on_time", "paid_late", "partial_overdue", "missed", "not_due")


def _class(row, as_of):
    """Return the class of one row and what was paid on it, and the days it was late."""
    given = PaymentAllocation.objects.filter(
        repayment=row, payment__reversed_by=None, payment__received_on__lte=as_of
    ).select_related("payment")
    paid = sum((each.interest + each.principal for each in given), Decimal(0))
    late = max(((each.payment.received_on - row.due_on).days for each in given), default=0)
    if paid == row.amount:
        return ("paid_late", paid, late) if late > 0 else ("paid_on_time", paid, 0)
    if row.due_on >= as_of:
        return "not_due", paid, 0
    return ("partial_overdue" if paid else "missed"), paid, 0


def _rows(applications, date_from, date_to):
    loans = [each for each in applications if each.settled_on]
    rows = Repayment.objects.filter(
        schedule__application__in=loans, schedule__is_active=True, amount__gt=0
    ).select_related("schedule__application__broker__branch")
    return [
        row
        for row in rows
        if (date_from is None or row.due_on >= date_from) and (date_to is None or row.due_on <= date_to)
    ]


def _expected(rows, as_of):
    judged = [(row, *_class(row, as_of)) for row in rows]
    counts = Counter(name for _, name, _, _ in judged)
    due = [(row, paid) for row, name, paid, _ in judged if name != "not_due"]
    late = [days for _, name, _, days in judged if name == "paid_late"]
    return {
        **{name: counts[name] for name in CLASSES},
        "due_count": len(due),
        "amount_due": sum((row.amount for row, _ in due), Decimal(0)),
        "amount_collected": sum((paid for _, paid in due), Decimal(0)),
        "average_days_late": _rounded(Decimal(sum(late)) / len(late), "0.1") if late else None,
        "compliance_rate": _rounded(Decimal(100 * counts["paid_on_time"]) / len(due)) if due else None,
    }


def _rounded(value, quantum="0.01"):
    return value.quantize(Decimal(quantum), rounding=ROUND_HALF_UP)


def _shown(figures):
    names = (*CLASSES, "due_count", "amount_due", "amount_collected", "average_days_late", "compliance_rate")
    return {name: getattr(figures, name) for name in names}


@pytest.mark.parametrize("days", [0, 1, 30, 75, 400, -400])
@pytest.mark.parametrize("bounds", [(None, None), (60, None), (None, 20), (120, -20)])
def test_totals_are_what_each_row_says(book, asked, seen_by, days, bounds):
    today = clock.today()
    as_of = today - timedelta(days=days)
    first, last = (None if each is None else today - timedelta(days=each) for each in bounds)
    said = {"as_of": as_of, "date_from": first, "date_to": last}
    said = {name: value for name, value in said.items() if value is not None}
    for viewer in book.viewers.values():
        report = compliance_report(viewer=viewer, asked=asked(ComplianceQuery, viewer, **said))
        expected = _expected(_rows(seen_by(viewer), first, last), as_of)
        assert _shown(report.totals) == expected
        assert report.groups == []


@pytest.mark.parametrize("group_by", GROUPS)
def test_groups_are_totals_of_their_rows(book, asked, seen_by, group_by):
    for viewer in book.viewers.values():
        query = asked(ComplianceQuery, viewer, group_by=group_by)
        report = compliance_report(viewer=viewer, asked=query)
        rows = _rows(seen_by(viewer), None, None)
        keys = {
            "month": lambda row: row.due_on.replace(day=1).isoformat(),
            "broker": lambda row: str(row.schedule.application.broker_id),
            "branch": lambda row: str(row.schedule.application.broker.branch_id),
        }
        mine = {group.key: _shown(group) for group in report.groups}
        for key, figures in mine.items():
            among = [row for row in rows if keys[group_by](row) == key]
            assert figures == _expected(among, clock.today())
        assert set(mine) >= {keys[group_by](row) for row in rows}
        assert sum(group.due_count for group in report.groups) == report.totals.due_count
        if group_by == "month":  # without a gap
            days = [date.fromisoformat(key) for key in mine]
            months = [day.year * 12 + day.month for day in days]
            assert months == list(range(months[0], months[0] + len(months))) if months else True
        elif group_by == "broker" and viewer == book.admin:
            assert [group.name for group in report.groups] == ["Ann", "Bob", "Cyd"]


def test_filters_narrow_what_is_seen(book, asked):
    def total(viewer, **said):
        query = asked(ComplianceQuery, viewer, **said)
        return _shown(compliance_report(viewer=viewer, asked=query).totals)

    ann, bob, cyd = book.brokers
    for broker in book.brokers:  # law V5
        assert total(broker.user.actor) == total(book.admin, broker_id=broker.id)
    assert total(book.bdm.user.actor) == total(book.admin, branch_id=book.here.id)
    assert total(book.admin, bdm_id=book.bdm.id) == total(book.admin, branch_id=book.here.id)
    nothing = total(book.viewers["empty bdm"])
    assert (nothing["due_count"], nothing["compliance_rate"]) == (0, None)
    assert total(ann.user.actor, broker_id=bob.id) == nothing
    assert total(ann.user.actor, application_id=book.loans[1].id) == nothing
    assert total(book.bdm.user.actor, branch_id=cyd.branch_id) == nothing
    assert total(ann.user.actor, application_id=book.loans[0].id) != nothing


def test_a_closed_loan_counts_and_a_withdrawn_one_never_did(book, asked):
    query = asked(ComplianceQuery, book.admin)
    before = _shown(compliance_report(viewer=book.admin, asked=query).totals)
    made = book.loans[0]
    made.stage = "closed"
    made.save()
    assert _shown(compliance_report(viewer=book.admin, asked=query).totals) == before


def test_ranges_that_are_wrong_or_too_long_are_refused(book, asked):
    wrong = asked(ComplianceQuery, book.admin, date_from="2026-02-02", date_to="2026-02-01")
    with pytest.raises(WrongRange):
        compliance_report(viewer=book.admin, asked=wrong)
    for bounds in (
        {"date_from": "0001-01-01", "date_to": "9999-12-31"},
        {"date_from": "0001-01-01"},
        {"date_to": "9999-12-31"},
        {"date_from": "1926-01-01", "date_to": "2026-01-01"},
    ):
        query = asked(ComplianceQuery, book.admin, group_by="month", **bounds)
        with pytest.raises(TooManyPeriods):
            compliance_report(viewer=book.admin, asked=query)
    just = asked(ComplianceQuery, book.admin, group_by="month", date_from="1926-02-01", date_to="2026-01-31")
    assert len(compliance_report(viewer=book.admin, asked=just).groups) == 1200


def test_the_ends_of_the_calendar_are_days_like_others(book, asked):
    for day in ("0001-01-01", "9999-12-31"):
        query = asked(ComplianceQuery, book.admin, as_of=day, date_from=day, date_to=day, group_by="month")
        report = compliance_report(viewer=book.admin, asked=query)
        assert [group.key for group in report.groups] == [f"{day[:8]}01"]
        assert report.totals.due_count == 0


def test_it_takes_one_query(book, asked, django_assert_num_queries):
    for group_by in GROUPS:
        query = asked(ComplianceQuery, book.admin, group_by=group_by)
        with django_assert_num_queries(1):
            compliance_report(viewer=book.admin, asked=query)
