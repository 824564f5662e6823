"""Searches: rows with every word, in any case, within filters and without. Law P6."""

from collections.abc import Iterator
from typing import Any

from contract_tests.actors import Actor
from contract_tests.enumeration import lists
from contract_tests.enumeration.access_fans import Fan, split
from contract_tests.enumeration.operations import Operation, tried
from contract_tests.enumeration.steps import Case, Step
from contract_tests.model import collections as model

_COMMUTING = 6  # filters that are held against a search
_SPACED = 3  # searches that are sent once more with other white space


def search_fans(operation: Operation) -> Iterator[Fan]:
    """Return each way to write words that occur, some that do not, and one search for each other caller."""
    pointers = model.SEARCH.get(operation.name)
    assert pointers, f"where does {operation.name} search? Please say so in {model.__name__}"
    looks = []
    for number, each in enumerate(tried(operation, _searches(operation, pointers), 10)):
        looks.append(_found(operation, None, each, " ".join(each), pointers))
        if number < _SPACED:
            looks.append(_found(operation, None, each, "  ".join(["", *each, ""]), pointers))
    yield Fan([lists.whole(operation)], looks)
    for actor in lists.others(operation):
        word = _words(lists.rows_of(operation, actor), pointers)[:1]
        look = _found(operation, actor, word, word[0], pointers)
        yield Fan([lists.whole(operation, actor)], [look])


def search_cases(operation: Operation) -> Iterator[Case]:
    """Return the searches as cases of their own."""
    yield from split(search_fans(operation))


def _found(
    operation: Operation, actor: Actor | None, words: list[str], text: str, pointers: tuple[str, ...]
) -> Step:
    found = {"answer": 0, "words": words, "fields": list(pointers)}
    step = lists.whole(operation, actor, search=text)
    return step.must("search_finds_rows_with_every_word", status=[200], found=found)


def _words(shown: list[dict[str, Any]], pointers: tuple[str, ...]) -> list[str]:
    """Return one word of each field that search looks at."""
    found = []
    for pointer in pointers:
        texts = [str(value) for row in shown for value in model.values_at(row, pointer) if str(value).strip()]
        found += [texts[-1].split()[-1]] if texts else []
    return found


def _searches(operation: Operation, pointers: tuple[str, ...]) -> list[list[str]]:
    """Return what to search for: words of a row, alone and together, in other forms, and signs."""
    shown = lists.rows_of(operation)
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
    known = lists.conditions(operation)
    if pointers is None or not any(one.name == "search" for one in operation.query):
        return
    shown = lists.rows_of(operation)
    check = "filters_commute_with_search"
    for name, each in list(known.items())[:_COMMUTING]:
        for condition in lists.telling(operation, None, name, each)[:1]:
            stored = lists.stored(operation, None, name, condition)
            word = _word_across(shown, pointers, stored)
            query = {name: condition[2]}
            both = lists.whole(operation, None, **query, search=word)
            yield [
                lists.whole(operation, search=word),
                both.must(check, status=[200], filtered={"answer": 0, "where": [stored]}),
            ]
            yield [
                lists.whole(operation, None, **query),
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
