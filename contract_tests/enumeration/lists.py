"""Lists against the unfiltered list: filter x value, words, ordering x direction, page x size."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from contract_tests.enumeration import valid, views
from contract_tests.enumeration.operations import Operation, Parameter, operations, tried
from contract_tests.enumeration.steps import Case, Step
from contract_tests.enumeration.values import types_of
from contract_tests.model import collections as model

LARGEST = 100
DEFAULT_SIZE = 20
_PAGING = ("page", "page_size", "ordering", "search")
_SIZES = (3, 50, 1, 2, 7)
Condition = tuple[str, str, str]


def whole(operation: Operation, **query: Any) -> Step:
    """Return the request for the whole list, in one page."""
    return valid.request(operation).with_query({"page_size": LARGEST, **query})


def rows_of(operation: Operation) -> list[dict[str, Any]]:
    """Return the rows of the whole list in the world as it was seeded."""
    return list(views.shown(whole(operation))["results"])


def filter_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each value of each filter, and for neighbouring filters together."""
    rows = rows_of(operation)
    assert rows, f"the world has no row that {operation.name} could list"
    conditions = {}
    for parameter in operation.query:
        if parameter.name in _PAGING:
            continue
        meaning = model.reading(operation.name, parameter.name, rows[0])
        assert meaning, (
            f"what does {operation.name}?{parameter.name} filter? Please say so in {model.__name__}"
        )
        conditions[parameter.name] = [(*meaning, text) for text in _texts(parameter, meaning[0], rows)]
    for name, known in conditions.items():
        for condition in known:
            yield _filtered(operation, {name: condition})
    for (one, some), (other, more) in pairwise(conditions.items()):
        yield _filtered(operation, {one: some[0], other: more[-1]})


def _filtered(operation: Operation, conditions: dict[str, Condition]) -> Case:
    asked = {name: condition[2] for name, condition in conditions.items()}
    where = [list(condition) for condition in conditions.values()]
    step = whole(operation, **asked).must(
        "filter_shows_exactly_what_satisfies_it", status=[200], filtered={"answer": 0, "where": where}
    )
    return [whole(operation), step]


def _texts(parameter: Parameter, field: str, rows: list[dict[str, Any]]) -> list[str]:
    """Return the values to filter by: all of a finite set, else some that occur."""
    schema = parameter.schema
    if "boolean" in types_of(schema):
        return ["true", "false"]
    if "enum" in schema:
        return [str(value) for value in schema["enum"]]
    if "array" in types_of(schema):
        items = schema["items"].get("enum") or sorted(
            {str(row[field]) for row in rows if row[field] is not None}
        )
        return [*items[:2], ",".join(items[:2]), ",".join(items)]
    present = sorted({str(row[field]) for row in rows if row[field] is not None})
    return list(dict.fromkeys([*present[:1], *present[len(present) // 2 :][:1], *present[-1:]]))


def search_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each way to write words that occur, and for some that do not."""
    fields = model.SEARCH.get(operation.name)
    assert fields, f"where does {operation.name} search? Please say so in {model.__name__}"
    row = next(row for row in rows_of(operation) if all(row[field] for field in fields))
    words = [str(row[field]).split()[0] for field in fields]
    elsewhere = [str(value) for name, value in row.items() if name not in fields and isinstance(value, str)]
    asked = [
        *([word] for word in words),
        words,
        [words[0], "nowhere"],
        ["%"],
        *([value] for value in elsewhere if " " not in value),
        words[::-1],
        ["nowhere"],
        *([sign] for sign in ("_", "\\", "'", words[0][:2] + "%")),
        *([form] for word in words for form in (word.upper(), word[1:3])),
    ]
    for each in tried(operation, asked, 8):
        found = {"answer": 0, "words": each, "fields": list(fields)}
        for text in (" ".join(each), "  ".join(["", *each, ""])):
            step = whole(operation, search=text)
            yield [
                whole(operation),
                step.must("search_finds_rows_with_every_word", status=[200], found=found),
            ]


def ordering_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each ordering: sorted, total, and backwards exactly the reverse."""
    for ordering in orderings(operation):
        backwards = [field.removeprefix("-") if field.startswith("-") else f"-{field}" for field in ordering]
        one, other = (
            whole(operation, ordering=",".join(ordering)),
            whole(operation, ordering=",".join(backwards)),
        )
        check = "ordering_is_total_and_reversible"
        yield [
            whole(operation),
            one.must(check, status=[200], sorted_by=list(ordering), same_rows_as=0),
            other.must(check, status=[200], sorted_by=backwards, reverse_of=1),
        ]


def orderings(operation: Operation) -> list[list[str]]:
    """Return each field alone, and neighbouring fields together."""
    schema = next((one.schema for one in operation.query if one.name == "ordering"), None)
    fields = [name for name in (schema or {}).get("items", {}).get("enum", ()) if not name.startswith("-")]
    return [[field] for field in fields] + [[one, f"-{other}"] for one, other in pairwise(fields)]


def page_cases(operation: Operation) -> Iterator[Case]:
    """Return the pages of every size and ordering: together they are the whole list, each row once."""
    count = len(rows_of(operation))
    for size in tried(operation, _SIZES, 2):
        yield _pages(operation, count, size, {})
    for ordering in tried(operation, orderings(operation), 2):
        yield _pages(operation, count, 4, {"ordering": ",".join(ordering)})


def _pages(operation: Operation, count: int, size: int, query: dict[str, str]) -> Case:
    steps = [whole(operation, **query)]
    check = "pages_are_the_list"
    last = max(1, -(-count // size))
    for page in range(1, last + 1):
        step = valid.request(operation).with_query({"page_size": size, "page": page, **query})
        steps.append(step.must(check, status=[200], page_of={"answer": 0, "page": page, "size": size}))
    beyond = valid.request(operation).with_query({"page_size": size, "page": last + 1, **query})
    steps.append(
        beyond.must("page_beyond_the_last_is_not_found", status=[404], codes_in=["request.not_found"])
    )
    return steps


def default_size_case(operation: Operation) -> Case:
    """Return a list that has grown beyond the default page, and its first page."""
    creation = creation_of(operation)
    steps = (
        [valid.request(creation, fields="all", seed=seed) for seed in range(2, DEFAULT_SIZE + 3)]
        if creation
        else []
    )
    page = {"answer": len(steps), "page": 1, "size": DEFAULT_SIZE}
    step = valid.request(operation).must("pages_are_the_list", status=[200], page_of=page)
    return [*steps, whole(operation), step]


def creation_of(operation: Operation) -> Operation | None:
    """Return the operation that adds to a list, None when there is none."""
    return next(
        (one for one in operations().values() if one.method == "POST" and one.path == operation.path), None
    )
