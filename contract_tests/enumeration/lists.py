"""Lists against the unfiltered list: filter x value, words, ordering x direction. Laws P2, P3, P6, P7."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeVar

from contract_tests.actors import Actor
from contract_tests.enumeration import access_marks, access_requests, valid, views
from contract_tests.enumeration.access_fans import Fan, split
from contract_tests.enumeration.operations import Operation, Parameter, Schema, operations
from contract_tests.enumeration.steps import Case, Step
from contract_tests.enumeration.values import types_of
from contract_tests.model import access as oracle
from contract_tests.model import collections as model
from contract_tests.model.access_world import WORLD, row_id, rows

LARGEST = 100
_TURNS = 3  # other callers take turns with the filters: each has every third
_PAGING = ("page", "page_size", "ordering", "search")
_CENT, _DAY = Decimal("0.01"), timedelta(days=1)
# Objects below which there is most to list, first those that the leading caller sees.
_RICH = ("application/discharged", "application/stranger", "broker/broker", "broker/broker_stranger")
Condition = tuple[str, str, str]
Value = TypeVar("Value")


def whole(operation: Operation, actor: Actor | None = None, **query: Any) -> Step:
    """Return the request for the whole list that an actor sees, in one page."""
    caller = valid.caller_of(operation) if actor is None else actor
    step = access_requests.request(operation, caller)
    for one in access_requests.in_(operation, "path"):
        rich = _rich(operation, caller, one.kind)
        step = access_requests.at(operation, step, one, row_id(rich[0])) if rich else step
    return step.with_query({"page_size": LARGEST, **everything(operation), **query})


def _rich(operation: Operation, caller: Actor, kind: str) -> list[str]:
    """Return the objects that the caller sees and below which there is most to list, the richest first."""
    if operation.name not in oracle.BELOW:
        return [name for name in _RICH if name.startswith(f"{kind}/") and oracle.sees(caller, name)]
    below, link = oracle.BELOW[operation.name]
    rows = Counter(getattr(WORLD[row], link) for row in oracle.visible(caller, below))
    return [name for name, _ in rows.most_common()]


def everything(operation: Operation) -> dict[str, str]:
    """Return the query that hides no row."""
    return {one.name: model.EVERYTHING[one.name] for one in operation.query if one.name in model.EVERYTHING}


def some(operation: Operation, values: Sequence[Value], few: int) -> Sequence[Value]:
    """Return all values, but a few for a list that is another one below an object."""
    return values[:few] if operation.name in oracle.NESTED else values


def rows_of(operation: Operation, actor: Actor | None = None) -> list[dict[str, Any]]:
    """Return the rows of the whole list in the world as it was seeded."""
    return list(views.shown(whole(operation, actor))["results"])


def others(operation: Operation) -> tuple[Actor, ...]:
    """Return whom else the list is played for: one of each other role, and a stranger who sees other rows."""
    first = valid.caller_of(operation)
    known = [
        actor
        for actor in access_requests.callers(operation)
        if actor not in (first, *access_requests.NEWCOMERS)
    ]
    return tuple(actor for actor in known if actor.role != first.role and rows_of(operation, actor))


# --- filters: P3, P7 ------------------------------------------------------------------------------------
def filter_fans(operation: Operation) -> Iterator[Fan]:
    """Return each value of each filter, neighbouring filters together, and some values for other callers."""
    known = conditions(operation)
    looks = [
        _filtered(operation, None, {name: condition})
        for name, each in known.items()
        for condition in some(operation, each, 2)
    ]
    looks += [_by_default(operation, name, each[0]) for name, each in known.items() if name in model.DEFAULTS]
    looks += [
        _filtered(operation, None, {one: some[0], other: more[-1]})
        for (one, some), (other, more) in pairwise(known.items())
    ]
    yield Fan([whole(operation)], looks)
    for number, actor in enumerate(others(operation)):
        theirs = list(conditions(operation, actor).items())[number % _TURNS :: _TURNS]
        looks = [
            _filtered(operation, actor, {name: condition})
            for name, each in theirs
            for condition in telling(operation, actor, name, each)[:1]
        ]
        if looks:
            yield Fan([whole(operation, actor)], looks)


def filter_cases(operation: Operation) -> Iterator[Case]:
    """Return the filters as cases of their own."""
    yield from split(filter_fans(operation))


def _filtered(operation: Operation, actor: Actor | None, asked: Mapping[str, Condition]) -> Step:
    query = {name: condition[2] for name, condition in asked.items()}
    where = [stored(operation, actor, name, condition) for name, condition in asked.items()]
    return whole(operation, actor, **query).must(
        "filter_shows_exactly_what_satisfies_it", status=[200], filtered={"answer": 0, "where": where}
    )


def _by_default(operation: Operation, name: str, condition: Condition) -> Step:
    """Return the list without a parameter that has a default: as if the default had been asked for."""
    where = [[*condition[:2], model.DEFAULTS[name]]]
    step = whole(operation).with_query({"page_size": LARGEST})
    filtered = {"answer": 0, "where": where}
    return step.must("filter_left_out_has_its_default", status=[200], filtered=filtered)


def stored(operation: Operation, actor: Actor | None, name: str, condition: Condition) -> list[str]:
    """Return a condition as it is judged: what a row does not show is said by the ids of the rows."""
    pointer, operator, text = condition
    if operator == "own":
        caller = valid.caller_of(operation) if actor is None else actor
        own = [row for row in WORLD if caller.name in _people(row, model.OWN[operation.name, name])]
        return [pointer, "in" if text == "true" else "out", ",".join(oracle.ids(own))]
    if operator != "linked":
        return [pointer, operator, text]
    if (operation.name, name) in model.ABOVE:
        kind, links = access_marks.kind_listed(operation), model.ABOVE[operation.name, name]
        linked = [row for row in rows(WORLD, kind) if row_id(_above(row, links) or "-") == text]
    else:
        link = model.LINKS[operation.name, name]
        linked = list(next(getattr(WORLD[row], link) for row in WORLD if row_id(row) == text))
    return [pointer, "in", ",".join(oracle.ids(linked))]


def _people(row: str, links: Sequence[str]) -> set[str]:
    """Return the users that a row is linked to."""
    found = [getattr(WORLD[row], link) for link in links]
    return {name for each in found for name in ([each] if isinstance(each, str) else each)}


def _above(row: str, links: Sequence[str]) -> str:
    """Return the row at the end of some links; empty when there is none."""
    for link in links:
        row = getattr(WORLD[row], link) if row else ""
    return row


def conditions(operation: Operation, actor: Actor | None = None) -> dict[str, list[Condition]]:
    """Return the values to try for each filter, with what they mean.

    Raises:
        AssertionError: nobody has said what a filter means.
    """
    found = {}
    shown = rows_of(operation, actor)
    if actor is None:
        assert shown, f"the world has no row that {operation.name} could list"
    for parameter in operation.query:
        if not _selects(operation, parameter) or not shown:
            continue
        meaning = model.reading(operation.name, parameter.name, shown[0])
        assert meaning, (
            f"what does {operation.name}?{parameter.name} filter? Please say so in {model.__name__}"
        )
        texts = _texts(
            operation, parameter, meaning, shown, valid.caller_of(operation) if actor is None else actor
        )
        if texts:
            found[parameter.name] = [(*meaning, text) for text in texts]
    return found


def _selects(operation: Operation, parameter: Parameter) -> bool:
    """Whether a parameter says which rows are shown."""
    return parameter.name not in _PAGING and (operation.name, parameter.name) not in model.JUDGING


def vacuous(operation: Operation) -> list[str]:
    """Return the filters that tell nothing: no value tried leaves any row out, or none leaves any in."""
    known = conditions(operation)
    count = len(rows_of(operation))
    found = []
    for name in (one.name for one in operation.query if _selects(operation, one)):
        kept = [_kept(operation, None, name, condition) for condition in known.get(name, ())]
        if not any(kept) or min(kept) == count:
            found.append(name)
    return found


def telling(operation: Operation, actor: Actor | None, name: str, known: list[Condition]) -> list[Condition]:
    """Return the conditions that some rows satisfy and some do not."""
    count = len(rows_of(operation, actor))
    return [condition for condition in known if 0 < _kept(operation, actor, name, condition) < count]


def _kept(operation: Operation, actor: Actor | None, name: str, condition: Condition) -> int:
    where = stored(operation, actor, name, condition)
    return sum(model.satisfies(row, *where) for row in rows_of(operation, actor))


def _texts(
    operation: Operation,
    parameter: Parameter,
    meaning: tuple[str, str],
    shown: list[dict[str, Any]],
    actor: Actor,
) -> list[str]:
    """Return the values to filter by: all of a finite set, else those around what occurs."""
    schema, (pointer, operator) = parameter.schema, meaning
    present = sorted({str(value) for row in shown for value in model.values_at(row, pointer)})
    if "boolean" in types_of(schema):
        return ["true", "false"]
    if "enum" in schema:
        return [str(value) for value in schema["enum"]]
    if "array" in types_of(schema):
        items = schema["items"].get("enum") or present
        return list(dict.fromkeys([*items[:2], ",".join(items[:2]), ",".join(items[1::2]), ",".join(items)]))
    if schema.get("format") == "uuid":
        kind = access_requests.in_(operation, "query")
        names = next(oracle.visible(actor, one.kind) for one in kind if one.name == parameter.name)
        if parameter.name == oracle.UNLESS_ASKED.get(operation.name, ("", ""))[0]:
            # What the whole list leaves out is asked for in `access_sets`.
            names = [name for name in names if WORLD[name].is_active]
        ids = [row_id(name) for name in access_requests.sampled(operation, actor, names, 2, 8)]
        # Of what hardly any row belongs to, one that some row belongs to.
        return ids if operator != "is" or {*ids} & {*present} else [*ids, *present[:1]]
    if operator in ("gte", "lte"):
        amounts = sorted(Decimal(text) for text in present)
        near = [amount + step for amount in spread(amounts) for step in (-_CENT, Decimal(0), _CENT)]
        return [f"{amount:.2f}" for amount in near if amount > 0]
    if operator in ("after", "before"):
        days = sorted({model.day(text) for text in present})
        near_days = {day + step for day in spread(days, 4) for step in (-_DAY, timedelta(), _DAY)}
        return [day.isoformat() for day in sorted(near_days)]
    return list(dict.fromkeys([*present[:1], *present[len(present) // 2 :][:1], *present[-1:]]))


def spread(values: list[Any], most: int = 3) -> list[Any]:
    """Return the first, the last and some between."""
    places = sorted({round(number * (len(values) - 1) / max(most - 1, 1)) for number in range(most)})
    return [values[place] for place in places if values]


# --- a filter and what it leaves out: P3 ----------------------------------------------------------------
def partition_cases(operation: Operation) -> Iterator[Case]:
    """Return filters beside their complements: together the whole list, and no row twice."""
    known = conditions(operation)
    for parameter in operation.query:
        if parameter.name not in known:
            continue
        pointer, operator, _ = known[parameter.name][0]
        for parts in some(operation, [*_complements(parameter, known[parameter.name], operator)], 1):
            where = [] if operator == "archived" else [[pointer, "present", ""]]
            steps = [whole(operation, None, **{name: text}) for name, text in parts]
            check = "filter_and_its_complement_are_the_whole_list"
            gathered = {"answer": 0, "parts": list(range(1, len(parts))), "where": where}
            gathered |= {"shared": True} if "*" in pointer else {}  # it is in the part of each of its values
            yield [whole(operation), *steps[:-1], steps[-1].must(check, status=[200], gathered=gathered)]


def _complements(
    parameter: Parameter, known: list[Condition], operator: str
) -> Iterator[list[tuple[str, str]]]:
    """Return values of one filter, or of a pair, that share no row and leave none out."""
    name, schema = parameter.name, parameter.schema
    texts = [condition[2] for condition in known]
    if operator == "archived" or "boolean" in types_of(schema):
        yield [(name, "true"), (name, "false")]
    elif "array" in types_of(schema) and "enum" in schema["items"]:
        items = schema["items"]["enum"]
        for half in (items[:1], items[::2]):
            rest = [item for item in items if item not in half]
            yield [(name, ",".join(half)), (name, ",".join(rest))]
    elif "enum" in schema and len(schema["enum"]) <= LARGEST // 10:
        yield [(name, str(value)) for value in schema["enum"]]
    elif operator == "gte":
        bound = texts[len(texts) // 2]
        yield [(name, bound), (f"{name.removesuffix('gte')}lte", f"{Decimal(bound) - _CENT:.2f}")]
    elif operator == "after":
        for text in texts:
            before = (date.fromisoformat(text) - _DAY).isoformat()
            yield [(name, text), (f"{name.removesuffix('after')}before", before)]


# --- ordering: P2 ---------------------------------------------------------------------------------------
def ordering_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each ordering: sorted, total, and backwards exactly the reverse; and the default."""
    yield from _unordered(operation)
    for ordering in some(operation, orderings(operation), 4):
        yield _ordered(operation, None, ordering)
    for actor in others(operation)[:2]:
        yield _ordered(operation, actor, orderings(operation)[-1])


def _unordered(operation: Operation) -> Iterator[Case]:
    """Return the list that is asked for no order: it has the one that the contract says it has by default."""
    published = _ordering(operation).get("default")
    required = model.DEFAULT_ORDERINGS.get(operation.name)
    assert required is None or published == [required], f"{operation.name} is not ordered by {required}"
    if published:
        sorts = [model.ordering(operation.name, field) for field in published]
        yield [whole(operation).must("list_has_its_default_order", status=[200], sorted_by=sorts)]


def _ordered(operation: Operation, actor: Actor | None, ordering: list[str]) -> Case:
    backwards = [field.removeprefix("-") if field.startswith("-") else f"-{field}" for field in ordering]
    check = "ordering_is_total_and_reversible"
    sorts = [[model.ordering(operation.name, field) for field in each] for each in (ordering, backwards)]
    one = whole(operation, actor, ordering=",".join(ordering))
    other = whole(operation, actor, ordering=",".join(backwards))
    return [
        whole(operation, actor),
        one.must(check, status=[200], sorted_by=sorts[0], same_rows_as=0),
        other.must(check, status=[200], sorted_by=sorts[1], reverse_of=1),
    ]


def orderings(operation: Operation) -> list[list[str]]:
    """Return each field alone, and neighbouring fields together."""
    fields = [
        name for name in _ordering(operation).get("items", {}).get("enum", ()) if not name.startswith("-")
    ]
    return [[field] for field in fields] + [[one, f"-{other}"] for one, other in pairwise(fields)]


def _ordering(operation: Operation) -> Schema:
    return next((one.schema for one in operation.query if one.name == "ordering"), {})


def creation_of(operation: Operation) -> Operation | None:
    """Return the operation that adds to a list, None when there is none."""
    return next(
        (one for one in operations().values() if one.method == "POST" and one.path == operation.path), None
    )
