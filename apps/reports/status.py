"""Where applications stood at the end of a day, and how far they had come, told from their histories.

Source: domain.md, section 10, "Application status"
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import connection

from apps.applications.lifecycle import NODES, STAGES, Stage
from apps.applications.visibility import visible_applications
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.filters import QueryFilter
from apps.reports import figures

FUNNEL = (Stage.SENT_TO_LENDER, Stage.ILOO_SIGNED, Stage.FORMAL_APPROVAL, Stage.SETTLED)
_OVER = (Stage.SETTLED, Stage.DISCHARGED, Stage.CLOSED, Stage.DECLINED, Stage.WITHDRAWN)
_A_DAY, _MICROSECOND = timedelta(days=1), timedelta(microseconds=1)

# A visit ends where the next event begins. Intervals are summed exactly and divided once; docs/explanation/
# reports.md says what a mean of seconds would cost. `allowed` are the days that a stage may last.
_VISITS = """
SELECT to_stage, count(*) FILTER (WHERE until IS NULL), count(until), sum(until - at),
       count(*) FILTER (WHERE until IS NULL AND at < %s - make_interval(days => allowed.days))
FROM (SELECT to_stage, at, lead(at) OVER (PARTITION BY application_id ORDER BY seq) AS until
      FROM applications_stageevent
      WHERE at < %s AND application_id IN ({scope})) AS visit
LEFT JOIN unnest(%s::text[], %s::int[]) AS allowed (stage, days) ON allowed.stage = to_stage
GROUP BY to_stage
"""
_REACHED = """
SELECT to_stage, count(*)
FROM (SELECT DISTINCT application_id, to_stage
      FROM applications_stageevent
      WHERE at < %s AND to_stage = ANY (%s) AND application_id IN ({scope})) AS reached
GROUP BY to_stage
"""


@dataclass(frozen=True, slots=True)
class Status:
    """The answer; the range as it was asked for. Stages are by name, and all there."""

    as_of: date
    date_from: date | None
    date_to: date | None
    by_stage: Mapping[str, int]
    reached: Mapping[str, int]
    average_days_in_stage: Mapping[str, Decimal | None]
    stale_count: int

    @property
    def created(self) -> int:
        """All applications that there were."""
        return sum(self.by_stage.values())

    @property
    def open(self) -> int:
        """Those that are still worked on."""
        return self.created - sum(self.by_stage[stage] for stage in _OVER)

    @property
    def settled(self) -> int:
        """Those paid out; repaid ones too."""
        return self.by_stage[Stage.SETTLED] + self.by_stage[Stage.DISCHARGED]

    @property
    def declined(self) -> int:
        """Those refused."""
        return self.by_stage[Stage.DECLINED]

    @property
    def withdrawn(self) -> int:
        """Those given up."""
        return self.by_stage[Stage.WITHDRAWN]

    @property
    def closed(self) -> int:
        """Those put away."""
        return self.by_stage[Stage.CLOSED]

    @property
    def rates(self) -> dict[str, Decimal | None]:
        """Percent of those that reached the stage before; and of all, how many were settled."""
        funnel = {
            later.value: figures.percentage(self.reached[later], self.reached[earlier])
            for earlier, later in pairwise(FUNNEL)
        }
        return {**funnel, "settled_of_created": figures.percentage(self.reached[Stage.SETTLED], self.created)}


def status_report(*, viewer: Actor, asked: QueryFilter) -> Status:
    """Return the report over what `viewer` may see, in two queries.

    Raises:
        WrongRange: the range.
    """
    today = clock.today()
    as_of = asked.value("as_of") or today
    end = clock.day_end(as_of)
    rows: Any = asked.rows(visible_applications(viewer)).order_by().values("id")
    scope, among = rows.query.sql_with_params()
    # Today is judged now, as the list of stale applications does; another day at its end.
    judged = clock.now() if as_of == today else end
    limits = {stage.value: node.stale_after_days for stage, node in NODES.items() if node.stale_after_days}
    by_stage, means, stale = dict.fromkeys(STAGES, 0), dict[str, Decimal | None].fromkeys(STAGES), 0
    for stage, here, visits, spent, overdue in _read(
        _VISITS.format(scope=scope), judged, end, *among, list(limits), list(limits.values())
    ):
        by_stage[stage], means[stage] = here, _mean_days(spent, visits)
        stale += overdue
    names = [stage.value for stage in FUNNEL]
    reached = dict.fromkeys(names, 0) | dict(_read(_REACHED.format(scope=scope), end, names, *among))
    return Status(as_of, asked.value("date_from"), asked.value("date_to"), by_stage, reached, means, stale)


def _read(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _mean_days(spent: timedelta | None, visits: int) -> Decimal | None:
    if spent is None:
        return None
    return figures.mean_days(Decimal(spent // _MICROSECOND) / Decimal(_A_DAY // _MICROSECOND), visits)
