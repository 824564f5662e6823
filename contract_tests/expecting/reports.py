"""Words about reports: held against what the lists of earlier answers show to the same caller."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

from contract_tests.expecting.reading import Answers, Expected, first_difference, parsed
from contract_tests.model import collections, searching
from contract_tests.model.classes import CLASSES
from contract_tests.model.reports import sheets
from contract_tests.model.reports.book import Book
from contract_tests.model.reports.compliance import compliance
from contract_tests.model.reports.custom import LIMIT, Table, comparable, table
from contract_tests.model.reports.status import FUNNEL, status
from contract_tests.model.reports.volume import volume

_ROWS = {
    "applications": "application_list",
    "repayments": "repayment_list",
    "payments": "payment_list",
    "fees": "fee_list",
    "documents": "document_list",
}
_NAMES = ("broker_list", "bdm_list", "branch_list")
_COUNTS = ("count", *CLASSES, "due_count")
_AMOUNTS = ("total_amount", "amount_due", "amount_collected")
_RATES = ("compliance_rate", "collection_rate")


def report_is(expected: Expected, answers: Answers) -> str | None:
    """The report is what the lists of earlier answers come to.

    `of` is its kind, `asked` the query, `lists` says which answer shows which list, `histories` which one the
    stage events of which application. Sources: laws R3, R4, R6.
    """
    book, asked = _book(expected, answers), expected["asked"]
    match expected["of"]:
        case "volume":
            wanted = volume(book, asked)
        case "compliance":
            wanted = compliance(book, asked, collections.today())
        case _:
            return first_difference(status(book, asked, collections.today()), parsed(answers[-1]))
    return _grouped_alike(wanted, parsed(answers[-1]), book)


def _book(expected: Expected, answers: Answers) -> Book:
    lists = {name: _whole(answers[number]) for name, number in expected["lists"].items()}
    return Book(
        **{rows: lists.get(name, ()) for rows, name in _ROWS.items()},
        histories={
            name: sorted(_whole(answers[number]), key=lambda event: int(event["seq"]))
            for name, number in expected.get("histories", {}).items()
        },
        names={row["id"]: row["name"] for name in _NAMES for row in lists.get(name, ())},
    )


@lru_cache(maxsize=256)
def _document(content: bytes) -> Any:
    """Return the JSON of a list, which many answers are held against."""
    return json.loads(content)


def _whole(answer: Any) -> list[dict[str, Any]]:
    """Return the rows of a list that is shown in one page; none for who may not see it.

    Raises:
        ValueError: there are more.
    """
    if answer.status_code == 403:
        return []
    document = _document(answer.content)
    if document["count"] != len(document["results"]):
        raise ValueError(f"a list is shown in part: {len(document['results'])} of {document['count']} rows")
    return list(document["results"])


def _grouped_alike(wanted: dict[str, Any], shown: dict[str, Any], book: Book) -> str | None:
    """Return how a report differs; groups of time stand in order, others in any, called as in lists."""
    groups = [{name: value for name, value in group.items() if name != "name"} for group in shown["groups"]]
    if shown["group_by"] in ("day", "week", "month", "quarter"):
        return first_difference(wanted, {**shown, "groups": groups})
    keys = [group["key"] for group in groups]
    if len(set(keys)) != len(keys):
        return f"a group is shown twice: {keys}"
    named = {group["key"]: group["name"] for group in shown["groups"] if group["key"] in book.names}
    called = {key: book.names[key] for key in named}
    by_key = [{str(group["key"]): group for group in each} for each in (wanted["groups"], groups)]
    return first_difference(
        {**wanted, "groups": by_key[0]}, {**shown, "groups": by_key[1]}
    ) or first_difference(called, named, "/names")


def agrees_with_itself(expected: bool, answers: Answers) -> str | None:
    """Classes add up, groups add up to totals, a rate is null without a denominator. Laws R1, R2, R6, R9."""
    return next(_disagreements(parsed(answers[-1])), None) if expected else None


def _disagreements(document: Mapping[str, Any]) -> Iterator[str]:
    if "by_stage" in document:
        yield from _of_status(document)
        return
    figures = [document["totals"], *document["groups"]]
    for each in figures if "due_count" in document["totals"] else ():
        if sum(each[name] for name in CLASSES[:-1]) != each["due_count"]:
            yield f"due_count is {each['due_count']}, not the sum of its classes: {each}"
        for rate, whole in zip(_RATES, (each["due_count"], Decimal(each["amount_due"])), strict=True):
            if (each[rate] is None) != (not whole) or not 0 <= Decimal(each[rate] or 0) <= 100:
                yield f"{rate} is {each[rate]} of {whole}"
        if (each["average_days_late"] is None) != (not each["paid_late"]):
            yield f"average_days_late is {each['average_days_late']} of {each['paid_late']} paid late"
    if document["group_by"] is not None:
        yield from _unlike(document["totals"], document["groups"], "the groups")


def _of_status(document: Mapping[str, Any]) -> Iterator[str]:
    stood, over = document["by_stage"].values(), ("open", "settled", "declined", "withdrawn", "closed")
    for parts in (stood, [document[name] for name in over]):
        if sum(parts) != document["created"]:
            yield f"created is {document['created']}, its parts are {list(parts)}"
    if document["reached"]["settled"] < document["settled"]:
        yield f"{document['settled']} are settled, and {document['reached']['settled']} ever were"
    wholes = {**dict(zip(FUNNEL[1:], FUNNEL, strict=False)), "settled_of_created": ""}
    for rate, whole in wholes.items():
        count = document["reached"][whole] if whole else document["created"]
        if (document["rates"][rate] is None) != (not count):
            yield f"the rate {rate} is {document['rates'][rate]} of {count}"


def _unlike(whole: Mapping[str, Any], parts: Sequence[Mapping[str, Any]], called: str) -> Iterator[str]:
    for name in (*_COUNTS, *_AMOUNTS):
        if name in whole:
            together = sum((Decimal(part[name]) for part in parts), Decimal(0))
            if together != Decimal(whole[name]):
                yield f"{name} is {whole[name]}, and {together} in {called} together"


def adds_up(parts: Sequence[int], answers: Answers) -> str | None:
    """Counts and amounts are the sums of those of earlier reports over parts of the range. Source: law R5."""
    earlier = [parsed(answers[number])["totals"] for number in parts]
    return next(_unlike(parsed(answers[-1])["totals"], earlier, "its parts"), None)


def never_falls(answer: int, answers: Answers) -> str | None:
    """A later day counts no fewer instalments as due than an earlier one. Source: law R7."""
    earlier, now = (parsed(each)["totals"]["due_count"] for each in (answers[answer], answers[-1]))
    return f"due_count was {earlier} and is {now}" if now < earlier else None


# --- custom reports -------------------------------------------------------------------------------------
def tabulates(expected: Expected, answers: Answers) -> str | None:
    """The custom report is what the lists of earlier answers come to, in the order that was asked for.

    `spec` is what was asked, `lists` says which answer shows which list. Source: law R8.
    """
    spec, shown = expected["spec"], parsed(answers[-1])
    kinds = {column["name"]: column["kind"] for column in shown["columns"]}
    wanted = table(spec, _book(expected, answers), kinds)
    if list(kinds) != wanted.columns:
        return f"the columns are {list(kinds)}, not {wanted.columns}"
    limit = spec.get("limit", LIMIT)
    if shown["truncated"] != (len(wanted.groups) > limit):
        return f"truncated is {shown['truncated']}; there are {len(wanted.groups)} rows, limit {limit}"
    if len(shown["rows"]) != min(limit, len(wanted.groups)):
        return f"{len(shown['rows'])} rows of {len(wanted.groups)}, limit {limit}"
    strange = [row for row in shown["rows"] if row not in wanted.groups]
    if strange or any(shown["rows"].count(row) > wanted.groups.count(row) for row in shown["rows"]):
        return f"rows that the lists do not come to: {strange[:3]}; they come to {wanted.groups[:3]}"
    return first_difference(wanted.totals, shown["totals"], "/totals") or _misplaced(
        spec, shown["rows"], wanted
    )


def _misplaced(spec: Expected, rows: list[list[Any]], wanted: Table) -> str | None:
    """Return a row that stands before one that belongs before it, of those left out as well."""
    ordering = [
        (wanted.columns.index(name.removeprefix("-")), name.startswith("-"))
        for name in spec.get("order_by", ())
    ]
    left_out = [row for row in wanted.groups if row not in rows]
    pairs = [*pairwise(rows), *((rows[-1], other) for other in left_out if rows)]
    for one, other in pairs:
        for place, falls in ordering:
            order = _compared(one[place], other[place], falls)
            if order is None or order < 0:
                break
            if order > 0:
                return f"{one} stands before {other}, ordered by {spec['order_by']}"
    return None


def _compared(one: Any, other: Any, falls: bool) -> int | None:
    """Return the order of two cells, nulls last; None where the database's collation decides."""
    if one == other:
        return 0
    if one is None or other is None:
        return 1 if one is None else -1
    order = collections.compared(comparable(one), comparable(other))
    return -order if order is not None and falls else order


def cells_of(expected: Expected, answers: Answers) -> str | None:
    """The file has the cells of an earlier answer in JSON, its columns' names first. Source: law R8."""
    document, content = parsed(answers[expected["answer"]]), answers[-1].content
    return sheets.differs(document, content, expected["format"])


# --- the search -----------------------------------------------------------------------------------------
def searched(expected: Expected, answers: Answers) -> str | None:
    """The page holds what the lists of earlier answers show of all words, the newest first. Laws P6, V1."""
    lists = {name: _whole(answers[number]) for name, number in expected["lists"].items()}
    types = expected.get("types") or [*searching.KINDS]
    wanted = searching.found(lists, expected["words"], types)
    document = parsed(answers[-1])
    if document["count"] != len(wanted):
        missing = {row["id"] for row in wanted} - {row["id"] for row in document["results"]}
        return f"count {document['count']}, there are {len(wanted)}; not on this page: {sorted(missing)}"
    return first_difference(wanted, document["results"], "/results")


def tells_as(expected: Expected, answers: Answers) -> str | None:
    """The custom report has the figures of a standard one that an earlier answer shows. Source: law R8.

    `columns` says which column stands for which figure of a group; groups of nothing are left out.
    """
    standard, shown = parsed(answers[expected["answer"]]), parsed(answers[-1])
    names = [column["name"] for column in shown["columns"]]
    places = [(names.index(column), figure) for column, figure in expected["columns"].items()]
    wanted = [
        [group[figure] for _, figure in places]
        for group in standard["groups"]
        if group.get("count", group.get("due_count"))
    ]
    found = [[row[place] for place, _ in places] for row in shown["rows"]]
    missing = [row for row in wanted if row not in found]
    if missing or len(found) != len(wanted):
        return f"not shown: {missing[:3]}; shown: {found[:3]}"
    return None
