"""Play moves one after the other; where the API does not follow the model, find the fewest that show it."""

from collections.abc import Sequence

from schemathesis.core.failures import FailureGroup, as_reported_failure

from contract_tests import wire
from contract_tests.findings import JOURNAL, Finding, check_of
from contract_tests.judging import describe
from contract_tests.recorder import RECORDER
from contract_tests.workloads import money_looks
from contract_tests.workloads.moves import Move
from contract_tests.workloads.walking import Broken, Pointless, Walk, walk

TRIES = 60


def play(moves: Sequence[Move]) -> None:
    """Play one scenario in a transaction of its own.

    Raises:
        FailureGroup: the API does not do as the model says; written down already, as small as it gets.
    """
    broken = None
    with walk() as walked:
        played: list[Move] = []
        try:
            for move in moves:
                played.append(move)
                step(walked, move)
        except Broken as found:
            broken = found
            finding = note(broken)
    if broken is not None:
        finding = note(smallest(played, broken) or broken)
        raise as_reported_failure(FailureGroup(broken.failures, describe(finding))) from None


def step(walked: Walk, move: Move) -> None:
    """Play one move; one that is about something that is not there is left out."""
    money_looks.open_books(walked)
    try:
        move.play(walked)
    except Pointless:
        return


def note(broken: Broken) -> Finding:
    """Write a failure down; the smallest of its kind is kept."""
    answer = wire.stored_response(broken.answer)
    return JOURNAL.note(RECORDER.test, broken.failures, broken.requests, answer, smallest=True)


def smallest(moves: Sequence[Move], broken: Broken) -> Broken | None:
    """Return the same failure with as many moves left out as can be; None when none can.

    Call it outside of any scenario: each try is one. Hypothesis would take thousands of requests for this.
    """
    wanted, found, tries = _kind(broken), None, TRIES
    *kept, last = moves  # the last one shows it
    size = max(1, len(kept) // 2)
    while size:
        end = len(kept)
        while end and tries:
            start = max(0, end - size)
            fewer = [*kept[:start], *kept[end:]]
            tries -= 1
            shown = _shows([*fewer, last], wanted)
            if shown is not None:
                kept, found = fewer, shown
            end = start
        size //= 2
    return found


def _shows(moves: Sequence[Move], wanted: tuple[str, str]) -> Broken | None:
    with walk(counted=False) as walked:
        try:
            for move in moves:
                step(walked, move)
        except Broken as found:
            return found if _kind(found) == wanted else None
    return None


def _kind(broken: Broken) -> tuple[str, str]:
    first = min(broken.failures, key=lambda failure: (failure.severity, check_of(failure)))
    return str(broken.requests[-1]["operation"]), check_of(first)
