"""Lists against the unfiltered list: filter x value, words, ordering x direction. Laws P2, P3, P6, P7."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from contract_tests.actors import Actor
from contract_tests.enumeration import access_requests, valid, views
from contract_tests.enumeration.operations import Operation, Parameter, operations, tried
from contract_tests.enumeration.steps import Case, Step
from contract_tests.enumeration.values import types_of
from contract_tests.model import access as oracle
from contract_tests.model import collections as model
from contract_tests.model.access_world import WORLD, row_id

LARGEST = 100
_PAGING = ("page", "page_size", "ordering", "search")
_CENT, _DAY = Decimal("0.01"), timedelta(days=1)
# Objects below which there is most to list, first those that the leading caller sees.
_RICH = ("application/settled", "application/stranger", "broker/broker", "broker/broker_stranger")
Condition = tuple[str, str, str]


def whole(operation: Operation, actor: Actor | None = None, **query: Any) -> Step:
    """Return the request for the whole list that an actor sees, in one page."""
    caller = valid.caller_of(operation) if actor is None else actor
    step = access_requests.request(operation, caller)
    for one in access_requests.in_(operation, "path"):
        rich = [name for name in _RICH if name.startswith(f"{one.kind}/") and oracle.sees(caller, name)]
        step = access_requests.at(operation, step, one, row_id(rich[0])) if rich else step
    return step.with_query({"page_size": LARGEST, **everything(operation), **query})


def everything(operation: Operation) -> dict[str, str]:
    """Return the query that hides no row."""
    return {one.name: model.EVERYTHING[one.name] for one in operation.query if one.name in model.EVERYTHING}


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
def filter_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each value of each filter, for neighbouring filters together, for other callers."""
    known = conditions(operation)
    for name, each in known.items():
        for condition in each:
            yield _filtered(operation, None, {name: condition})
    for (one, some), (other, more) in pairwise(known.items()):
        yield _filtered(operation, None, {one: some[0], other: more[-1]})
    for actor in others(operation):
        for name, each in conditions(operation, actor).items():
            for condition in _telling(operation, actor, each)[:1]:
                yield _filtered(operation, actor, {name: condition})


def _filtered(operation: Operation, actor: Actor | None, asked: Mapping[str, Condition]) -> Case:
    query = {name: condition[2] for name, condition in asked.items()}
    where = [_stored(operation, name, condition) for name, condition in asked.items()]
    step = whole(operation, actor, **query).must(
        "filter_shows_exactly_what_satisfies_it", status=[200], filtered={"answer": 0, "where": where}
    )
    return [whole(operation, actor), step]


def _stored(operation: Operation, name: str, condition: Condition) -> list[str]:
    """Return a condition as it is judged: what a row does not show is said by the ids of the rows."""
    pointer, operator, text = condition
    if operator != "linked":
        return [pointer, operator, text]
    link = model.LINKS[operation.name, name]
    linked = next(getattr(WORLD[row], link) for row in WORLD if row_id(row) == text)
    return [pointer, "in", ",".join(oracle.ids(linked))]


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
        if parameter.name in _PAGING or not shown:
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


def vacuous(operation: Operation) -> list[str]:
    """Return the filters that tell nothing: for each value tried all rows satisfy it, or none does."""
    known = conditions(operation)
    names = [one.name for one in operation.query if one.name not in _PAGING]
    return [name for name in names if not _telling(operation, None, known.get(name, []), name)]


def _telling(
    operation: Operation, actor: Actor | None, known: list[Condition], name: str = ""
) -> list[Condition]:
    """Return the conditions that some rows satisfy and some do not."""
    shown = rows_of(operation, actor)
    found = []
    for condition in known:
        stored = condition if condition[1] != "linked" else _stored(operation, name, condition)
        kept = [row for row in shown if model.satisfies(row, *stored)]
        if 0 < len(kept) < len(shown):
            found.append(condition)
    return found


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
        return [row_id(name) for name in access_requests.sampled(operation, actor, names, 2, 8)]
    if operator in ("gte", "lte"):
        amounts = sorted(Decimal(text) for text in present)
        near = [amount + step for amount in _spread(amounts) for step in (-_CENT, Decimal(0), _CENT)]
        return [f"{amount:.2f}" for amount in near if amount > 0]
    if operator in ("after", "before"):
        days = sorted({model.day(text) for text in present})
        near_days = {day + step for day in _spread(days, 4) for step in (-_DAY, timedelta(), _DAY)}
        return [day.isoformat() for day in sorted(near_days)]
    return list(dict.fromkeys([*present[:1], *present[len(present) // 2 :][:1], *present[-1:]]))


def _spread(values: list[Any], most: int = 3) -> list[Any]:
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
        for parts in _complements(parameter, known[parameter.name], operator):
            where = [] if operator == "archived" else [[pointer, "present", ""]]
            steps = [whole(operation, None, **{name: text}) for name, text in parts]
            check = "filter_and_its_complement_are_the_whole_list"
            gathered = {"answer": 0, "parts": list(range(1, len(parts))), "where": where}
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


# --- search: P6 -----------------------------------------------------------------------------------------
def search_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each way to write words that occur, for some that do not, and for other callers."""
    pointers = model.SEARCH.get(operation.name)
    assert pointers, f"where does {operation.name} search? Please say so in {model.__name__}"
    asked = _searches(operation, pointers)
    for each in tried(operation, asked, 10):
        for text in (" ".join(each), "  ".join(["", *each, ""])):
            yield _found(operation, None, each, text, pointers)
    for actor in others(operation):
        word = _words(rows_of(operation, actor), pointers)[:1]
        yield _found(operation, actor, word, word[0], pointers)


def _found(
    operation: Operation, actor: Actor | None, words: list[str], text: str, pointers: tuple[str, ...]
) -> Case:
    found = {"answer": 0, "words": words, "fields": list(pointers)}
    step = whole(operation, actor, search=text)
    return [
        whole(operation, actor),
        step.must("search_finds_rows_with_every_word", status=[200], found=found),
    ]


def _words(shown: list[dict[str, Any]], pointers: tuple[str, ...]) -> list[str]:
    """Return one word of each field that search looks at."""
    found = []
    for pointer in pointers:
        texts = [str(value) for row in shown for value in model.values_at(row, pointer) if str(value).strip()]
        found += [texts[-1].split()[-1]] if texts else []
    return found


def _searches(operation: Operation, pointers: tuple[str, ...]) -> list[list[str]]:
    """Return what to search for: words of a row, alone and together, in other forms, and signs."""
    shown = rows_of(operation)
    words = _words(shown, pointers)
    missing = [pointer for pointer in pointers if not any(model.values_at(row, pointer) for row in shown)]
    assert not missing, f"the world has no row of {operation.name} with a text at {missing}"
    together = max((_words([row], pointers) for row in shown), key=len)
    elsewhere = [
        str(value)
        for name, value in shown[0].items()
        if name not in pointers and isinstance(value, str) and " " not in value
    ]
    return [
        *([word] for word in words),
        together,
        [words[0], "nowhere"],
        ["%"],
        *([value] for value in elsewhere),
        together[::-1],
        ["nowhere"],
        *([sign] for sign in ("_", "\\", "'", words[0][:2] + "%")),
        *([form] for word in words for form in (word.upper(), word[1:3])),
    ]


def commuting_cases(operation: Operation) -> Iterator[Case]:
    """Return a search within a filter and a filter within a search: both are what satisfies both."""
    pointers = model.SEARCH.get(operation.name)
    known = conditions(operation)
    if pointers is None or not any(one.name == "search" for one in operation.query):
        return
    shown = rows_of(operation)
    check = "filters_commute_with_search"
    for name, each in known.items():
        for condition in _telling(operation, None, each, name)[:1]:
            stored = _stored(operation, name, condition)
            word = _word_across(shown, pointers, stored)
            query = {name: condition[2]}
            both = whole(operation, None, **query, search=word)
            yield [
                whole(operation, search=word),
                both.must(check, status=[200], filtered={"answer": 0, "where": [stored]}),
            ]
            yield [
                whole(operation, None, **query),
                both.must(
                    check, status=[200], found={"answer": 0, "words": [word], "fields": list(pointers)}
                ),
            ]


def _word_across(shown: list[dict[str, Any]], pointers: tuple[str, ...], condition: list[str]) -> str:
    """Return a word of rows on both sides of a filter where there is one, else of any row."""
    sides: tuple[set[str], set[str]] = set(), set()
    for row in shown:
        side = sides[model.satisfies(row, *condition)]
        side |= {
            word
            for pointer in pointers
            for text in model.values_at(row, pointer)
            for word in str(text).split()
        }
    return min(sides[0] & sides[1] or sides[1] or sides[0])


# --- ordering: P2 ---------------------------------------------------------------------------------------
def ordering_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each ordering: sorted, total, and backwards exactly the reverse."""
    for ordering in orderings(operation):
        yield _ordered(operation, None, ordering)
    for actor in others(operation)[:2]:
        yield _ordered(operation, actor, orderings(operation)[-1])


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
    schema = next((one.schema for one in operation.query if one.name == "ordering"), None)
    fields = [name for name in (schema or {}).get("items", {}).get("enum", ()) if not name.startswith("-")]
    return [[field] for field in fields] + [[one, f"-{other}"] for one, other in pairwise(fields)]


def creation_of(operation: Operation) -> Operation | None:
    """Return the operation that adds to a list, None when there is none."""
    return next(
        (one for one in operations().values() if one.method == "POST" and one.path == operation.path), None
    )
