"""A specification compiled to one statement. Names reach columns through the catalogue only."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Avg, Count, DecimalField, F, Func, Max, Min, Q, QuerySet, Sum, Value, Window
from django.db.models.functions import NullIf, Round

from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid
from apps.reports.catalogue import COUNT, Entity, Kind, entities

_PLACES: Mapping[Kind, int] = {Kind.MONEY: 2, Kind.RATE: 4, Kind.DECIMAL: 2}
_LOOKUPS: Mapping[str, str] = {"eq": "exact", "ne": "exact", "between": "range"}
_NUMBER: "DecimalField[Any, Any]" = DecimalField(max_digits=40, decimal_places=10)


class UnknownColumn(Invalid):
    """order_by names a column that this report does not have."""

    code = "reports.unknown_column"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the answer."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """The answer; cells as JSON shows them.

    Args:
        totals: over all rows, beside each column; None under the groups.
        truncated: there are more rows than were asked for.
    """

    columns: list[Column]
    rows: list[list[Any]]
    totals: list[Any]
    truncated: bool


class _OverAll(Func):
    """An aggregate of the groups' aggregates, which Django lets only a window compute."""

    window_compatible = True


class _MeanOverAll(Round):
    """A quotient of such windows; Django would group by it, because it sees no aggregate in a window."""

    def get_group_by_cols(self) -> list[Any]:
        """Return nothing to group by."""
        return []


def check(spec: Mapping[str, Any], *, pointer: str) -> None:
    """Refuse what no schema can say.

    Raises:
        UnknownColumn: order_by names a column that the report does not have.
    """
    known = {*spec.get("group_by", ()), *map(_name, spec["measures"])}
    if any(name.removeprefix("-") not in known for name in spec.get("order_by", ())):
        raise UnknownColumn(pointer=pointer)


def custom_report(*, viewer: Actor, spec: Mapping[str, Any]) -> Table:
    """Return the report over what `viewer` may see, in one query.

    Args:
        spec: as `specs.ReportSpec` has cleaned it.

    Raises:
        UnknownColumn: order_by names a column that the report does not have.

    Source: domain.md, section 10, "Custom"
    """
    check(spec, pointer="/body/order_by")
    entity, groups = entities()[spec["entity"]], spec.get("group_by", [])
    measures = {_name(measure): measure for measure in spec["measures"]}
    columns = [Column(name, entity.fields[name].kind) for name in groups]
    columns += [Column(name, _kind(entity, measure)) for name, measure in measures.items()]
    rows = _filtered(entity, viewer, spec)
    sums = {f"m_{name}": _aggregate(entity, measure) for name, measure in measures.items()}
    if not groups:
        found = rows.aggregate(**sums)
        only = _cells(columns, [found[name] for name in sums])
        return Table(columns, [only], only, truncated=False)
    limit = spec["limit"]
    names = [*(f"f_{name}" for name in groups), *sums]
    totals = {f"t_{name}": _total(entity, measure) for name, measure in measures.items()}
    grouped: Any = rows.values(*names[: len(groups)]).annotate(**sums, **totals)
    lines = list(grouped.order_by(*_ordering(spec, groups)).values_list(*names, *totals)[: limit + 1])
    beside = lines[0][len(names) :] if lines else [_of_nothing(measure) for measure in measures.values()]
    return Table(
        columns,
        [_cells(columns, line[: len(names)]) for line in lines[:limit]],
        _cells(columns, [*(None for _ in groups), *beside]),
        truncated=len(lines) > limit,
    )


def _filtered(entity: Entity, viewer: Actor, spec: Mapping[str, Any]) -> QuerySet[Any]:
    """Return the rows the report is about, with every field it names as a column `f_<field>`."""
    filters = spec.get("filters", [])
    fields = {*spec.get("group_by", ()), *(each["field"] for each in filters)}
    fields |= {measure["field"] for measure in spec["measures"] if "field" in measure}
    rows: QuerySet[Any] = entity.rows(viewer).order_by().select_related(None).prefetch_related(None)
    rows = rows.annotate(**{f"f_{name}": entity.fields[name].source for name in sorted(fields)})
    for each in filters:
        condition = Q(**{f"f_{each['field']}__{_LOOKUPS.get(each['op'], each['op'])}": each["value"]})
        if each["op"] == "ne":  # whatever `eq` is not, nulls too, so that both share out the rows
            condition = ~condition | Q(**{f"f_{each['field']}__isnull": True})
        rows = rows.filter(condition)
    return rows


def _name(measure: Mapping[str, str]) -> str:
    return "_".join(measure.values())


def _kind(entity: Entity, measure: Mapping[str, str]) -> Kind:
    if measure["fn"] == COUNT:
        return Kind.INTEGER
    kind = entity.fields[measure["field"]].kind
    return Kind.DECIMAL if measure["fn"] == "avg" and kind is Kind.INTEGER else kind


def _aggregate(entity: Entity, measure: Mapping[str, str]) -> Any:
    """Return a measure of one group; the mean rounded as it is shown, for rows are ordered by it."""
    if measure["fn"] == COUNT:
        return Count("pk")
    column = F(f"f_{measure['field']}")
    if measure["fn"] == "avg":
        return Round(Avg(column, output_field=_NUMBER), precision=_PLACES[_kind(entity, measure)])
    if measure["fn"] == "sum":
        return Sum(column, default=0)
    return {"min": Min, "max": Max}[measure["fn"]](column)


def _total(entity: Entity, measure: Mapping[str, str]) -> Any:
    """Return the same measure over the rows of all groups, also of those beyond the limit."""
    if measure["fn"] == COUNT:
        return _over("SUM", Count("pk"))
    column = F(f"f_{measure['field']}")
    if measure["fn"] == "avg":
        total, count = _over("SUM", Sum(column), _NUMBER), _over("SUM", Count(column), _NUMBER)
        return _MeanOverAll(
            total / NullIf(count, Value(Decimal(0))), precision=_PLACES[_kind(entity, measure)]
        )
    return _over(measure["fn"].upper(), _aggregate(entity, measure))


def _over(function: str, aggregate: Any, output_field: Any = None) -> Any:
    return Window(_OverAll(aggregate, function=function, output_field=output_field))


def _of_nothing(measure: Mapping[str, str]) -> Any:
    return 0 if measure["fn"] in (COUNT, "sum") else None


def _ordering(spec: Mapping[str, Any], groups: list[str]) -> list[Any]:
    """Return a total order: what was asked for, then the groups; nulls last either way."""
    asked = [
        (f"f_{name}" if name in groups else f"m_{name}", sign)
        for sign, name in (
            ("-", each[1:]) if each.startswith("-") else ("", each) for each in spec.get("order_by", [])
        )
    ]
    named = {name for name, _ in asked}
    rest = [(f"f_{name}", "") for name in groups if f"f_{name}" not in named]
    return [
        F(name).desc(nulls_last=True) if sign else F(name).asc(nulls_last=True)
        for name, sign in (*asked, *rest)
    ]


def _cells(columns: list[Column], values: Any) -> list[Any]:
    return [_cell(column.kind, value) for column, value in zip(columns, values, strict=True)]


def _cell(kind: Kind, value: Any) -> Any:
    """Return a value as JSON shows it."""
    if value is None or kind is Kind.BOOLEAN:
        return value
    if kind is Kind.INTEGER:
        return int(value)
    if kind in _PLACES:
        quantum = Decimal(1).scaleb(-_PLACES[kind])
        return str(Decimal(value).quantize(quantum, rounding=ROUND_HALF_UP))
    return value.isoformat() if kind is Kind.DATE else str(value)
