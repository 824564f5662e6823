"""Words about stages: histories, what a refusal names, what may come next, the published graph."""

from collections.abc import Mapping, Sequence
from typing import Any

from contract_tests.expecting.reading import Answers, Expected, at, first_difference, parsed, rows_in


def unmet(guards: Sequence[str], answers: Answers) -> str | None:
    """The refusal names exactly these guards, each once, and points at no input."""
    errors = (parsed(answers[-1]) or {}).get("errors") or []
    found = sorted(str(error["code"]) for error in errors)
    if found != sorted(guards):
        return f"the refusal names {found}; unmet are {sorted(guards)}"
    pointers = {error["pointer"] for error in errors} - {""}
    return f"a guard is no input, but the refusal points at {sorted(pointers)}" if pointers else None


def targets(expected: Mapping[str, Sequence[str]], answers: Answers) -> str | None:
    """The answer lists exactly these stages, each once, with exactly these unmet guards."""
    rows = parsed(answers[-1])
    found = {row["to"]: sorted(row["unmet_guards"]) for row in rows}
    if len(found) != len(rows):
        return f"a stage is listed twice: {[row['to'] for row in rows]}"
    return first_difference({to: sorted(guards) for to, guards in expected.items()}, found)


def path_is(expected: Sequence[Sequence[str | None]], answers: Answers) -> str | None:
    """The history is this path, numbered from 1 without gaps, in the order of time. Source: law G1."""
    rows = rows_in(answers[-1])
    found = [[row["from_stage"], row["to_stage"]] for row in rows]
    if found != [list(pair) for pair in expected]:
        return f"the history is {found}, not {[list(pair) for pair in expected]}"
    numbers = [row["seq"] for row in rows]
    if numbers != list(range(1, len(rows) + 1)):
        return f"seq is {numbers}"
    times = [row["at"] for row in rows]
    return None if times == sorted(times) else f"the times are out of order: {times}"


def grown(expected: Expected, answers: Answers) -> str | None:
    """The history is that of an earlier answer, then these events as they were answered. Source: law G2."""
    before = rows_in(answers[expected["answer"]])
    events = [parsed(answers[number]) for number in expected["events"]]
    return first_difference([*before, *events], rows_in(answers[-1]))


def stands(expected: Expected, answers: Answers) -> str | None:
    """The application stands where its history ends, and since then. Source: law G10."""
    events = [parsed(answers[number]) for number in expected["events"]]
    last = [*rows_in(answers[expected["answer"]]), *events][-1]
    shown = parsed(answers[-1])
    found, wanted = (shown["stage"], shown["stage_since"]), (last["to_stage"], last["at"])
    return None if found == wanted else f"it stands in {found}; its history ends with {wanted}"


def above(expected: Mapping[str, int], answers: Answers) -> str | None:
    """The numbers at these pointers have risen above these."""
    document = parsed(answers[-1])
    for pointer, least in expected.items():
        found = at(document, pointer)
        if not isinstance(found, int) or found <= least:
            return f"{pointer} is {found!r}; it was {least} before the change"
    return None


def graph(expected: Mapping[str, Sequence[Mapping[str, Any]]], answers: Answers) -> str | None:
    """The published graph is this one; in which order it lists stages and edges is its own affair."""
    document = parsed(answers[-1])
    for part in ("nodes", "edges"):
        wanted, found = _named(expected[part]), _named(document[part])
        if len(found) != len(document[part]):
            return f"{part}: something is listed twice"
        fault = first_difference(wanted, found, f"/{part}")
        if fault is not None:
            return fault
    return None


def _named(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return nodes by their stage, edges by their ends; lists inside in one order."""
    return {
        str(row.get("stage") or f"{row.get('from_stage')} -> {row.get('to_stage')}"): {
            name: sorted(value) if isinstance(value, list) else value for name, value in row.items()
        }
        for row in rows
    }
