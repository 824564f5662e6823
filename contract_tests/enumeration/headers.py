"""Header x value: declared request headers, media types, what the caller accepts."""

from collections.abc import Iterator

from contract_tests.enumeration import valid
from contract_tests.enumeration.operations import FORM, JSON, Operation, tried, validator_of
from contract_tests.enumeration.steps import Case, Step

# The most telling values first: operations that do not lead their area try only those.
_TAGS = ["*", '"2"', "1", "", 'W/"1"', '"1"', '"0"', '"01"', '"somebody-else"', '""', '"1", "2"', '"1', "'1'"]
_TAGS += [f'"{"x" * 64}"', f'"{"x" * 65}"', '"a b"', '"\u00e9"', "**"]
_KEYS = [
    "x" * 7,
    "x" * 8,
    "x" * 64,
    "x" * 65,
    "",
    "an enumerated key",
    "enumerated\u00e9",
    "!~!~!~!~",
    "1" * 8,
]
_VALUES = {"If-Match": _TAGS, "Idempotency-Key": _KEYS}
_ANY_HEADER = ["", "x", "x" * 1000]
# The versions of rows that nobody has changed: these name the current one.
_CURRENT = ("*", '"1"')
_FOREIGN_BODIES = ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", ""]
_FOREIGN_BODIES += [
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/problem+json",
    "garbage",
]
_FOREIGN_BODIES += [
    "application/octet-stream",
    "application/json-patch+json",
    "application/jsonx",
    "/",
    "text/json",
]
_FOREIGN_BODIES += ["application/json; charset=utf-16", "application"]
_OUR_BODIES = ["application/json; charset=utf-8", "Application/JSON", 'application/json;charset="UTF-8"']
_FOREIGN_ANSWERS = [
    "text/html",
    "text/html, application/xml;q=0.9",
    "image/*",
    "application/yaml",
    "application/xml",
]
_OUR_ANSWERS = ["text/html, */*;q=0.1", "application/json", "application/*", "application/json;q=0.5", "*/*"]


def header_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each value of each declared header, judged by the header's own schema."""
    base = valid.request(operation)
    for parameter in operation.headers:
        checker = validator_of(parameter.schema)
        for value in tried(operation, _VALUES.get(parameter.name, _ANY_HEADER), 6):
            step = base.header(parameter.name, value).at_the_edge()
            if not checker.is_valid(value):
                wrong = {"codes_in": ["request.invalid"], "pointer": f"/header/{parameter.name}"}
                yield [step.must("header_outside_the_schema_is_refused", status=[400], **wrong)]
            elif parameter.name == "If-Match" and value not in _CURRENT:
                yield [step.must("stale_version_is_refused", status=[412], codes_in=["request.stale"])]
            else:
                yield [step.must("header_inside_the_schema_is_accepted", status=[operation.success])]


def media_type_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each media type in which a body may come, right and wrong."""
    base = valid.request(operation)
    foreign = _FOREIGN_BODIES
    if operation.takes_form:  # how it may name its own is tried in `forms`
        foreign = [JSON, *(name for name in foreign if not name.startswith(FORM))]
    for name in (None, *tried(operation, foreign, 3)):
        refused = {"status": [415], "codes_in": ["request.unsupported_media_type"]}
        yield [base.header("Content-Type", name).must("foreign_media_type_is_refused", **refused)]
    for name in () if operation.takes_form else tried(operation, _OUR_BODIES, 1):
        yield [base.header("Content-Type", name).must("json_is_accepted", status=[operation.success])]


def accept_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each kind of answer that a caller may ask for."""
    base = valid.request(operation)
    foreign, ours = _FOREIGN_ANSWERS, _OUR_ANSWERS
    if operation.sends:  # files of any of these types: which one it is, is known only when it is found
        kinds = {f"{kind.partition('/')[0]}/*" for kind in operation.sends}
        foreign = [value for value in foreign if value not in kinds]
        ours = ["text/html, */*;q=0.1", *operation.sends, *sorted(kinds), "*/*"]
    for value in tried(operation, foreign, 2):
        yield [_not_acceptable(base.header("Accept", value))]
    for value in tried(operation, ours, 1):
        accepted = {"status": [operation.success]}
        yield [base.header("Accept", value).must("acceptable_request_is_accepted", **accepted)]


def _not_acceptable(step: Step) -> Step:
    return step.must("unacceptable_request_is_refused", status=[406], codes_in=["request.not_acceptable"])
