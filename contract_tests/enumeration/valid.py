"""Valid requests of every operation: what the schema asks for, aimed at rows of the world by `hooks.aims`."""

import copy
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal
from urllib.parse import quote

import hypothesis
from hypothesis import strategies as st

from contract_tests import actors, world
from contract_tests.actors import Actor
from contract_tests.enumeration.operations import OWNING, Operation, Schema, operations, validator_of
from contract_tests.enumeration.steps import Step
from hooks import aims, files, formats

Fields = Literal["required", "all"]
_TEXT = "Enumerated"
# For what a pattern describes, tried in turn; a match for any other pattern is searched, which takes a while.
_SAMPLES = (
    "+61 2 5550 000{0}",
    "1250.0{0}",
    "9.500{0}",
    "200{0}",
    "062-00{0}",
    "12345{0}",
)
# Days long ago: some must not be in the future.
_FORMATS = {
    "email": "enumerated{0}@example.org",
    "uuid": str(world.NOBODY),
    "date": "2024-01-{1:02d}",
    "date-time": "2024-01-{1:02d}T00:00:00Z",
    "uri": "https://example.org/{0}",
}


def caller_of(operation: Operation) -> Actor:
    """Return the first actor whose role may call `operation`; nobody when it is public."""
    return callers_of(operation)[0]


def callers_of(operation: Operation) -> list[Actor]:
    """Return one actor of each role that may call `operation`; nobody when it is public.

    Whoever may call for what is their own comes last: the aims give each their own.
    """
    known = [actors.BY_ROLE[letter] for letter in operation.roles if letter in actors.BY_ROLE]
    if operation.relative & OWNING:
        known += [
            actor for actor in actors.BY_ROLE.values() if actor not in known and may_own(operation, actor)
        ]
    return known or [actors.NOBODY]


def may_own(operation: Operation, actor: Actor) -> bool:
    """Whether an operation on what is one's own serves the actor's role: some have nothing of the kind."""
    return actor.role not in aims.WITHOUT.get(operation.name, "")


def request(
    operation: Operation,
    actor: Actor | None = None,
    fields: Fields = "required",
    seed: int = 0,
    about: str = "",
) -> Step:
    """Return a request that is accepted.

    Args:
        fields: of the body: only those required, or all.
        seed: another one gives other values.
        about: a field of the body that the request is to be about: it is on an object that may have it.
    """
    caller = caller_of(operation) if actor is None else actor
    path = path_parameters(operation, caller, about)
    headers = {one.name: f"enumerated-{seed}" for one in operation.headers if one.required}
    step = Step(
        operation=operation.name,
        method=operation.method,
        path=filled(operation.path, path),
        path_parameters=path,
        headers={**caller.headers, **headers},
        needed=_needed(operation, caller, seed),
    ).with_query("")
    if operation.body is None:
        return step
    body = body_of(operation, caller, fields, seed, path)
    return step.form(body) if operation.takes_form else step.json(body)


def _needed(operation: Operation, caller: Actor, seed: int) -> dict[str, str]:
    """Return the query parameters that the operation requires: aimed, where somebody has said so."""
    found = {}
    for parameter in operation.query:
        if parameter.required:
            aim = aims.aim_at(aims.QUERY, operation.name, parameter.name)
            value = aim(seed, caller.name) if aim else value_of(parameter.schema, parameter.name, seed)
            found[parameter.name] = str(value)
    return found


def ask(
    name: str, actor: Actor, body: Any = None, query: Mapping[str, Any] | None = None, **path: Any
) -> Step:
    """Return a request of the operation called `name`, with exactly what is given."""
    operation = operations()[name]
    parameters = {key: str(value) for key, value in path.items()}
    step = Step(name, operation.method, filled(operation.path, parameters), parameters, headers=actor.headers)
    if body is not None:
        step = step.form(body) if operation.takes_form else step.json(body)
    return step if query is None else step.with_query(query)


def beside(operation: Operation, step: Step) -> Step:
    """Return the request of a GET operation about the object of another request, by the same caller."""
    names = {one.name for one in operation.path_parameters}
    path = {name: value for name, value in step.path_parameters.items() if name in names}
    kept = {"Authorization": step.headers["Authorization"]} if "Authorization" in step.headers else {}
    return Step(operation.name, "GET", filled(operation.path, path), path, headers=kept)


def filled(template: str, parameters: Mapping[str, str]) -> str:
    """Return the path of a template."""
    return re.sub(r"\{(\w+)\}", lambda found: quote(parameters[found.group(1)], safe=""), template)


def path_parameters(operation: Operation, caller: Actor, about: str = "") -> dict[str, str]:
    """Return the identifiers of an object that `caller` may act on, and that has the field called `about`."""
    found = {}
    for parameter in operation.path_parameters:
        aim = aims.aim_at(aims.PATH, operation.name, parameter.name)
        found[parameter.name] = str(
            aim(0, caller.name) if aim else value_of(parameter.schema, parameter.name)
        )
    if "self" in operation.relative and caller.role not in operation.roles and "user_id" in found:
        found["user_id"] = str(caller.id)
    return found | aims.HOLDERS.get((operation.name, about), {})


def body_of(
    operation: Operation,
    caller: Actor,
    fields: Fields = "required",
    seed: int = 0,
    path: Mapping[str, str] | None = None,
) -> Any:
    """Return a valid body.

    Args:
        path: parameters of the path, when they are not the usual ones.
    """
    assert operation.body is not None
    body = value_of(operation.body, "", seed, fields)
    return fitted(operation, caller, body, path_parameters(operation, caller) if path is None else path)


def fitted(
    operation: Operation,
    caller: Actor,
    body: Any,
    path: Mapping[str, str],
    about: tuple[str | int, ...] = (),
) -> Any:
    """Return a body that the rules let pass, as far as the field that it is about lets it."""
    if isinstance(body, dict):
        body = copy.deepcopy(body)
        aims.Fitting(operation.name, caller.name, path, lambda _: 0, lambda _: 1, about).fit(body)
    return body


@cache
def _matching(pattern: str) -> str:
    """Return a short text that matches a pattern, always the same."""
    quiet = hypothesis.settings(
        database=None, derandomize=True, max_examples=200, suppress_health_check=list(hypothesis.HealthCheck)
    )
    checker = validator_of({"type": "string", "pattern": pattern})
    strategy = st.from_regex(
        pattern, fullmatch=True, alphabet=st.characters(min_codepoint=32, max_codepoint=126)
    )
    return hypothesis.find(strategy, lambda value: bool(checker.is_valid(value)), settings=quiet)


def value_of(schema: Schema, name: str = "", seed: int = 0, fields: Fields = "required") -> Any:
    """Return a valid value, plain and short; always the same for the same arguments."""
    for given in ("const", "example"):
        if given in schema:
            return schema[given]
    if "enum" in schema:
        choices = [choice for choice in schema["enum"] if choice is not None]
        return choices[seed % len(choices)]
    for combined in ("oneOf", "anyOf", "allOf"):
        if combined in schema:
            return value_of(schema[combined][0], name, seed, fields)
    declared = schema.get("type", "object" if "properties" in schema else "string")
    kinds = [declared] if isinstance(declared, str) else [kind for kind in declared if kind != "null"]
    match kinds[0]:
        case "object":
            wanted = schema.get("properties", {}) if fields == "all" else schema.get("required", ())
            return {
                inner: value_of(schema["properties"][inner], inner, seed, fields)
                for inner in schema.get("properties", {})
                if inner in wanted
            }
        case "array":
            least = schema.get("minItems", 1 if fields == "all" else 0)
            return [value_of(schema["items"], name, seed + number, fields) for number in range(least)]
        case "boolean":
            return seed % 2 == 1
        case "integer" | "number":
            least = max(schema.get("minimum", 1 + seed), schema.get("exclusiveMinimum", 0) + 1, 1 + seed)
            return min(least, schema.get("maximum", least))
    return _text_of(schema, name, seed)


def _text_of(schema: Schema, name: str, seed: int) -> Any:
    kind = schema.get("format", "")
    if kind == "binary":
        return files.sample(tuple(files.MAKERS)[seed % len(files.MAKERS)], f"enumerated-{seed}")
    if kind in formats.NUMBERED:
        return formats.NUMBERED[kind](seed)
    if kind in _FORMATS:
        return _FORMATS[kind].format(seed or "", 1 + seed % 28)
    plain = f"{_TEXT} {_letters(seed)}"
    least, most = schema.get("minLength", 0), schema.get("maxLength", len(plain))
    plain = (plain if len(plain) <= most else plain[-most:].strip().rjust(most, "x")).ljust(least, "x")
    checker = validator_of({**schema, "type": "string"})
    for text in (plain, *(sample.format(seed % 10) for sample in _SAMPLES)):
        if checker.is_valid(text):
            return text
    return _matching(schema.get("pattern", ""))


def _letters(number: int) -> str:
    """Return a number in letters: text that differs wherever the number does."""
    rest, letter = divmod(number, 10)
    return (_letters(rest) if rest else "") + "abcdefghij"[letter]
