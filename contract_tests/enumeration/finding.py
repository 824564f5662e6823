"""The global search beside the lists of what it finds, for everybody. Laws P6 and V1; operation 117."""

from collections.abc import Iterator
from typing import Any

from contract_tests import actors
from contract_tests.actors import Actor
from contract_tests.enumeration import access_requests, lists, views
from contract_tests.enumeration.beside import Beside
from contract_tests.enumeration.operations import Operation, operations, tried
from contract_tests.enumeration.steps import Case, Step
from contract_tests.expecting import reading
from contract_tests.model import access, collections, searching

CHECK = "search_finds_what_the_lists_show"


def finds(operation: Operation) -> bool:
    """Whether an operation searches several lists in one."""
    return operation.name in access.MIXED


def sources(actor: Actor) -> list[Step]:
    """Return the requests of the lists of what can be found, as far as the caller may list them."""
    names = (name for name, _ in searching.KINDS.values())
    return [views.whole_of(name, actor) for name in names if actor.role in operations()[name].roles]


def search_looks(operation: Operation) -> Iterator[Beside]:
    """Return, for each caller, searches for words of each list and field, in several forms, and for signs."""
    for actor in access_requests.callers(operation):
        made_of = sources(actor)
        shown = {step.operation: reading.rows_in(answer) for step, answer in _answered(made_of)}
        leads = actor in (actors.ADMIN, actors.BROKER)
        looks = [searched(operation, actor, words, made_of) for words in _words(shown, leads=leads)]
        kinds = [*searching.KINDS]
        for types in ([[kind] for kind in kinds] if leads else [kinds[:1]]) + [kinds[::2], kinds[1::2]]:
            looks.append(searched(operation, actor, ["e"], made_of, types))
        yield Beside(made_of, looks)


def _answered(steps: list[Step]) -> Iterator[tuple[Step, Any]]:
    return zip(steps, views.untouched(steps), strict=True)


def searched(
    operation: Operation,
    actor: Actor,
    words: list[str],
    made_of: list[Step],
    types: list[str] | None = None,
    first: int = 0,
) -> Step:
    """Return a search, in one page, with what it must find.

    Args:
        types: of the results; all when there are none.
        first: number of the answer of the first list.
    """
    step = access_requests.request(operation, actor)
    query = {"search": " ".join(words), "page_size": lists.LARGEST}
    query |= {"type_in": ",".join(types)} if types else {}
    about = {
        "words": words,
        "types": types,
        "lists": {one.operation: number for number, one in enumerate(made_of, start=first)},
    }
    return step.with_query(query).must(CHECK, status=[200], searched=about)


def _words(shown: dict[str, list[dict[str, Any]]], *, leads: bool) -> Iterator[list[str]]:
    """Return what to search for: a word of each field that is searched, and more for some callers.

    Args:
        leads: whether it is tried in full.
    """
    found = []
    for operation, _ in searching.KINDS.values():
        for pointer in collections.SEARCH[operation] if operation in shown else ():
            texts = [str(value) for row in shown[operation] for value in collections.values_at(row, pointer)]
            found += [text.split()[-1] for text in texts[:1] + texts[-1:] if text.strip()]
    words = list(dict.fromkeys(found))
    if not leads:
        yield from ([word] for word in words[::5])
        return
    yield from ([word] for word in words)
    forms = (str.upper, str.swapcase, lambda word: word[1:4], lambda word: word[-2:])
    yield from ([forms[number % len(forms)](word)] for number, word in enumerate(words))
    yield from ([one, other] for one, other in zip(words[::2], words[::-2], strict=False))
    yield from ([word, "nowhere"] for word in words[:2])
    yield from ([sign] for sign in ("%", "_", "\\", "'", '"', "=1", "e", "a", "0"))


def lost_cases(operation: Operation) -> Iterator[Case]:
    """Return searches that do not say what for, which are none."""
    if not finds(operation):
        return
    base = access_requests.request(operation, actors.ADMIN)
    wrong = {"status": [400], "codes_in": ["request.invalid"], "pointer": "/query/search"}
    for query in tried(operation, ("page_size=1", "type_in=note", ""), 3):
        step = Step(base.operation, base.method, base.path, headers=base.headers).with_query(query)
        yield [step.must("search_says_what_for", **wrong)]
