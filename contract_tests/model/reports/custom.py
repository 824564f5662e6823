"""A custom report, computed from the rows of lists. Source: domain.md, section 10; law R8.

The requirements are silent on some edges; these are the readings that the API documents: `ne` is whatever
`eq` is not, nulls included; nulls come last; a sum of nothing is 0; `totals` are over all rows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from contract_tests.model.reports.book import Book
from contract_tests.model.reports.columns import Fields, fields
from contract_tests.model.reports.figures import MONEY, RATE, quotient, rounded
from contract_tests.model.text import stored

Spec = Mapping[str, Any]
LIMIT = 1000
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_PLACES = {"money": MONEY, "rate": RATE}


@dataclass(frozen=True, slots=True)
class Table:
    """A report.

    Args:
        columns: names, in their order: those that it is grouped by, then the measures.
        groups: every group's cells, in no order.
        totals: cells of all rows together.
    """

    columns: list[str]
    groups: list[list[Any]]
    totals: list[Any]


def table(spec: Spec, book: Book, kinds: Mapping[str, str]) -> Table:
    """Return the whole report, whatever its limit.

    Args:
        kinds: of the columns, by their names, as they were answered: how many places a mean has.
    """
    rows = [
        row
        for row in fields(spec["entity"], book)
        if all(_holds(row, each) for each in spec.get("filters", ()))
    ]
    by, measures = list(spec.get("group_by", ())), spec["measures"]
    parts: dict[tuple[Any, ...], list[Fields]] = {} if by else {(): []}
    for row in rows:
        parts.setdefault(tuple(row[name] for name in by), []).append(row)
    return Table(
        columns=columns(spec),
        groups=[[*key, *_measured(each, measures, kinds)] for key, each in parts.items()],
        totals=[*(None for _ in by), *_measured(rows, measures, kinds)],
    )


def columns(spec: Spec) -> list[str]:
    """Return the names of a report's columns."""
    return [*spec.get("group_by", ()), *map(column, spec["measures"])]


def column(measure: Mapping[str, str]) -> str:
    """Return the name of a measure's column."""
    return f"{measure['fn']}_{measure['field']}" if "field" in measure else measure["fn"]


# --- filters --------------------------------------------------------------------------------------------
def _holds(row: Fields, condition: Mapping[str, Any]) -> bool:
    value, operator, wanted = row[condition["field"]], condition["op"], condition["value"]
    if operator == "isnull":
        return bool((value is None) == wanted)
    if operator == "ne":
        return not _is(value, wanted)
    if value is None:
        return False
    match operator:
        case "eq":
            return _is(value, wanted)
        case "in":
            return any(_is(value, each) for each in wanted)
        case "between":
            least, most = map(comparable, wanted)
            return bool(least <= comparable(value) <= most)
    mine, other = comparable(value), comparable(wanted)
    return bool(
        {"lt": mine < other, "lte": mine <= other, "gt": mine > other, "gte": mine >= other}[operator]
    )


def _is(value: Any, wanted: Any) -> bool:
    if value is None or isinstance(value, bool):
        return value is wanted
    return bool(comparable(value) == comparable(wanted))


def comparable(value: Any) -> Any:
    """Return what a value stands for: figures as numbers, text as it is stored."""
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Decimal(value)
    return stored(value, is_email=False) if isinstance(value, str) else value


# --- measures -------------------------------------------------------------------------------------------
def _measured(
    rows: Sequence[Fields], measures: Sequence[Mapping[str, str]], kinds: Mapping[str, str]
) -> list[Any]:
    return [_measure(rows, each, kinds.get(column(each), "")) for each in measures]


def _measure(rows: Sequence[Fields], measure: Mapping[str, str], kind: str) -> Any:
    if measure["fn"] == "count":
        return len(rows)
    values = [row[measure["field"]] for row in rows if row[measure["field"]] is not None]
    if not values and measure["fn"] != "sum":
        return None
    if measure["fn"] in ("min", "max"):
        return (min if measure["fn"] == "min" else max)(values, key=comparable)
    total = sum(map(Decimal, values), Decimal(0))
    if measure["fn"] == "avg":
        return quotient(total, len(values), _PLACES.get(kind, MONEY))
    return int(total) if kind == "integer" else rounded(total, MONEY)
