"""Words about one answer, alone or beside an earlier one. A word returns what is wrong, if anything."""

import re
from collections.abc import Mapping, Sequence

from contract_tests.expecting.reading import (
    Answers,
    Expected,
    at,
    codes_of,
    counterparts,
    first_difference,
    parsed,
    without,
)


def status(allowed: Sequence[int], answers: Answers) -> str | None:
    """The status is one of these."""
    status = answers[-1].status_code
    return None if status in allowed else f"status {status}, not {' or '.join(map(str, allowed))}"


def accepted_or_refused_by(expected: Expected, answers: Answers) -> str | None:
    """The request is accepted with this status, or refused with one of these codes."""
    status, codes = answers[-1].status_code, codes_of(answers[-1])
    if status == expected["status"] or (codes and codes <= set(expected["codes"])):
        return None
    document = parsed(answers[-1]) or {}
    faults = document.get("errors") if isinstance(document, dict) else None
    told = f"status {status} {', '.join(codes)}"
    return f"{told}, not {expected['status']} or a refusal by a declared rule: {faults}"


def codes_in(allowed: Sequence[str], answers: Answers) -> str | None:
    """A refusal carries one of these codes; an accepted request carries none."""
    found = codes_of(answers[-1])
    return None if found <= set(allowed) else f"code {', '.join(found)}, not {' or '.join(allowed)}"


def pointer(expected: str, answers: Answers) -> str | None:
    """An error of the refusal points at this input, or below it; a body that cannot be parsed has none."""
    document = parsed(answers[-1])
    if (
        answers[-1].status_code != 400
        or not isinstance(document, dict)
        or document.get("code") == "request.parse_error"
    ):
        return None
    found = [str(error.get("pointer")) for error in document.get("errors") or () if isinstance(error, dict)]
    if any(pointer == expected or pointer.startswith(f"{expected}/") for pointer in found):
        return None
    return f"no error points at {expected}; there are: {found}"


def headers(expected: Mapping[str, str | None], answers: Answers) -> str | None:
    """Each header matches its pattern as a whole; None is for a header that must not be there."""
    for name, pattern in expected.items():
        values = answers[-1].headers.get(name.lower())
        shown = ", ".join(values) if values else None
        if (shown is None) != (pattern is None) or (
            pattern is not None and not re.fullmatch(pattern, str(shown))
        ):
            return f"header {name}: {shown!r}, not {pattern!r}"
    return None


def methods(expected: Sequence[str], answers: Answers) -> str | None:
    """`Allow` lists exactly these methods."""
    found = sorted(
        {name.strip() for name in ", ".join(answers[-1].headers.get("allow", [])).split(",")} - {""}
    )
    return (
        None
        if found == sorted(expected)
        else f"Allow: {', '.join(found)}; there are: {', '.join(sorted(expected))}"
    )


def values(expected: Expected, answers: Answers) -> str | None:
    """The accepted answer holds these values at these JSON pointers."""
    document = parsed(answers[-1])
    if answers[-1].status_code >= 300:
        return None
    for pointer, value in expected.items():
        found = at(document, pointer)
        if found != value or type(found) is not type(value):
            return f"{pointer} is {found!r}, not {value!r}"
    return None


def empty(expected: bool, answers: Answers) -> str | None:
    """There is no body."""
    return f"a body of {len(answers[-1].content)} bytes" if expected and answers[-1].content else None


def same_as(expected: Expected, answers: Answers) -> str | None:
    """The body equals that of an earlier answer, but for the fields named in `but`.

    Of a list beside one object, the row of that object is meant.
    """
    earlier, now = parsed(answers[expected["answer"]]), parsed(answers[-1])
    if expected.get("if_accepted") and answers[expected["answer"]].status_code >= 300:
        return None
    if expected.get("at"):
        earlier = at(earlier, expected["at"])
    earlier, now = counterparts(earlier, now)
    ignored = ["request_id", *expected.get("but", ())]  # no two refusals share it
    return first_difference(without(earlier, ignored), without(now, ignored))


def same_status(answer: int, answers: Answers) -> str | None:
    """The status equals that of an earlier answer."""
    earlier, now = answers[answer].status_code, answers[-1].status_code
    return None if earlier == now else f"status {now}, earlier {earlier}"


def same_headers(expected: Expected, answers: Answers) -> str | None:
    """These headers equal those of an earlier answer; with `names` left out, all but those named in `but`."""
    earlier, now = answers[expected["answer"]].headers, answers[-1].headers
    ignored = {"x-request-id", "date", *expected.get("but", ())}
    names = expected.get("names") or sorted((set(earlier) | set(now)) - ignored)
    for name in names:
        if earlier.get(name) != now.get(name):
            return f"header {name}: {now.get(name)}, earlier {earlier.get(name)}"
    return None


def differs_from(expected: Expected, answers: Answers) -> str | None:
    """The body differs from that of an earlier answer at this pointer, in the row of a list too."""
    pointer = expected["at"]
    earlier, now = counterparts(parsed(answers[expected["answer"]]), parsed(answers[-1]))
    was, found = at(earlier, pointer), at(now, pointer)
    return f"{pointer} is still {found!r}" if was == found else None


def locates(path: str, answers: Answers) -> str | None:
    """`Location` names what was created; `{id}` in the path stands for the id in the answer."""
    found = answers[-1].headers.get("location")
    wanted = path.replace("{id}", str((parsed(answers[-1]) or {}).get("id")))
    return None if found == [wanted] else f"Location: {found}, not {wanted}"
