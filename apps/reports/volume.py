"""How many applications came in, and for how much.

Source: domain.md, section 10, "Application volume"
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, DateField, F, QuerySet, Sum
from django.db.models.functions import Cast, TruncDay, TruncMonth, TruncQuarter, TruncWeek

from apps.applications.visibility import visible_applications
from apps.kernel import clock, money
from apps.kernel.actor import Actor
from apps.kernel.filters import QueryFilter
from apps.reports import figures, periods

_PERIODS: Mapping[str, Callable[..., Any]] = {
    "day": TruncDay,
    "week": TruncWeek,
    "month": TruncMonth,
    "quarter": TruncQuarter,
}
# What an application is grouped by, and what that is called.
_VALUES: Mapping[str, tuple[str, str]] = {
    "stage": ("stage", "stage"),
    "application_type": ("application_type", "application_type"),
    "broker": ("broker_id", "broker__name"),
    "bdm": ("bdm_id", "bdm__name"),
    "branch": ("broker__branch_id", "broker__branch__name"),
}
GROUPS = (*_PERIODS, *_VALUES)


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of some applications, in dollars; the mean is over those that have an amount."""

    count: int
    total_amount: Decimal
    with_amount: int

    @property
    def average_amount(self) -> Decimal | None:
        """The mean amount; None where nobody has said one."""
        return figures.mean(self.total_amount, self.with_amount)


@dataclass(frozen=True, slots=True)
class Group(Figures):
    """Figures of those that have something in common; of those without a BDM it has no name."""

    key: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Volume:
    """The answer; the range as it was asked for."""

    date_from: date | None
    date_to: date | None
    group_by: str | None
    totals: Figures
    groups: list[Group]


def volume_report(*, viewer: Actor, asked: QueryFilter) -> Volume:
    """Return the report over what `viewer` may see, in one query.

    Raises:
        WrongRange, TooManyPeriods: the range.
    """
    group_by = asked.value("group_by")
    date_from, date_to = asked.value("date_from"), asked.value("date_to")
    rows = asked.rows(visible_applications(viewer)).order_by()
    groups = []
    if group_by in _PERIODS:
        groups = _by_time(rows, group_by, date_from, date_to)
    elif group_by is not None:
        groups = _by_value(rows, *_VALUES[group_by])
    totals = _added(groups) if group_by is not None else Figures(**rows.aggregate(**_sums()))
    return Volume(date_from, date_to, group_by, totals, groups)


def _sums() -> dict[str, Any]:
    return {
        "count": Count("id"),
        "total_amount": Sum("loan_amount", default=money.ZERO),
        "with_amount": Count("loan_amount"),
    }


def _by_value(rows: QuerySet[Any], key: str, name: str) -> list[Group]:
    grouped: Any = rows.values(group_key=F(key), group_name=F(name)).annotate(**_sums())
    return [
        Group(
            row["count"], row["total_amount"], row["with_amount"], _text(row["group_key"]), row["group_name"]
        )
        for row in grouped.order_by(F("group_name").asc(nulls_last=True), "group_key")
    ]


def _by_time(rows: QuerySet[Any], length: str, date_from: date | None, date_to: date | None) -> list[Group]:
    if date_from is not None and date_to is not None:
        periods.covering(length, [], date_from=date_from, date_to=date_to)  # refused before anything is read
    first_day = Cast(_PERIODS[length]("created_at", tzinfo=clock.zone()), DateField())
    found = {row["first_day"]: row for row in rows.values(first_day=first_day).annotate(**_sums())}
    nothing = {"count": 0, "total_amount": money.ZERO, "with_amount": 0}
    groups = []
    for day in periods.covering(length, list(found), date_from=date_from, date_to=date_to):
        row = found.get(day, nothing)
        key = day.isoformat()
        groups.append(Group(row["count"], row["total_amount"], row["with_amount"], key, key))
    return groups


def _added(groups: list[Group]) -> Figures:
    return Figures(
        sum(each.count for each in groups),
        sum((each.total_amount for each in groups), money.ZERO),
        sum(each.with_amount for each in groups),
    )


def _text(key: Any) -> str | None:
    return None if key is None else str(key)
