"""Bodies of parts that are cut off, doubled, mislabelled or too much. Source: RFC 7578; domain.md, 8."""

import base64
from collections.abc import Iterator
from dataclasses import replace

from contract_tests.enumeration import valid
from contract_tests.enumeration.bodies import SHAPE
from contract_tests.enumeration.malformed import BODY_LIMIT
from contract_tests.enumeration.operations import Operation
from contract_tests.enumeration.steps import Case, Step
from hooks import files, forms
from hooks.files import File

REFUSED = "malformed_form_is_refused"
_FILE = "file"
_MOST_PARTS = 1000
_CRLF = b"\r\n"
_OTHER_BOUNDARIES = (
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x",
)


def malformed_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each way in which a form can go wrong: nothing of it is stored."""
    assert operation.takes_form
    base = valid.request(operation)
    named = [*base.value.items()]
    whole = forms.encoded(named)
    for content in _broken(whole):
        yield [_refused(_raw(base, content))]
    for media_type in _OTHER_BOUNDARIES:
        yield [_refused(_raw(base, whole).header("Content-Type", media_type))]
    for parts in _doubled(base):
        yield [_refused(base.form(parts))]
    yield [_refused(replace(base, body={"text": ""}))]
    yield [_refused(base.form([*named, *((f"part{number}", "1") for number in range(_MOST_PARTS))]))]
    for step, pointer in _mislabelled(operation, base):
        yield [step.must(REFUSED, status=[400], codes_in=SHAPE, pointer=pointer, stores=0)]
    much = base.form([*named, ("unknown", "1" * (BODY_LIMIT + 1))]).at_the_edge()
    yield [
        much.must("text_above_the_limit_is_refused", status=[413], codes_in=["request.too_large"], stores=0)
    ]


def accepted_cases(operation: Operation) -> Iterator[Case]:
    """Return forms that look odd and are not: other boundaries, parts in another order."""
    assert operation.takes_form
    base = valid.request(operation)
    whole = forms.encoded(list(base.value.items()))
    kinds = (
        f'multipart/form-data; boundary="{forms.BOUNDARY}"',
        f"Multipart/Form-Data; BOUNDARY={forms.BOUNDARY}",
        f"multipart/form-data; charset=utf-8; boundary={forms.BOUNDARY}",
    )
    steps = [_raw(base, whole).header("Content-Type", kind) for kind in kinds]
    steps.append(base.form([*reversed(base.value.items())]))
    for step in steps:
        yield [step.must("form_is_accepted", status=[operation.success], stores=1)]


def _broken(whole: bytes) -> Iterator[bytes]:
    """Return bodies that break off, and bytes that are no part."""
    end = f"--{forms.BOUNDARY}--\r\n".encode()
    yield whole.removesuffix(end)  # after the last part
    yield whole[:-6]  # within its end
    yield whole[: len(whole) // 2]
    yield whole[:40]
    yield whole.replace(_CRLF * 2, _CRLF, 1)
    yield whole.replace(b"form-data; ", b"form-data ", 1)
    yield whole.replace(b'name="', b'title="', 1)
    yield b"no parts at all"
    yield whole.replace(_CRLF * 2, b"\r\nContent-Transfer-Encoding: base64\r\n\r\n", 1)
    head = f'--{forms.BOUNDARY}\r\nContent-Disposition: form-data; name="title"'.encode()
    for text in (b"\xff\xfe", b"caf\xe9"):
        yield head + _CRLF * 2 + text + _CRLF + whole
    yield head + b"\r\nContent-Type: text/plain; charset=utf-16" + _CRLF * 2 + b"a" + _CRLF + whole


def _doubled(base: Step) -> Iterator[list[tuple[str, str | File]]]:
    """Return each part twice: with the same value, and a file as text and as a file."""
    parts = [*base.value.items()]
    for name, value in parts:
        yield [*parts, (name, value)]
        yield [(name, "other"), *parts]
    yield [*parts, (_FILE, files.sample(files.TXT, "second"))]


def _mislabelled(operation: Operation, base: Step) -> Iterator[tuple[Step, str]]:
    """Return a file where text belongs, text where a file belongs, and a file that nobody has asked for."""
    assert operation.body is not None
    wrong = files.sample(files.TXT, "wrong")
    for name in operation.body["properties"]:
        if name != _FILE:
            yield base.form({**base.value, name: wrong}), f"/body/{name}"
    yield base.form({**base.value, _FILE: "text"}), f"/body/{_FILE}"
    nameless = File(b"text", None, files.TXT)
    yield base.form({**base.value, _FILE: nameless}), f"/body/{_FILE}"
    yield base.form({**base.value, "unknown": wrong}), "/body/unknown"


def _raw(base: Step, content: bytes) -> Step:
    return replace(base, body={"base64": base64.b64encode(content).decode()})


def _refused(step: Step) -> Step:
    return step.must(REFUSED, status=[400], codes_in=SHAPE, stores=0)
