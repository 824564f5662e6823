"""What would give an invisible object away: ids, references, texts and amounts that only it has. Law V1."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from contract_tests import actors, exported
from contract_tests.actors import Actor
from contract_tests.enumeration import valid, views
from contract_tests.enumeration.operations import Operation, operations
from contract_tests.enumeration.steps import Step
from contract_tests.expecting.reading import at
from contract_tests.model import access
from contract_tests.model.access_world import WORLD, kind_of, row_id, rows, told_in_vain

_SHORTEST = 5  # shorter texts stand anywhere
_MOST_OF_A_KIND = 3
_AMOUNT = re.compile(r"[0-9]+\.[0-9]{2}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d(T.*)?")
# What a representation shows in full to an admin only, and how it is shown to all others.
_MASKED: Mapping[str, Mapping[str, Callable[[str], str]]] = {
    "broker": {"/commission_account/account_number": lambda number: f"****{number[-3:]}"}
}
_PARTIES = ("borrowers", "guarantors")
_ALL = {"page_size": 100}


def secrets(operation: Operation, actor: Actor) -> dict[str, Any]:
    """Return the words about what an answer to the actor must not show."""
    if actor.role == "A" or not actor.name:
        return {}
    found: dict[str, Any] = {"never_shows": list(marks(actor))}
    if actor.role == "B":
        shown = _shown_fields(operation)
        parties = [f"/{name}" for name in _PARTIES if name in shown]
        if parties:
            own = access.ids(access.visible(actor, "borrower"))
            found["masked"] = {"parties": parties, "own": own, "keys": ["name", "role"]}
    return found


def _shown_fields(operation: Operation) -> set[str]:
    schema = operation.answer or {}
    if operation.is_list:
        schema = schema["properties"]["results"]["items"]
    return set(schema.get("properties", {}))


def masks(actor: Actor, name: str) -> dict[str, Any]:
    """Return the values that a row shows instead of the real ones, by their pointers."""
    shown = _row(kind_of(name), row_id(name))
    return {
        pointer: hide(str(at(shown, pointer))) if actor.role != "A" else at(shown, pointer)
        for pointer, hide in _MASKED.get(kind_of(name), {}).items()
        if at(shown, pointer) is not None
    }


@cache
def marks(actor: Actor) -> tuple[str, ...]:
    """Return the texts that no answer to the actor may show."""
    hidden = sorted(set(WORLD) - access.mentioned(actor))
    # Who has acted is shown by id, on what they have done.
    ids = [row_id(name) for name in hidden if kind_of(name) != "user"]
    return (*ids, *(text for found in texts(actor).values() for text in found), *_hidden_values(actor))


@cache
def texts(actor: Actor) -> dict[str, tuple[str, ...]]:
    """Return the texts of each invisible row that nothing visible shows."""
    names = {row_id(name) for name in WORLD}
    found = {}
    for kind in sorted(access.KINDS):
        for name in rows(WORLD, kind):
            if not access.sees(actor, name):
                leaves = {leaf for leaf in _leaves(_row(kind, row_id(name))) if leaf not in names}
                marks = sorted(leaf for leaf in leaves if _tells(leaf) and not _is_known(actor, leaf))
                found[name] = tuple(f'"{leaf}"' if _AMOUNT.fullmatch(leaf) else leaf for leaf in marks)
    return found


def _is_known(actor: Actor, leaf: str) -> bool:
    """Whether the actor may meet a text anyway: a visible row shows it, or the contract does."""
    return leaf.casefold() in _visible(actor) or _is_in_contract(leaf)


@cache
def _visible(actor: Actor) -> str:
    """Return every text of the rows that the actor sees, in one."""
    return " ".join(
        leaf
        for kind in access.KINDS
        for name in access.visible(actor, kind)
        for leaf in _leaves(_row(kind, row_id(name)))
    ).casefold()


@cache
def _is_in_contract(leaf: str) -> bool:
    """Whether the contract, half a megabyte, holds a text: asked once of each."""
    return leaf.casefold() in _contract()


@cache
def _contract() -> str:
    return json.dumps(exported.document(), ensure_ascii=False).casefold()


def words(actor: Actor, most: int, first: str = "") -> list[str]:
    """Return single words to search for, of as many invisible rows of different types as asked for.

    Args:
        first: row type whose words come first.
    """
    by_kind = _words(actor)
    found = {first: by_kind.get(first, ()), **{kind: by_kind[kind] for kind in by_kind if kind != first}}
    ranked = [
        mark for each in zip(*(_padded(marks) for marks in found.values()), strict=True) for mark in each
    ]
    return list(dict.fromkeys(mark for mark in ranked if mark))[:most]


@cache
def _words(actor: Actor) -> dict[str, tuple[str, ...]]:
    """Return the first three words that tell of invisible rows, by the row type."""
    found: dict[str, list[str]] = {}
    for name, marks in texts(actor).items():
        for mark in (word for text in marks for word in text.split()):
            known = found.setdefault(kind_of(name), [])
            if len(known) < _MOST_OF_A_KIND and '"' not in mark and "{" not in mark and _tells(mark):
                known += () if _is_known(actor, mark) else (mark,)
    return {kind: tuple(marks) for kind, marks in found.items() if marks}


def _padded(marks: Sequence[str]) -> list[str]:
    return [*marks, *[""] * _MOST_OF_A_KIND][:_MOST_OF_A_KIND]


def _tells(leaf: str) -> bool:
    return len(leaf) >= _SHORTEST and not _TIME.fullmatch(leaf)


def _hidden_values(actor: Actor) -> Iterator[str]:
    """Return what only an admin may see of rows that others see as well."""
    if actor.role == "A":
        return
    for kind, pointers in _MASKED.items():
        for name in rows(WORLD, kind):
            for pointer in pointers:
                value = at(_row(kind, row_id(name)), pointer)
                if value is not None:
                    yield str(value)


@cache
def _shown(kind: str) -> dict[str, Any]:
    """Return the rows of one type as an admin sees them, by id; none when no operation lists them."""
    steps = [*_listing(kind)]
    if kind in access.KEPT_FROM_ALL:
        steps += [step.by(actor) for step in steps for actor in actors.EVERYBODY]
    return {str(row["id"]): row for step in steps for row in views.shown(step)["results"]}


def _listing(kind: str) -> Iterator[Step]:
    """Return the requests of an admin that list every row of one type, but for what others keep private."""
    for one in operations().values():
        below, link = access.BELOW.get(one.name, ("", ""))
        if below == kind:
            (parameter,) = one.path_parameters
            for name in dict.fromkeys(getattr(WORLD[row], link) for row in rows(WORLD, kind)):
                yield valid.ask(one.name, actors.ADMIN, None, _ALL, **{parameter.name: row_id(name)})
        elif one.is_list and _item(one) == kind:
            archived = {each.name: "all" for each in one.query if each.name == "archived"}
            yield valid.request(one, actors.ADMIN).with_query({**_ALL, **archived})
            asked, link = access.UNLESS_ASKED.get(one.name, ("", ""))
            links = dict.fromkeys(getattr(WORLD[row], link) for row in rows(WORLD, kind)) if link else ()
            for name in links:
                if not WORLD[name].is_active:
                    yield valid.ask(one.name, actors.ADMIN, None, {**_ALL, asked: row_id(name)})


def _row(kind: str, identity: str) -> Any:
    return _shown(kind).get(identity) or {"title": told_in_vain().get(identity, "")}


def _item(operation: Operation) -> str | None:
    """Return the row type that a list without identifiers in its path shows, by the item below it."""
    if operation.path_parameters:
        return None
    if operation.name in access.LISTED:
        return access.LISTED[operation.name]
    for other in operations().values():
        item = other.path.removeprefix(operation.path)
        if other.path.startswith(operation.path) and item.startswith("{") and item.count("/") == 1:
            return access.kind_named(operation.name, item[1:-2])
    return None


def kind_listed(operation: Operation) -> str:
    """Return the row type that a list shows; empty for one of several types.

    Raises:
        NobodyHasSaid: it is below another object and not named as such, or no operation shows one item of it.
    """
    if operation.name in access.MIXED:
        return ""
    kind = access.NESTED[operation.name][0] if operation.name in access.NESTED else _item(operation)
    if kind is None:
        raise access.NobodyHasSaid(f"which rows does {operation.name} list? Please say so in {access.HERE}")
    return kind


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _leaves(item)
