"""Requests in which every identifier names a row that the caller sees, or one that is put in its place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

from contract_tests import actors, world
from contract_tests.actors import Actor
from contract_tests.enumeration import bodies, valid
from contract_tests.enumeration.operations import Operation, Schema
from contract_tests.enumeration.steps import Step
from contract_tests.enumeration.values import types_of
from contract_tests.model import access
from contract_tests.model.access_world import WORLD, names, row_id

NOBODY = str(world.NOBODY)
# People without a profile see nothing but themselves; they only read.
NEWCOMERS = (Actor("bdm_new", "M"), Actor("broker_new", "K"), Actor("borrower_new", "B"))


@dataclass(frozen=True, slots=True)
class Identifier:
    """One place of a request that names a row.

    Args:
        kind: the row type.
        where: path, query or body.
        path: of the field, in a body.
    """

    name: str
    kind: str
    where: str
    path: bodies.Path = ()


def identifiers(operation: Operation) -> list[Identifier]:
    """Return every place of a request that names a row.

    Raises:
        NobodyHasSaid: nobody has said which rows one of them names.
    """
    found: list[tuple[str, str, bodies.Path, Schema]] = []
    found += [(one.name, "path", (), one.schema) for one in operation.path_parameters]
    found += [(one.name, "query", (), one.schema) for one in operation.query]
    for path, schema, _ in bodies.fields(operation.body or {}):
        found.append((str(path[-1]), "body", path, schema))
    return [
        Identifier(name, access.kind_named(operation.name, name), where, path)
        for name, where, path, schema in found
        if _is_identifier(name, schema)
    ]


def _is_identifier(name: str, schema: Schema) -> bool:
    items = schema.get("items", {}) if "array" in types_of(schema) else schema
    return items.get("format") == "uuid" or name.endswith(("_id", "_ids"))


def in_(operation: Operation, where: str) -> list[Identifier]:
    """Return the identifiers in one part of the request."""
    return [one for one in identifiers(operation) if one.where == where]


def callers(operation: Operation) -> list[Actor]:
    """Return everybody whom the operation lets in, strangers of each role too.

    Newcomers only read, and so does the other admin, who sees what every admin sees.
    """
    if not operation.secured:
        return [actors.NOBODY]
    everybody = [*actors.EVERYBODY, *NEWCOMERS]
    if operation.method != "GET":
        everybody = [one for one in actors.EVERYBODY if one != actors.ADMIN_STRANGER]
    return [
        actor
        for actor in everybody
        if actor.role in operation.roles or (operation.relative and valid.may_own(operation, actor))
    ]


# --- requests -------------------------------------------------------------------------------------------
def own(kind: str, actor: Actor) -> str:
    """Return the id of the first row that the actor sees; one that does not exist when they see none."""
    return next((row_id(name) for name in access.visible(actor, kind)), NOBODY)


def request(operation: Operation, actor: Actor) -> Step:
    """Return a request of the actor's own: every identifier in it names a row that they see."""
    speaker = actors.BY_ROLE.get(actor.role, actor)
    step = valid.request(operation, speaker).by(actor)
    for one in in_(operation, "path"):
        if not _is_seen(actor, step.path_parameters[one.name]):
            step = at(operation, step, one, own(one.kind, actor))
    for one in in_(operation, "body"):
        value = in_body(step, one.path)
        named = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        if actor.name and not all(_is_seen(actor, each) for each in named):
            step = at(operation, step, one, own(one.kind, actor))
    return linked(operation, step)


def _is_seen(actor: Actor, value: str) -> bool:
    return access.sees(actor, names().get(value, ""))


def in_body(step: Step, path: bodies.Path) -> Any:
    """Return the value at a path of the body, None when there is none."""
    value = step.value
    for segment in path:
        if not isinstance(value, dict | list):
            return None
        value = value.get(segment) if isinstance(value, dict) else dict(enumerate(value)).get(int(segment))
    return value


def linked(operation: Operation, step: Step) -> Step:
    """Make a path with two identifiers name two rows that are linked, where the first is linked to any."""
    path = in_(operation, "path")
    for one in path[1:]:
        links = links_of(names().get(step.path_parameters[path[0].name], ""), one.kind)
        if links and names().get(step.path_parameters[one.name]) not in links:
            step = at(operation, step, one, row_id(links[0]))
    return step


def links_of(name: str, kind: str) -> Sequence[str]:
    """Return the rows of one type that a row of the world is linked to."""
    row = WORLD.get(name)
    return getattr(row, f"{kind}s", ()) if row else ()


def at(operation: Operation, step: Step, one: Identifier, value: str) -> Step:
    """Return the same request about another row."""
    if one.where == "path":
        path = {**step.path_parameters, one.name: value}
        return replace(step, path=valid.filled(operation.path, path), path_parameters=path)
    if one.where == "query":
        size = {"page_size": 100} if operation.is_list else {}
        return step.with_query({**size, **_all(operation), one.name: value})
    assert step.body is not None
    assert operation.body is not None
    is_list = "array" in types_of(_schema_at(operation.body, one.path))
    alternatives = access.ONE_OF.get(operation.name, ())
    others = set(alternatives) - {one.name} if one.name in alternatives else ()
    named = {name: item for name, item in step.value.items() if name not in others}
    return step.saying(bodies.put(named, one.path, [value] if is_list else value, operation.body))


def _all(operation: Operation) -> dict[str, str]:
    """Return the query that hides no row."""
    return {one.name: "all" for one in operation.query if one.name == "archived"}


def _schema_at(schema: Schema, path: bodies.Path) -> Schema:
    for segment in path:
        schema = schema["items"] if isinstance(segment, int) else schema["properties"][segment]
    return schema


# --- which rows -----------------------------------------------------------------------------------------
def sampled(operation: Operation, actor: Actor, names: Sequence[str], few: int, most: int) -> list[str]:
    """Return some rows of each kind of ownership, others for other operations, so that each has its turn."""
    classes: dict[tuple[bool, ...], list[str]] = {}
    for name in names:
        classes.setdefault(
            tuple(access.sees(each, name) for each in actors.EVERYBODY if each.role != "A"), []
        ).append(name)
    turn = crc32(f"{operation.name} {actor.name}".encode())
    found = []
    for alike in classes.values():
        start = turn % len(alike)
        found += (alike[start:] + alike[:start])[:few]
    return found[:most]


def is_reachable(operation: Operation, actor: Actor) -> bool:
    """Whether the actor sees any object that the path could name."""
    return all(access.visible(actor, one.kind) for one in in_(operation, "path"))
