"""The operations of the contract, as the enumeration reads them: references resolved, parameters by place."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, TypeVar

import jsonschema_rs
import pytest

from contract_tests import exported
from hooks.formats import CHECKED

Schema = dict[str, Any]
Value = TypeVar("Value")
JSON, FORM = "application/json", "multipart/form-data"
# Roles of those who made an object.
OWNING = frozenset({"author", "uploader", "owner"})
RELATIVE = frozenset({"self", "author", "uploader", "owner"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query or header parameter."""

    name: str
    schema: Schema
    required: bool = False


@dataclass(frozen=True)
class Operation:
    """One operation.

    Args:
        name: operationId.
        path: template, such as `/users/{user_id}/`.
        methods: declared on the same path.
        leads: whether it is the first of its `kind`. What all operations share (the parser, the negotiation,
            the router) is tried in full on those, and by a few samples on every other.
        first_on_path: whether it is the first of its path.
        success: the one documented status below 300.
        body: schema of the body, of JSON or of a form; None when the operation takes none. Where a
            field tells several forms apart, the first of them.
        forms: every form that the body may have.
        judge: schema of the body as it is published.
        takes_form: whether the body is a form, with files among its parts.
        takes_body: whether it takes any body.
        answer: schema of the accepted answer; None when it is no JSON.
        sends: media types of the accepted answer, when it is a file.
    """

    name: str
    method: str
    path: str
    methods: frozenset[str]
    roles: tuple[str, ...]
    rule_codes: frozenset[str]
    statuses: frozenset[int]
    success: int
    path_parameters: tuple[Parameter, ...]
    query: tuple[Parameter, ...]
    headers: tuple[Parameter, ...]
    body: Schema | None
    forms: tuple[Schema, ...]
    judge: Schema
    takes_form: bool
    takes_body: bool
    body_required: bool
    answer: Schema | None
    sends: tuple[str, ...]
    secured: bool
    leads: bool
    first_on_path: bool

    @property
    def relative(self) -> frozenset[str]:
        """Roles that depend on the object: self, author, uploader, owner."""
        return RELATIVE & set(self.roles)

    @property
    def area(self) -> str:
        """First segment of the path below the version: operations on the same things share it."""
        return area_of(self.path)

    @property
    def is_list(self) -> bool:
        """Whether the answer is a page of results."""
        return self.method == "GET" and "results" in (self.answer or {}).get("properties", {})

    @property
    def kind(self) -> tuple[Any, ...]:
        """What it has in common with other operations, beside what it is about."""
        about_one = bool(self.path_parameters)
        return (
            self.method,
            self.success,
            self.takes_body,
            self.is_list,
            about_one,
            self.secured,
            self.takes_form,
            self.sends,
        )

    @property
    def allowed_methods(self) -> list[str]:
        """What `Allow` must list. Source: law H2."""
        return sorted({*self.methods, "OPTIONS", *({"HEAD"} if "GET" in self.methods else set())})

    def header(self, name: str) -> Parameter | None:
        """Return a header parameter of the operation, None when it has none of this name."""
        return next((parameter for parameter in self.headers if parameter.name == name), None)

    @cached_property
    def validator(self) -> Any:
        """The judge of request bodies: the schema itself."""
        return validator_of(self.judge)

    def variants(self) -> Iterator["Operation"]:
        """Return the operation with each form of its body."""
        for form in self.forms:
            yield replace(self, body=form)


def _forms(schema: Schema | None) -> tuple[Schema, ...]:
    """Return each form that a body may have, told apart by a field of its own or of one of its objects."""
    if schema is None:
        return ()
    if _differs(schema):
        return tuple(schema["oneOf"])
    for name, inner in schema.get("properties", {}).items():
        if _differs(inner):
            known = schema["properties"]
            return tuple({**schema, "properties": {**known, name: one}} for one in inner["oneOf"])
    return (schema,)


def _differs(schema: Schema) -> bool:
    return "discriminator" in schema and "oneOf" in schema


def area_of(path: str) -> str:
    """Return the first segment of a path below the version."""
    return path.split("/")[3]


def validator_of(schema: Schema) -> Any:
    """Return a validator for `schema`, formats included."""
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, formats=dict(CHECKED))


def resolved(schema: Any) -> Any:
    """Return a part of the document with every reference replaced by what it refers to.

    What is written as "this or null", or as one schema with notes beside it, becomes one plain schema.
    """
    if isinstance(schema, dict):
        if "$ref" in schema:
            target: Any = exported.document()
            for segment in schema["$ref"].removeprefix("#/").split("/"):
                target = target[segment]
            beside = {name: resolved(value) for name, value in schema.items() if name != "$ref"}
            return {**resolved(target), **beside}
        return _plain({name: resolved(value) for name, value in schema.items()})
    if isinstance(schema, list):
        return [resolved(item) for item in schema]
    return schema


def _plain(schema: Schema) -> Schema:
    """Return `oneOf: [X, null]` and `allOf: [X]` as X, with what stands beside them."""
    for combined in ("oneOf", "anyOf", "allOf"):
        alternatives = schema.get(combined)
        if not isinstance(alternatives, list) or "properties" in schema:
            continue
        some = [one for one in alternatives if not _is_null(one)]
        nullable = len(some) < len(alternatives)
        if len(some) == 1 and not (nullable and combined == "allOf"):
            beside = {name: value for name, value in schema.items() if name != combined}
            return {**(_or_null(some[0]) if nullable else some[0]), **beside}
    return schema


def _is_null(schema: Any) -> bool:
    return isinstance(schema, dict) and (schema.get("type") == "null" or schema.get("enum") == [None])


def _or_null(schema: Schema) -> Schema:
    declared = schema.get("type", "object" if "properties" in schema else "string")
    types = [declared] if isinstance(declared, str) else list(declared)
    choices = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": list(dict.fromkeys([*types, "null"])), **choices}


@cache
def operations() -> Mapping[str, Operation]:
    """Return every operation by its operationId, in the order in which the document lists its tags."""
    document = exported.document()
    tags = [tag["name"] for tag in document["tags"]]
    described = [
        (tags.index(item[method]["tags"][0]), path, method, item)
        for path, item in document["paths"].items()
        for method in item
        if method in exported.METHODS
    ]
    found: dict[str, Operation] = {}
    for _, path, method, item in sorted(described, key=lambda each: each[0]):
        methods = frozenset(name.upper() for name in item if name in exported.METHODS)
        operation = _operation(path, method, item, methods)
        earlier = found.values()
        found[operation.name] = replace(
            operation,
            leads=operation.kind not in {one.kind for one in earlier},
            first_on_path=path not in {one.path for one in earlier},
        )
    return found


def _operation(path: str, method: str, item: Schema, methods: frozenset[str]) -> Operation:
    raw = resolved(item[method])
    parameters = [*resolved(item.get("parameters", [])), *raw.get("parameters", [])]
    accepted = [int(status) for status in raw["responses"] if str(status).startswith("2")]
    success = min(accepted)
    body = raw.get("requestBody", {})
    content = body.get("content", {})
    published = content.get(JSON, content.get(FORM, {})).get("schema")
    answered = raw["responses"][str(success)].get("content", {})
    return Operation(
        name=raw["operationId"],
        method=method.upper(),
        path=path,
        methods=methods,
        roles=tuple(raw.get("x-roles", ())),
        rule_codes=frozenset(raw.get("x-rule-codes", ())),
        statuses=frozenset(int(status) for status in raw["responses"]),
        success=success,
        path_parameters=_in("path", parameters),
        query=_in("query", parameters),
        headers=_in("header", parameters),
        body=next(iter(_forms(published)), None),
        forms=_forms(published),
        judge=published or {},
        takes_form=FORM in content,
        takes_body=bool(body),
        body_required=bool(body.get("required")),
        answer=answered.get(JSON, {}).get("schema"),
        sends=() if JSON in answered else tuple(answered),
        secured=bool(raw.get("security", exported.document().get("security"))),
        leads=False,
        first_on_path=False,
    )


def _in(place: str, parameters: list[Schema]) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(one["name"], one.get("schema", {}), bool(one.get("required")))
        for one in parameters
        if one["in"] == place
    )


def tried(operation: Operation, values: Iterable[Value], few: int) -> list[Value]:
    """Return all values for a leading operation, the first few for any other: what they try is shared."""
    return list(values) if operation.leads else list(values)[:few]


def every(which: Callable[[Operation], Any] = lambda operation: True) -> pytest.MarkDecorator:
    """Run a test once for each operation that `which` holds for."""
    names = [operation.name for operation in operations().values() if which(operation)]
    return pytest.mark.parametrize("operation", names)
