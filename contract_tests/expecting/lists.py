"""Words about lists: against the whole list, against an order, against another page."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from contract_tests.expecting.reading import Answers, Expected, first_difference, parsed, rows_in
from contract_tests.model import collections
from contract_tests.model.trial_balance import trial_balance


def _difference(expected: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> str | None:
    wanted, shown = [row["id"] for row in expected], [row["id"] for row in found]
    if wanted == shown:
        return None
    missing, extra = (
        [name for name in wanted if name not in shown],
        [name for name in shown if name not in wanted],
    )
    return (
        f"missing: {missing}, not wanted: {extra}"
        if missing or extra
        else f"in another order: {shown}, not {wanted}"
    )


def filtered(expected: Expected, answers: Answers) -> str | None:
    """The list is that of an earlier answer without the rows that fail the filters, in the same order."""
    kept = [
        row
        for row in rows_in(answers[expected["answer"]])
        if all(collections.satisfies(row, *condition) for condition in expected["where"])
    ]
    return _difference(kept, rows_in(answers[-1]))


def found(expected: Expected, answers: Answers) -> str | None:
    """The list is that of an earlier answer without the rows that lack a word, in the same order."""
    rows = rows_in(answers[expected["answer"]])
    kept = [row for row in rows if collections.is_found(row, expected["words"], expected["fields"])]
    return _difference(kept, rows_in(answers[-1]))


def sorted_by(ordering: Sequence[str], answers: Answers) -> str | None:
    """The rows stand in this order, ties broken by id."""
    return collections.disorder(rows_in(answers[-1]), ordering)


def same_rows_as(answer: int, answers: Answers) -> str | None:
    """The list holds the rows of an earlier answer, in any order."""
    one, other = (
        sorted(rows_in(each), key=lambda row: str(row["id"])) for each in (answers[answer], answers[-1])
    )
    return first_difference(one, other)


def reverse_of(answer: int, answers: Answers) -> str | None:
    """The list is that of an earlier answer, backwards: ties too."""
    return _difference(rows_in(answers[answer])[::-1], rows_in(answers[-1]))


def page_of(expected: Expected, answers: Answers) -> str | None:
    """The answer is one page of the list that an earlier answer shows, and says where its neighbours are."""
    whole, document = rows_in(answers[expected["answer"]]), parsed(answers[-1])
    page, size = expected["page"], expected["size"]
    first = (page - 1) * size
    fault = _difference(whole[first : first + size], rows_in(answers[-1]))
    if fault is not None or not isinstance(document, dict):
        return fault or "no page"
    if document["count"] != len(whole):
        return f"count {document['count']}; there are {len(whole)}"
    asked = dict(parse_qsl(urlsplit(str(answers[-1].request.url)).query))
    neighbours = {
        "next": page + 1 if first + size < len(whole) else None,
        "previous": page - 1 if page > 1 else None,
    }
    for name, number in neighbours.items():
        shown = None if document[name] is None else dict(parse_qsl(urlsplit(document[name]).query))
        wanted = None if number is None else {**asked, "page": str(number)}
        if shown != wanted:
            return f"{name} leads to {document[name]}; it should ask for {wanted}"
    return None


def judged_on(expected: Expected, answers: Answers) -> str | None:
    """The list is that of an earlier answer, but for a field that is judged on a day, by default today."""
    field, on = expected["field"], expected["on"] or collections.today()
    earlier = {row["id"]: row for row in rows_in(answers[expected["answer"]])}
    fault = _difference(list(earlier.values()), rows_in(answers[-1]))
    for row in rows_in(answers[-1]) if fault is None else ():
        wanted = {**earlier[row["id"]], field: collections.judged(row, on)}
        if (fault := first_difference(wanted, row, f"/{row['id']}")) is not None:
            break
    return fault


def sums_up(expected: Expected, answers: Answers) -> str | None:
    """The balances are the sums over the journal that an earlier answer shows whole, up to a day."""
    journal, document = parsed(answers[expected["answer"]]), parsed(answers[-1])
    if journal["count"] != len(journal["results"]):
        return f"the journal is shown in part: {len(journal['results'])} of {journal['count']} entries"
    wanted = trial_balance(journal["results"], expected["on"])
    asked = {"as_of": expected["on"]} if expected["on"] else {}
    wanted |= {**asked, "application_id": expected["application_id"]}
    return first_difference(wanted, {name: document[name] for name in wanted})


def gathered(expected: Expected, answers: Answers) -> str | None:
    """This list and those of `parts` share no row, and together are the list of an earlier answer.

    `where` leaves rows of that answer out that belong into no part, `shared` lets a row be in several.
    """
    of_parts = [{row["id"] for row in rows_in(answers[number])} for number in expected["parts"]]
    own = {row["id"] for row in rows_in(answers[-1])}
    if expected["answer"] not in (len(answers) - 1, -1):
        of_parts.append(own)
    twice = sorted(str(name) for name in set().union(*of_parts) if sum(name in one for one in of_parts) > 1)
    whole = {
        row["id"]
        for row in rows_in(answers[expected["answer"]])
        if all(collections.satisfies(row, *condition) for condition in expected.get("where", ()))
    }
    together = set().union(*of_parts)
    if (twice and not expected.get("shared")) or together != whole:
        missing, extra = sorted(whole - together), sorted(together - whole)
        return f"in two parts: {twice}, in none: {missing}, too many: {extra}"
    return None


def walked(expected: Expected, answers: Answers) -> str | None:
    """The pages of a walk, this one the last, show every row of the list before it, and at most once the new.

    `whole` is the list before the walk, `created` the answer of the creation in its midst.
    """
    seen = [row["id"] for number in expected["pages"] for row in rows_in(answers[number])]
    seen += [row["id"] for row in rows_in(answers[-1])]
    before = {row["id"] for row in rows_in(answers[expected["whole"]])}
    new = (parsed(answers[expected["created"]]) or {}).get("id")
    missing, strange = sorted(before - set(seen)), sorted(set(seen) - before - {new})
    if missing or strange or seen.count(new) > 1:
        return f"never shown: {missing}, not of the list: {strange}, the new one {seen.count(new)} times"
    return None
