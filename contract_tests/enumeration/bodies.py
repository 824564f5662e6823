"""Field x value: every boundary and bad value of every field that an operation writes, nested ones too.

What is expected is decided by the operation's own schema: what it refuses is a 400 that points at the field;
what it accepts is accepted and shown again, or refused by a declared rule.
"""

import copy
import json
import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any

from contract_tests.enumeration import valid
from contract_tests.enumeration.operations import Operation, Schema, operations, tried
from contract_tests.enumeration.steps import Case, Step
from contract_tests.enumeration.values import types_of, values
from contract_tests.model import text, writing
from hooks import auth, clock, files

SHAPE = ["request.invalid", "request.unknown_field", "request.parse_error"]
REFUSED = "value_outside_the_schema_is_refused"
ACCEPTED = "value_inside_the_schema_is_accepted_and_kept"
_LARGEST = 100
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
    if isinstance(value, files.File):
        return ""  # its bytes are judged by nobody's schema
    if isinstance(value, str):
        return clock.resolve(auth.resolve(value)) if "{{" in value else value
    if isinstance(value, dict):
        return {name: _with_secrets(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_secrets(item) for item in value]
    return value


def field_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each value of each field, in every form that the body may have."""
    known = _written_before(operation)
    for variant in operation.variants():
        yield from _field_cases(variant, known)


def _field_cases(operation: Operation, known: list[Schema]) -> Iterator[Case]:
    assert operation.body is not None
    for path, schema, required in fields(operation.body):
        base = valid.request(operation, about=str(path[0]))
        thorough = schema not in known
        known.append(schema)
        # A switch or an object like two before it has no bounds of its own: a few wrong types will do.
        few = 4 if known.count(schema) > 2 and types_of(schema) <= {"boolean", "object"} else None
        known_values = values(schema, str(path[-1]), thorough=thorough)
        if operation.takes_form:  # a part is text; what files there are is tried in `forms`
            is_file = schema.get("format") == "binary"
            known_values = (value for value in known_values if isinstance(value, str) and not is_file)
        for value in islice(known_values, few):
            yield _case(operation, base, path, schema, value)
        if required:
            yield [_without(operation, base, path)]


def _without(operation: Operation, base: Step, path: Path) -> Step:
    """Return the request without a field that its object requires."""
    assert operation.body is not None
    assert base.body is not None
    body = put(base.value, path, None, operation.body)
    place = body
    for segment in path[:-1]:
        place = place[segment]
    del place[path[-1]]
    return base.saying(body).must(REFUSED, status=[400], codes_in=SHAPE, pointer=pointer(path))


def _written_before(operation: Operation) -> list[Schema]:
    """Return the schemas of fields that an operation earlier in the document has had in full.

    Equal schemas come from the same field class, so what is wrong with one is wrong with all; that an
    operation forgets to ask is seen with a few values as well.
    """
    found: list[Schema] = []
    for other in operations().values():
        if other.name == operation.name:
            break
        found += [schema for form in other.forms for _, schema, _ in fields(form)]
    return found


def _case(operation: Operation, base: Step, path: Path, schema: Schema, value: Any) -> Case:
    assert operation.body is not None
    assert base.body is not None
    body = put(base.value, path, value, operation.body)
    step = base.saying(body).at_the_edge()
    if not is_valid(operation, body):
        return [step.must(REFUSED, status=[400], codes_in=SHAPE, pointer=pointer(path))]
    body = valid.fitted(operation, valid.caller_of(operation), body, base.path_parameters, path)
    step = base.saying(body).at_the_edge()
    shown = {}
    if path[0] in (operation.answer or {}).get("properties", {}):
        kept = text.stored(value, is_email=schema.get("format") == "email")
        shown = dict(_shown(pointer(path).removeprefix("/body"), kept, operation.answer or {}, path))
    accepted = {"status": operation.success, "codes": sorted(operation.rule_codes)}
    step = step.must(ACCEPTED, accepted_or_refused_by=accepted, values=shown)
    reading = read_back(operation, step)
    if reading is None:
        return [step]
    same = {"answer": 0, "if_accepted": True, "but": [*writing.TOLD_ONCE.get(operation.name, ())]}
    return [step, reading.must(ACCEPTED, same_as=same)]


def _shown(place: str, kept: Any, schema: Schema, path: Path) -> Iterator[tuple[str, Any]]:
    """Return the values that an answer must show; what an object leaves out, it shows by its default."""
    for segment in path:
        schema = schema.get("items" if isinstance(segment, int) else "properties", {})
        schema = schema if isinstance(segment, int) else schema.get(segment, {})
    items = schema.get("items", {}).get("properties", {})
    if isinstance(kept, dict):
        yield from ((f"{place}/{name}", item) for name, item in kept.items())
    elif isinstance(kept, list) and any(
        isinstance(item, dict) and items.keys() > item.keys() for item in kept
    ):
        for number, item in enumerate(kept):
            yield from ((f"{place}/{number}/{name}", value) for name, value in item.items())
    else:
        yield place, kept


def read_back(operation: Operation, step: Step) -> Step | None:
    """Return the request that shows what `step` has answered; None when no operation does.

    A creation is shown by the GET of its item, any other write by the GET of the object that it is about, or
    by the list in which that stands.
    """
    if operation.name in writing.READ_BY:
        found = operations()[writing.READ_BY[operation.name]]
        (parameter,) = found.path_parameters
        kept = {name: value for name, value in step.headers.items() if name == "Authorization"}
        item = found.path.replace(f"{{{parameter.name}}}", "{{answer:0:/id}}")
        return Step(found.name, "GET", item, {}, headers=kept)
    if operation.method == "POST" and (path := item_of(operation)) is not None:
        reader = _reader(f"{path}*/")
        assert reader is not None
        kept = {name: value for name, value in step.headers.items() if name == "Authorization"}
        item = f"{step.path if path == operation.path else path}{{{{answer:0:/id}}}}/"
        return Step(reader.name, "GET", item, step.path_parameters, headers=kept)
    shown = None if operation.name in writing.SHUTTING_OUT else shown_by(operation)
    if shown is None or operation.answer not in (shown.answer, row_of(shown)):
        return None
    return reading_of(shown, step)


def reading_of(shown: Operation, step: Step) -> Step:
    """Return the request that shows what `step` is about: the object, or the list in which it stands."""
    look = valid.beside(shown, step)
    return look.with_query({"page_size": _LARGEST}) if shown.is_list else look


def row_of(operation: Operation) -> Schema | None:
    """Return the schema of a list's rows, None when the operation lists nothing."""
    if not operation.is_list:
        return None
    found: Schema | None = (operation.answer or {})["properties"]["results"].get("items")
    return found


def item_of(operation: Operation) -> str | None:
    """Return the path under which a creation's object is found by its id, None when there is none.

    That is the path of the creation, or the same last segment right below the version.
    """
    last = operation.path.rstrip("/").rsplit("/", 1)[1]
    for path in (operation.path, f"/api/v1/{last}/"):
        reader = _reader(f"{path}*/")
        if reader is not None and reader.answer == operation.answer:
            return path
    return None


def shown_by(operation: Operation) -> Operation | None:
    """Return the GET of the object that a write is about: of its own path, else of the nearest one above.

    What nobody reads alone is shown by a list.
    """
    if operation.name in writing.LISTED_BY:
        return operations()[writing.LISTED_BY[operation.name]]
    path = operation.path
    while path.count("/") > 3:
        found = next((one for one in operations().values() if one.method == "GET" and one.path == path), None)
        if found is not None and not found.is_list and "properties" in (found.answer or {}):
            return found
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return None


def _reader(path: str) -> Operation | None:
    """Return the GET operation of a path, with a star for the parameter that ends it."""
    start = path.removesuffix("*/")
    for one in operations().values():
        item = one.path.removeprefix(start)
        if one.method == "GET" and one.path.startswith(start) and re.fullmatch(r"\{\w+\}/", item):
            return one
    return None


def unknown_field_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each field that the body must not have: read-only ones, coveted ones, any other."""
    assert operation.body is not None
    base = valid.request(operation)
    assert base.body is not None
    read_only = {name for each in _showing(operation) for name in (each.answer or {}).get("properties", {})}
    known = set(operation.body.get("properties", {}))
    for name in sorted((read_only | set(tried(operation, COVETED, 3))) - known):
        tempting = _tempting(operation, name)
        if operation.takes_form:
            tempting = tempting if isinstance(tempting, str) else json.dumps(tempting)
        yield [_unknown(base, put(base.value, (name,), tempting, operation.body), (name,))]
    for path, schema, _ in fields(operation.body):
        inside = None
        if "object" in types_of(schema):
            inside = (*path, "unknown")
        elif "object" in types_of(schema.get("items", {})):
            inside = (*path, 0, "unknown")
        if inside is not None:
            yield [_unknown(base, put(base.value, inside, True, operation.body), inside)]


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
    return base.saying(body).must(
        "field_outside_the_schema_is_refused",
        status=[400],
        codes_in=["request.unknown_field"],
        pointer=pointer(path),
    )
