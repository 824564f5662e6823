"""What the answer to an enumerated request must be: plain JSON that is stored beside the request.

So a stored failure is judged again by the same words, whatever has become of the test that found it. An expectation
names its `check` (the sentence that must be true) and some of the words below.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import schemathesis
from schemathesis.core.failures import Failure, Severity

Answers = Sequence[schemathesis.Response]
Word = Callable[[Any, Answers], str | None]
_WORDS: dict[str, Word] = {}


class ExpectationBroken(Failure):
    """The answer is documented, and not the one that this request must get."""

    kind_title = "An enumerated request is not answered as it must be"


def broken(request: Mapping[str, Any], answers: Answers) -> list[Failure]:
    """Return what the last of `answers` owes to the expectation of `request`.

    Args:
        request: as stored; without `expect` nothing is expected.
        answers: of the whole sequence so far, the last is that of `request`.
    """
    expected = request.get("expect") or {}
    faults = [
        fault
        for name, word in _WORDS.items()
        if name in expected and (fault := word(expected[name], answers)) is not None
    ]
    if not faults:
        return []
    return [
        ExpectationBroken(
            operation=request["operation"],
            title=f"The property `{expected['check']}` does not hold",
            message="\n".join([*faults, *([expected["why"]] if expected.get("why") else [])]),
            severity=Severity.HIGH,
        )
    ]


def parsed(answer: schemathesis.Response) -> Any:
    """Return the JSON of an answer, None when there is none."""
    try:
        return json.loads(answer.content)
    except ValueError:
        return None


def at(document: Any, pointer: str) -> Any:
    """Return the value at a JSON pointer, None when there is none."""
    for segment in pointer.split("/")[1:]:
        segment = segment.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict):
            document = document.get(segment)
        elif isinstance(document, list) and segment.isdigit() and int(segment) < len(document):
            document = document[int(segment)]
        else:
            return None
    return document


def without(document: Any, names: Sequence[str]) -> Any:
    """Return `document` without the fields called `names`, at any depth."""
    if isinstance(document, dict):
        return {name: without(value, names) for name, value in document.items() if name not in names}
    if isinstance(document, list):
        return [without(value, names) for value in document]
    return document


def _word(function: Word) -> Word:
    _WORDS[function.__name__.strip("_")] = function
    return function


def _codes(answer: schemathesis.Response) -> set[str]:
    document = parsed(answer)
    if answer.status_code < 400 or not isinstance(document, dict):
        return set()
    return {str(document.get("code"))}


@_word
def _status(allowed: Sequence[int], answers: Answers) -> str | None:
    """The status is one of these."""
    status = answers[-1].status_code
    return None if status in allowed else f"status {status}, not {' or '.join(map(str, allowed))}"


@_word
def _codes_in(allowed: Sequence[str], answers: Answers) -> str | None:
    """A refusal carries one of these codes; an accepted request carries none."""
    found = _codes(answers[-1])
    return None if found <= set(allowed) else f"code {', '.join(found)}, not {' or '.join(allowed)}"


@_word
def _pointer(expected: str, answers: Answers) -> str | None:
    """Some error of the refusal points at this input, or below it; a body that cannot be parsed has no inputs."""
    document = parsed(answers[-1])
    if answers[-1].status_code != 400 or not isinstance(document, dict) or document.get("code") == "request.parse_error":
        return None
    found = [str(error.get("pointer")) for error in document.get("errors") or () if isinstance(error, dict)]
    if any(pointer == expected or pointer.startswith(f"{expected}/") for pointer in found):
        return None
    return f"no error points at {expected}; there are: {found}"


@_word
def _headers(expected: Mapping[str, str | None], answers: Answers) -> str | None:
    """Each header matches its pattern as a whole; None is for a header that must not be there."""
    for name, pattern in expected.items():
        values = answers[-1].headers.get(name.lower())
        shown = ", ".join(values) if values else None
        if (shown is None) != (pattern is None) or (pattern is not None and not re.fullmatch(pattern, str(shown))):
            return f"header {name}: {shown!r}, not {pattern!r}"
    return None


@_word
def _methods(expected: Sequence[str], answers: Answers) -> str | None:
    """`Allow` lists exactly these methods."""
    found = sorted({name.strip() for name in ", ".join(answers[-1].headers.get("allow", [])).split(",")} - {""})
    return None if found == sorted(expected) else f"Allow: {', '.join(found)}; there are: {', '.join(sorted(expected))}"


@_word
def _values(expected: Mapping[str, Any], answers: Answers) -> str | None:
    """The accepted answer holds these values at these JSON pointers."""
    document = parsed(answers[-1])
    if answers[-1].status_code >= 300:
        return None
    for pointer, value in expected.items():
        found = at(document, pointer)
        if found != value or type(found) is not type(value):
            return f"{pointer} is {found!r}, not {value!r}"
    return None


@_word
def _same_as(expected: Mapping[str, Any], answers: Answers) -> str | None:
    """The body equals that of an earlier answer, but for the fields named in `but`."""
    earlier, now = parsed(answers[expected["answer"]]), parsed(answers[-1])
    if expected.get("at"):
        earlier = at(earlier, expected["at"])
    ignored = expected.get("but", ())
    return first_difference(without(earlier, ignored), without(now, ignored))


@_word
def _same_headers(expected: Mapping[str, Any], answers: Answers) -> str | None:
    """These headers equal those of an earlier answer; with `names` left out, all but those named in `but`."""
    earlier, now = answers[expected["answer"]].headers, answers[-1].headers
    ignored = {"x-request-id", "date", *expected.get("but", ())}
    names = expected.get("names") or sorted((set(earlier) | set(now)) - ignored)
    for name in names:
        if earlier.get(name) != now.get(name):
            return f"header {name}: {now.get(name)}, earlier {earlier.get(name)}"
    return None


@_word
def _empty(expected: bool, answers: Answers) -> str | None:
    """There is no body."""
    return f"a body of {len(answers[-1].content)} bytes" if expected and answers[-1].content else None


@_word
def _differs_from(expected: Mapping[str, Any], answers: Answers) -> str | None:
    """The body differs from that of an earlier answer at this pointer."""
    pointer = expected["at"]
    earlier, now = at(parsed(answers[expected["answer"]]), pointer), at(parsed(answers[-1]), pointer)
    return f"{pointer} is still {now!r}" if earlier == now else None


def first_difference(earlier: Any, now: Any, pointer: str = "") -> str | None:
    """Return where two JSON documents differ first, None when they are equal."""
    if type(earlier) is not type(now):
        return f"{pointer or '/'} was {earlier!r} and is {now!r}"
    if isinstance(earlier, dict):
        for name in sorted(set(earlier) | set(now)):
            if name not in earlier or name not in now:
                return f"{pointer}/{name} is only in {'the later' if name in now else 'the earlier'} answer"
            if (fault := first_difference(earlier[name], now[name], f"{pointer}/{name}")) is not None:
                return fault
        return None
    if isinstance(earlier, list):
        if len(earlier) != len(now):
            return f"{pointer or '/'} had {len(earlier)} items and has {len(now)}"
        found = (first_difference(*pair, f"{pointer}/{number}") for number, pair in enumerate(zip(earlier, now, strict=True)))
        return next((fault for fault in found if fault is not None), None)
    return None if earlier == now else f"{pointer or '/'} was {earlier!r} and is {now!r}"
