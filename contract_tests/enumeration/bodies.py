"""Field x value: every boundary and bad value of every field that an operation writes, nested ones too.

What is expected is decided by the operation's own schema: what it refuses is a 400 that points at the field;
what it accepts is accepted and shown again, or refused by a declared rule.
"""

import copy
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any

from contract_tests.enumeration import valid
from contract_tests.enumeration.operations import Operation, Schema, operations, tried
from contract_tests.enumeration.steps import Case, Step
from contract_tests.enumeration.values import types_of, values
from contract_tests.model import text
from hooks import auth

SHAPE = ["request.invalid", "request.unknown_field", "request.parse_error"]
REFUSED = "value_outside_the_schema_is_refused"
ACCEPTED = "value_inside_the_schema_is_accepted_and_kept"
Path = tuple[str | int, ...]
# Names that a caller would like to set and that no body may: mass assignment. Source: law H7.
COVETED: tuple[str, ...] = (
    "id",
    "is_superuser",
    "unknown",
    "pk",
    "created_by",
    "created_at",
    "version",
    "is_staff",
    "owner",
)
COVETED += ("user_id", "__proto__", "", "a/b~c")


def fields(schema: Schema, at: Path = ()) -> Iterator[tuple[Path, Schema, bool]]:
    """Return each field of a body with its path, its schema and whether its object requires it."""
    for name, inner in schema.get("properties", {}).items():
        yield (*at, name), inner, name in schema.get("required", ())
        types = types_of(inner)
        if "object" in types:
            yield from fields(inner, (*at, name))
        elif "array" in types and "object" in types_of(inner.get("items", {})):
            yield from fields(inner["items"], (*at, name, 0))


def put(body: Any, path: Path, value: Any, schema: Schema) -> Any:
    """Return `body` with a value at `path`; objects on the way are made valid."""
    changed = copy.deepcopy(body)
    place = changed
    for segment, following in pairwise(path):
        schema = schema["items"] if isinstance(segment, int) else schema["properties"][segment]
        if isinstance(segment, str) and not isinstance(place.get(segment), dict | list):
            empty = (
                [valid.value_of(schema["items"])] if isinstance(following, int) else valid.value_of(schema)
            )
            place[segment] = empty
        place = place[segment]
    place[path[-1]] = value
    return changed


def pointer(path: Path) -> str:
    """Return the JSON pointer of a field, as problems name it."""
    return "/body" + "".join("/" + str(segment).replace("~", "~0").replace("/", "~1") for segment in path)


def is_valid(operation: Operation, body: Any) -> bool:
    """Whether the operation's schema accepts `body`; lone surrogates, which it cannot name, never are."""
    try:
        return bool(operation.validator.is_valid(_with_secrets(body)))
    except (ValueError, UnicodeEncodeError):
        return False


def _with_secrets(value: Any) -> Any:
    """Return a body as it goes over the wire: bounds count the secret, not its placeholder."""
    if isinstance(value, str):
        return auth.resolve(value) if "{{" in value else value
    if isinstance(value, dict):
        return {name: _with_secrets(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_secrets(item) for item in value]
    return value


def field_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each value of each field."""
    assert operation.body is not None
    base = valid.request(operation)
    known = [] if operation.leads else _written_elsewhere(operation)
    for path, schema, required in fields(operation.body):
        thorough = schema not in known
        known.append(schema)
        # A switch or an object like two before it has no bounds of its own: a few wrong types will do.
        few = 4 if known.count(schema) > 2 and types_of(schema) <= {"boolean", "object"} else None
        for value in islice(values(schema, str(path[-1]), thorough=thorough), few):
            yield _case(operation, base, path, schema, value)
        if required and len(path) == 1:
            body = {name: kept for name, kept in base.body["json"].items() if name != path[0]}  # type: ignore[index]
            yield [base.json(body).must(REFUSED, status=[400], codes_in=SHAPE, pointer=pointer(path))]


def _written_elsewhere(operation: Operation) -> list[Schema]:
    """Return the schemas of fields that the leading operation of the same area and method has had in full."""
    for other in operations().values():
        if other.leads and other.body and (other.area, other.method) == (operation.area, operation.method):
            return [schema for _, schema, _ in fields(other.body)]
    return []


def _case(operation: Operation, base: Step, path: Path, schema: Schema, value: Any) -> Case:
    assert operation.body is not None
    assert base.body is not None
    body = put(base.body["json"], path, value, operation.body)
    step = base.json(body).at_the_edge()
    if not is_valid(operation, body):
        return [step.must(REFUSED, status=[400], codes_in=SHAPE, pointer=pointer(path))]
    shown = {}
    if path[0] in (operation.answer or {}).get("properties", {}):
        is_email = schema.get("format") == "email"
        shown = {pointer(path).removeprefix("/body"): text.stored(value, is_email=is_email)}
    accepted = {"status": operation.success, "codes": sorted(operation.rule_codes)}
    step = step.must(ACCEPTED, accepted_or_refused_by=accepted, values=shown)
    reading = read_back(operation, step)
    return (
        [step]
        if reading is None
        else [step, reading.must(ACCEPTED, same_as={"answer": 0, "if_accepted": True})]
    )


def read_back(operation: Operation, step: Step) -> Step | None:
    """Return the request that shows what `step` has written; None when no operation does.

    A PATCH is shown by the GET of its path; a creation by the GET of one item below its path.
    """
    for other in operations().values():
        if other.method != "GET" or other.is_list:
            continue
        if other.path == operation.path and operation.answer is not None:
            return _reading(step, other, step.path)
        item = other.path.removeprefix(operation.path)
        if (
            operation.method == "POST"
            and other.path.startswith(operation.path)
            and item.count("/") == 1
            and "{" in item
        ):
            return _reading(step, other, f"{step.path}{{{{answer:0:/id}}}}/")
    return None


def _reading(step: Step, operation: Operation, path: str) -> Step:
    kept = {"Authorization": step.headers["Authorization"]} if "Authorization" in step.headers else {}
    return Step(
        operation=operation.name, method="GET", path=path, path_parameters=step.path_parameters, headers=kept
    )


def unknown_field_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each field that the body must not have: read-only ones, coveted ones, any other."""
    assert operation.body is not None
    base = valid.request(operation)
    assert base.body is not None
    read_only = {name for each in _showing(operation) for name in (each.answer or {}).get("properties", {})}
    known = set(operation.body.get("properties", {}))
    for name in sorted((read_only | set(tried(operation, COVETED, 3))) - known):
        yield [
            _unknown(
                base, put(base.body["json"], (name,), _tempting(operation, name), operation.body), (name,)
            )
        ]
    for path, schema, _ in fields(operation.body):
        if "object" in types_of(schema):
            body = put(base.body["json"], (*path, "unknown"), True, operation.body)
            yield [_unknown(base, body, (*path, "unknown"))]


def _showing(operation: Operation) -> Iterator[Operation]:
    """Return the operations that show what the body is about; for a leading one, everything of its area."""
    reading = read_back(operation, valid.request(operation))
    for other in operations().values():
        near = other is operation or (reading is not None and other.name == reading.operation)
        if near or (operation.leads and other.area == operation.area and not other.is_list):
            yield other


def _tempting(operation: Operation, name: str) -> Any:
    for other in _showing(operation):
        schema = (other.answer or {}).get("properties", {}).get(name)
        if schema is not None:
            return valid.value_of(schema, name)
    return True


def _unknown(base: Step, body: Any, path: Path) -> Step:
    return base.json(body).must(
        "field_outside_the_schema_is_refused",
        status=[400],
        codes_in=["request.unknown_field"],
        pointer=pointer(path),
    )
