"""Header x value: declared request headers, media types, what the caller accepts."""

from collections.abc import Iterator

from contract_tests.enumeration import valid
from contract_tests.enumeration.operations import Operation, validator_of
from contract_tests.enumeration.steps import Case, Step

_VALUES = {
    "If-Match": (
        "*",
        '"1"',
        '"0"',
        '"01"',
        '"2"',
        '"somebody-else"',
        '""',
        f'"{"x" * 64}"',
        f'"{"x" * 65}"',
        "1",
        "",
        'W/"1"',
        '"1", "2"',
        '"1',
        "'1'",
        '"a b"',
        '"\u00e9"',
        "**",
    ),
    "Idempotency-Key": (
        "",
        "x" * 7,
        "x" * 8,
        "x" * 64,
        "x" * 65,
        "enumerated key",
        "enumerated\u00e9",
        "!~!~!~!~",
        "1" * 8,
    ),
}
# The versions of rows that nobody has changed: these name the current one.
_CURRENT = ("*", '"1"')


def header_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each value of each declared header, judged by the header's own schema."""
    base = valid.request(operation)
    for parameter in operation.headers:
        checker = validator_of(parameter.schema)
        for value in _VALUES.get(parameter.name, ("", "x", "x" * 1000)):
            step = base.header(parameter.name, value).at_the_edge()
            if not checker.is_valid(value):
                pointer = f"/header/{parameter.name}"
                yield [
                    step.must(
                        "header_outside_the_schema_is_refused",
                        status=[400],
                        codes_in=["request.invalid"],
                        pointer=pointer,
                    )
                ]
            elif parameter.name == "If-Match" and value not in _CURRENT:
                yield [step.must("stale_version_is_refused", status=[412], codes_in=["request.stale"])]
            else:
                yield [step.must("header_inside_the_schema_is_accepted", status=[operation.success])]


def media_type_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each media type in which a body may come, right and wrong."""
    base = valid.request(operation)
    for name in (
        "text/plain",
        "text/json",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/octet-stream",
        "application/problem+json",
        "application/json-patch+json",
        "application/json; charset=latin-1",
        "application/json; charset=utf-16",
        "application/jsonx",
        "application",
        "/",
        "",
        "garbage",
    ):
        wrong = base.header("Content-Type", name)
        yield [
            wrong.must(
                "foreign_media_type_is_refused", status=[415], codes_in=["request.unsupported_media_type"]
            )
        ]
    step = base.header("Content-Type", None)
    yield [
        step.must("foreign_media_type_is_refused", status=[415], codes_in=["request.unsupported_media_type"])
    ]
    for name in (
        "application/json",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "Application/JSON",
    ):
        yield [base.header("Content-Type", name).must("json_is_accepted", status=[operation.success])]


def accept_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each kind of answer that a caller may ask for."""
    base = valid.request(operation)
    for value in (
        "text/html",
        "application/xml",
        "image/*",
        "application/yaml",
        "text/html, application/xml;q=0.9",
    ):
        yield [_not_acceptable(base.header("Accept", value))]
    for value in (
        "application/json",
        "*/*",
        "application/*",
        "text/html, */*;q=0.1",
        "application/json;q=0.5",
    ):
        yield [
            base.header("Accept", value).must("acceptable_request_is_accepted", status=[operation.success])
        ]


def _not_acceptable(step: Step) -> Step:
    return step.must("unacceptable_request_is_refused", status=[406], codes_in=["request.not_acceptable"])
