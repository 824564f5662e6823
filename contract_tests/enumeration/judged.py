"""What a day decides: fields of rows that are judged on it, and sums over what had happened by then.

Sources: domain.md, sections 2 (overdue) and 7, laws L2 and L3.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from contract_tests.actors import Actor
from contract_tests.enumeration import access_requests, lists
from contract_tests.enumeration.access_fans import Fan, split
from contract_tests.enumeration.operations import Operation, operations
from contract_tests.enumeration.steps import Case
from contract_tests.model import collections as model
from contract_tests.model.access_world import WORLD, row_id, rows
from contract_tests.model.trial_balance import SUMS

_DAY = timedelta(days=1)
_JUDGED = "rows_are_judged_on_the_day_that_is_asked_for"
_SUMMED = "balances_are_the_sums_of_the_journal"


def judges(operation: Operation) -> bool:
    """Whether a list has a parameter that changes what its rows show."""
    return any(name == operation.name for name, _ in model.JUDGING)


def sums(operation: Operation) -> bool:
    """Whether an operation sums over a list."""
    return operation.name in SUMS


# --- rows that are judged -------------------------------------------------------------------------------
def judged_fans(operation: Operation) -> Iterator[Fan]:
    """Return the list as of days around those that occur, and filtered by what is judged.

    Raises:
        AssertionError: nothing of the world is judged otherwise on another day.
    """
    for (name, parameter), field in model.JUDGING.items():
        if name == operation.name:
            for actor in (None, *lists.others(operation)):
                yield from _judged(operation, actor, parameter, field)


def judged_cases(operation: Operation) -> Iterator[Case]:
    """Return the lists as cases of their own."""
    yield from split(judged_fans(operation))


def _judged(operation: Operation, actor: Actor | None, parameter: str, field: str) -> Iterator[Fan]:
    known = lists.rows_of(operation, actor)
    days = _days([row["due_on"] for row in known], 4 if actor is None else 1)
    asked = {on: lists.whole(operation, actor, **{parameter: on}) for on in days}
    whole = lists.whole(operation, actor)
    yield Fan(
        [whole],
        [
            step.must(_JUDGED, status=[200], judged_on={"answer": 0, "field": field, "on": on})
            for on, step in (*asked.items(), (None, whole))
        ],
    )
    for on, step in asked.items():
        looks = [
            lists.whole(operation, actor, **{parameter: on, field: text}).must(
                _JUDGED, status=[200], filtered={"answer": 0, "where": [[field, "is", text]]}
            )
            for text in ("true", "false")
        ]
        yield Fan([step], looks)
    counts = {sum(model.judged(row, on) for row in known) for on in days}
    assert actor is not None or len(counts) > 1, f"no day decides about a row of {operation.name}"


def _days(texts: list[str], most: int) -> list[str]:
    """Return days around some of those that occur."""
    days = lists.spread(sorted({model.day(text) for text in texts}), most)
    return sorted({(day + step).isoformat() for day in days for step in (-_DAY, timedelta(), _DAY)})


# --- sums -----------------------------------------------------------------------------------------------
def sum_fans(operation: Operation) -> Iterator[Fan]:
    """Return sums beside the list they are made of: for each caller, for some objects and up to some days."""
    journal = operations()[SUMS[operation.name]]
    for actor in access_requests.callers(operation):
        posted = lists.rows_of(journal, actor)
        yield _summed(operation, journal, actor, None, posted)
        known = [row_id(name) for name in rows(WORLD, "application")]
        of_each = {name: [row for row in posted if row["application_id"] == name] for name in known}
        most = sorted(known, key=lambda name: -len(of_each[name]))
        for name in (*most[:4], most[-1]):  # the last has no entries, or is not visible
            yield _summed(operation, journal, actor, name, of_each[name])


def sum_cases(operation: Operation) -> Iterator[Case]:
    """Return the sums as cases of their own."""
    yield from split(sum_fans(operation))


def _summed(
    operation: Operation, journal: Operation, actor: Actor, about: str | None, posted: list[dict[str, Any]]
) -> Fan:
    filters = {} if about is None else {"application_id": about}
    days = _days([row["effective_on"] for row in posted], 3 if about is None else 1)
    base = access_requests.request(operation, actor)
    looks = [
        base.with_query(filters | ({"as_of": on} if on else {})).must(
            _SUMMED, status=[200], sums_up={"answer": 0, "on": on, "application_id": about}
        )
        for on in (None, *days)
    ]
    return Fan([lists.whole(journal, actor, **filters)], looks)
