"""Query parameter x value, and parameters that are unknown, repeated or empty."""

from collections.abc import Iterator
from urllib.parse import quote

from contract_tests.enumeration import valid, views
from contract_tests.enumeration.operations import Operation, Parameter, Schema, tried, validator_of
from contract_tests.enumeration.steps import Case, Step
from contract_tests.enumeration.values import (
    BEYOND_BMP,
    COMBINED,
    LONE_SURROGATES,
    NUL,
    types_of,
    values,
)

DEFAULT_SIZE = 20  # of a page; domain.md, section 12
REFUSED = "parameter_outside_the_schema_is_refused"
ACCEPTED = "parameter_inside_the_schema_is_accepted"
# The most telling first: lists that do not lead their area try only those.
_NUMBERS = [
    "x",
    "1e3",
    "01",
    "\u0661",
    "+1",
    "1.0",
    "-1",
    "0",
    "1_0",
    "0x1",
    "1 ",
    " 1",
    "null",
    "9" * 30,
    "NaN",
]
# Where an ordering could lead when it were handed to the ORM: secrets, relations, functions, SQL.
_ORDERINGS = [
    "password",
    "session_families__refresh_jti",
    "id",
    "?",
    "--{0}",
    "{0},",
    "{0},{0}",
    "notification_preference__id",
    "pk",
    "-id",
    "session_families__id",
    "password_resets__token_sha256",
    "created_by__email",
    "user__password",
    "unknown",
    "-",
    "+{0}",
    ",{0}",
    "{0},-{0}",
    "{0};",
    "{0}__isnull",
    "random()",
    "{0} desc",
]


def parameter_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each value of each query parameter, judged by the parameter's own schema."""
    base = valid.request(operation)
    for parameter in operation.query:
        for text in dict.fromkeys(_texts(operation, parameter)):
            yield [_value(base, operation, parameter, text)]
        name = quote(parameter.name)
        sample = quote(_text(valid.value_of(parameter.schema, parameter.name)))
        odd = [f"{name}={sample}&{name}={sample}", f"{name}=", f"{name}=%00", f"{name}", f"{name}=%ff"]
        for query in tried(operation, odd, 3):
            yield [_refused(base.with_query(query), parameter.name, "request.invalid")]


def unknown_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each parameter that the operation must not have."""
    base = valid.request(operation)
    known = {parameter.name for parameter in operation.query}
    names = (
        "unknown",
        "format",
        "limit",
        "offset",
        "fields",
        "id",
        "page",
        "search",
        "ordering",
        "Page",
        "page[]",
        "",
    )
    for name in tried(operation, [name for name in names if name not in known], 3):
        yield [_refused(base.with_query(f"{quote(name)}=1"), name, "request.unknown_parameter")]


def is_valid(schema: Schema, text: str) -> bool:
    """Whether the text of one parameter is a value of its schema, read as OpenAPI's `form` style reads it."""
    types = types_of(schema)
    if "array" in types:
        return bool(validator_of(schema).is_valid(text.split(",")))
    if types & {"integer", "number"}:
        digits = text.removeprefix("-")
        whole = digits.isascii() and digits.isdigit() and (digits == "0" or not digits.startswith("0"))
        return whole and bool(validator_of(schema).is_valid(int(text)))
    if "boolean" in types:
        return text in ("true", "false")
    return bool(validator_of(schema).is_valid(text))


def _value(base: Step, operation: Operation, parameter: Parameter, text: str) -> Step:
    step = base.with_query({parameter.name: text}).at_the_edge()
    if not is_valid(parameter.schema, text):
        return _refused(step, parameter.name, "request.invalid")
    # A page beyond the last one is a 404. Source: domain.md, section 12.
    beyond = parameter.name == "page" and int(text) > _last_page(base)
    return step.must(ACCEPTED, status=[404 if beyond else operation.success])


def _last_page(base: Step) -> int:
    """Return the number of the last page that the list has in the world as it was seeded."""
    return max(1, -(-int(views.shown(base)["count"]) // DEFAULT_SIZE))


def _refused(step: Step, name: str, code: str) -> Step:
    pointer = "/query/" + name.replace("~", "~0").replace("/", "~1")
    return step.must(REFUSED, status=[400], codes_in=[code], pointer=pointer)


def _texts(operation: Operation, parameter: Parameter) -> Iterator[str]:
    schema = parameter.schema
    types = types_of(schema)
    if parameter.name == "ordering":
        fields = [field for field in schema["items"]["enum"] if not field.startswith("-")]
        yield from schema["items"]["enum"]
        yield from (form.format(fields[0]) for form in tried(operation, _ORDERINGS, 8))
        yield from (fields[0].upper(), ",".join(fields[: schema.get("maxItems", 3)]), ",".join(fields))
    elif "array" in types:
        items = schema["items"].get("enum") or [_text(valid.value_of(schema["items"], parameter.name))]
        yield from items
        yield from (",".join(items), f"{items[0]},{items[0]}", f"{items[0]},", f",{items[0]}", "x")
        yield from tried(operation, (f"{items[0]} ", ","), 0)
    elif types & {"integer", "number"}:
        bounds = [schema[bound] for bound in ("minimum", "maximum") if bound in schema]
        yield from (str(bound + step) for bound in bounds for step in (-1, 0, 1))
        yield from tried(operation, _NUMBERS, 4)
    elif "boolean" in types:
        yield from ("true", "false")
        yield from tried(operation, ("True", "1", "x", "FALSE", "0", "yes", "on", "null"), 3)
    elif "enum" in schema:
        first = schema["enum"][0]
        yield from schema["enum"]
        wrong = (first.upper(), first[:-1], "x", f"{first} ", f" {first}", f"{first},{first}")
        yield from tried(operation, wrong, 3)
    elif "maxLength" not in schema and ("format" in schema or "pattern" in schema):
        yield from tried(operation, _formed(schema, parameter.name), 14)
    else:
        yield from tried(operation, _free(schema), 7)


def _formed(schema: Schema, name: str) -> Iterator[str]:
    """Return values of a form, such as ids, days and amounts, and what only looks like them."""
    yield _text(valid.value_of(schema, name))
    for value in values(schema, name):
        if isinstance(value, str) and value and not any(sign in value for sign in LONE_SURROGATES):
            yield value


def _free(schema: Schema) -> Iterator[str]:
    sample = _text(valid.value_of(schema))
    yield from (sample, " ", f"{sample}{NUL}")
    if "maxLength" in schema:
        most = schema["maxLength"]
        yield from ("x" * most, "x" * (most + 1), BEYOND_BMP * most, BEYOND_BMP * (most + 1))
    yield from ("\u3000", f" {sample} ", "%", "_", "\\", "'", '"', "a b", COMBINED)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(_text, value)) if isinstance(value, list) else str(value)
