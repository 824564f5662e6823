"""Bodies that are no JSON, or JSON that not every reader understands alike, or too much of it."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace

from contract_tests.enumeration import valid
from contract_tests.enumeration.bodies import SHAPE, is_valid
from contract_tests.enumeration.operations import Operation, tried
from contract_tests.enumeration.steps import Case, Step
from hooks import auth, clock

BODY_LIMIT, UPLOAD_LIMIT = 1024 * 1024, 10 * 1024 * 1024  # domain.md, section 12
REFUSED = "malformed_body_is_refused"
_DEEP = 100_000
_NO_VALUES = [
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "-1e400",
    "01",
    "+1",
    ".5",
    "1.",
    "0x1",
    "'x'",
    '"\\x"',
    '"\t"',
]
_NO_DOCUMENTS = ["{", "}", "{]", '{"a"}', "{'a': 1}", "{a: 1}", "nul", '"', "[", "//", "<a/>", "a=1", "\x00"]


def cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each way in which a body can go wrong, and for those that look wrong and are not."""
    base = valid.request(operation)
    assert base.body is not None
    body = base.body["json"]
    text = json.dumps(body)
    for wrong in tried(operation, _texts(body, text), 8):
        yield [_refused(base.text(wrong))]
    for value in tried(operation, (None, [body], "text", [], "", 0, True), 3):
        yield [base.json(value).must(REFUSED, status=[400], codes_in=SHAPE, pointer="/body")]
    latin, wide = b'{"\xe9": 1}', (text.encode("utf-16"), text.encode("utf-16-le"))
    for content in tried(operation, (latin, *wide, b"\xff\xfe", b"\x80", b"\x00"), 1):
        encoded = replace(base, body={"base64": base64.b64encode(content).decode()})
        yield [_refused(encoded)]
    for fine in tried(operation, (f" \n\t\r{text}\n ", json.dumps(body, indent=4), _escaped(text)), 1):
        yield [base.text(fine).must("json_is_accepted", status=[operation.success])]
    yield from size_cases(operation, base, text)
    empty = replace(base.no_body(), body={"text": ""}).header("Content-Type", "application/json")
    for step in (empty, base.no_body()):
        if operation.body_required or not is_valid(operation, {}):
            yield [step.must(REFUSED, status=[400], codes_in=SHAPE)]
        else:
            accepted = {"status": operation.success, "codes": sorted(operation.rule_codes)}
            yield [step.must("body_may_be_left_out", accepted_or_refused_by=accepted)]


def size_cases(operation: Operation, base: Step, text: str) -> Iterator[Case]:
    """Return bodies at the limit and one byte above; white space is part of the body."""
    room = BODY_LIMIT - len(clock.resolve(auth.resolve(text)).encode())
    yield [
        base.text(text + " " * room)
        .at_the_edge()
        .must("body_at_the_limit_is_accepted", status=[operation.success])
    ]
    above = base.text(text + " " * (room + 1)).at_the_edge()
    yield [above.must("body_above_the_limit_is_refused", status=[413], codes_in=["request.too_large"])]


def uninvited_cases(operation: Operation) -> Iterator[Case]:
    """Return bodies for an operation that takes none."""
    base = valid.request(operation)
    for text in tried(operation, ('{"unknown": 1}', "[1]", "null", "x", '"x"', "0"), 4):
        yield [base.text(text).must("uninvited_body_is_refused", status=[400], codes_in=SHAPE)]
    yield [base.must("valid_request_is_accepted", status=[operation.success])]


def _texts(body: object, text: str) -> Iterator[str]:
    """Return what is no JSON, the most telling first."""
    yield from (
        f'{{"unknown": {"[" * _DEEP}{"]" * _DEEP}}}',
        text[:-1],
        f"{text}{text}",
        f"\ufeff{text}",
        "x",
    )
    if isinstance(body, dict) and body:
        name = next(iter(body))
        for first in ("null", json.dumps(body[name])):
            yield f"{{{json.dumps(name)}: {first}, {text[1:]}"  # the same name twice
        for value in _NO_VALUES:
            yield json.dumps({**body, name: "@"}).replace('"@"', value)
    yield from _NO_DOCUMENTS
    yield from (f"{text}}}", f"{text[:-1]},}}", f"/**/{text}")
    for deep in (200, _DEEP):
        yield from ("[" * deep + "]" * deep, '{"a":' * deep + "1" + "}" * deep)
    yield f'{{"unknown": {"1" * 5000}}}'


def _escaped(text: str) -> str:
    """Return the same document with one letter written as an escape, where that changes no placeholder."""
    place = text.find('"')
    return text if place < 0 else f"{text[: place + 1]}\\u{ord(text[place + 1]):04x}{text[place + 2 :]}"


def _refused(step: Step) -> Step:
    return step.must(REFUSED, status=[400], codes_in=SHAPE)
