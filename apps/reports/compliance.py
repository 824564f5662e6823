"""How instalments were paid, as at a day.

Source: domain.md, section 10, "Repayment compliance"
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import CharField, DateField, F, QuerySet, Value
from django.db.models.functions import Cast, TruncMonth

from apps.kernel import clock, money
from apps.kernel.actor import Actor
from apps.kernel.filters import QueryFilter
from apps.repayments import selectors as repayments
from apps.reports import figures, periods

_TEXT: "CharField[Any, Any]" = CharField()
_BROKER = "schedule__application__broker"
# What an instalment is grouped by, and what that is called.
_GROUPS: Mapping[str | None, tuple[Any, Any]] = {
    None: (Value(""), Value("")),
    "month": (Cast(TruncMonth("due_on"), DateField()), Value("")),
    "broker": (F(f"{_BROKER}_id"), F(f"{_BROKER}__name")),
    "branch": (F(f"{_BROKER}__branch_id"), F(f"{_BROKER}__branch__name")),
}
GROUPS = tuple(name for name in _GROUPS if name is not None)

# `considered` is the statement of a selector with its parameters, and the only part that differs. What each
# row had got by the end of the day is summed once; a row that is full was full with its last payment. Totals
# come from the same pass as groups.
_STATEMENT = """
WITH considered (id, due_on, amount, key, name) AS ({considered}),
received AS (
    SELECT considered.id, sum(allocation.interest + allocation.principal) AS paid,
           max(payment.received_on) AS last_on
    FROM considered
    JOIN repayments_paymentallocation AS allocation ON allocation.repayment_id = considered.id
    JOIN repayments_payment AS payment ON payment.id = allocation.payment_id
    WHERE payment.reversed_by_id IS NULL AND payment.received_on <= %s
    GROUP BY considered.id
),
judged AS (
    SELECT key, name, amount, coalesce(paid, 0) AS paid, last_on - due_on AS days_late,
           CASE WHEN paid >= amount AND last_on <= due_on THEN 'paid_on_time'
                WHEN paid >= amount THEN 'paid_late'
                WHEN due_on >= %s THEN 'not_due'
                WHEN paid > 0 THEN 'partial_overdue'
                ELSE 'missed' END AS class
    FROM considered LEFT JOIN received USING (id)
)
SELECT grouping(key), key, name,
       count(*) FILTER (WHERE class = 'paid_on_time'), count(*) FILTER (WHERE class = 'paid_late'),
       count(*) FILTER (WHERE class = 'partial_overdue'), count(*) FILTER (WHERE class = 'missed'),
       count(*) FILTER (WHERE class = 'not_due'),
       coalesce(sum(amount) FILTER (WHERE class <> 'not_due'), 0),
       coalesce(sum(paid) FILTER (WHERE class <> 'not_due'), 0),
       coalesce(sum(days_late) FILTER (WHERE class = 'paid_late'), 0)
FROM judged
GROUP BY GROUPING SETS ((key, name), ())
ORDER BY 1, name, key
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """How many instalments are in each class, and dollars of those that count as due."""

    paid_on_time: int
    paid_late: int
    partial_overdue: int
    missed: int
    not_due: int
    amount_due: Decimal
    amount_collected: Decimal
    days_late: int

    @property
    def due_count(self) -> int:
        """All but those that are not due; one that was paid early counts."""
        return self.paid_on_time + self.paid_late + self.partial_overdue + self.missed

    @property
    def compliance_rate(self) -> Decimal | None:
        """Percent of the due ones that were paid on time."""
        return figures.percentage(self.paid_on_time, self.due_count)

    @property
    def collection_rate(self) -> Decimal | None:
        """Percent of the dollars due that were collected."""
        return figures.percentage(self.amount_collected, self.amount_due)

    @property
    def average_days_late(self) -> Decimal | None:
        """Mean over those paid late."""
        return figures.mean_days(Decimal(self.days_late), self.paid_late)


@dataclass(frozen=True, slots=True)
class Group(Figures):
    """Figures of the instalments of a month, a broker or a branch."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Compliance:
    """The answer; the range as it was asked for."""

    as_of: date
    date_from: date | None
    date_to: date | None
    group_by: str | None
    totals: Figures
    groups: list[Group]


_NOTHING = (0, 0, 0, 0, 0, money.ZERO, money.ZERO, 0)


def compliance_report(*, viewer: Actor, asked: QueryFilter) -> Compliance:
    """Return the report over what `viewer` may see, in one query.

    Raises:
        WrongRange, TooManyPeriods: the range.
    """
    as_of, group_by = asked.value("as_of") or clock.today(), asked.value("group_by")
    date_from, date_to = asked.value("date_from"), asked.value("date_to")
    # What selects comes first: what is wrong with the range is said before anything is read.
    rows = asked.rows(_considered(viewer))
    if group_by == "month" and date_from is not None and date_to is not None:
        periods.covering(group_by, [], date_from=date_from, date_to=date_to)
    totals, groups = Figures(*_NOTHING), []
    for is_total, key, name, *sums in _judged(rows, group_by, as_of):
        if is_total:
            totals = Figures(*sums)
        elif group_by is not None:
            groups.append(Group(*(*sums, key, name or key)))
    if group_by == "month":
        groups = _without_gaps(groups, date_from, date_to)
    return Compliance(as_of, date_from, date_to, group_by, totals, groups)


def _considered(viewer: Actor) -> QuerySet[Any]:
    """Return what the report is about: also of a loan that is closed, if it was ever paid out."""
    rows = repayments.repayment_list(viewer=viewer).select_related(None)
    return rows.filter(
        schedule__is_active=True, schedule__application__settled_on__isnull=False, amount__gt=0
    )


def _judged(rows: QuerySet[Any], group_by: str | None, as_of: date) -> list[tuple[Any, ...]]:
    key, name = _GROUPS[group_by]
    columns: Any = rows.order_by().values_list("id", "due_on", "amount", Cast(key, _TEXT), Cast(name, _TEXT))
    considered, parameters = columns.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT.format(considered=considered), [*parameters, as_of, as_of])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _without_gaps(groups: list[Group], date_from: date | None, date_to: date | None) -> list[Group]:
    found = {date.fromisoformat(group.key): group for group in groups}
    months = periods.covering("month", list(found), date_from=date_from, date_to=date_to)
    return [found.get(month) or _empty(month.isoformat()) for month in months]


def _empty(key: str) -> Group:
    return Group(*(*_NOTHING, key, key))
