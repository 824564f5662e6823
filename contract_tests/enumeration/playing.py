"""Play enumerated cases, each in a transaction of its own; a refused write is followed by a look around."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import schemathesis
from schemathesis.core.failures import Failure, FailureGroup

from contract_tests import expecting
from contract_tests.enumeration import views, written
from contract_tests.enumeration.steps import Case, Scene, Step, raise_all, scene

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
NOTHING_CHANGES = "refused_request_changes_nothing"
READING_CHANGES_NOTHING = "reading_changes_nothing"


def play(cases: Iterable[Case]) -> None:
    """Play every case.

    Raises:
        FailureGroup: of all that is broken.
    """
    each(cases, _play)


def each(cases: Iterable[Any], played: Callable[[Any], None]) -> None:
    """Play every case; a broken one does not keep the others from being played: each is a finding of its own.

    Raises:
        FailureGroup: of all that is broken.
    """
    failures: list[Failure] = []
    told: list[str] = []
    number = 0
    for case in cases:
        number += 1
        try:
            played(case)
        except FailureGroup as group:
            failures += group.exceptions
            told.append(group.message)
    raise_all(failures, told)
    assert number, "nothing was enumerated"


def _play(steps: Case) -> None:
    with scene() as played:
        for step in steps:
            played.send(step)
        harmless = all(
            answer.status_code >= 400 or step.method not in UNSAFE
            for step, answer in zip(steps, played.answers, strict=True)
        )
        if not harmless or not written.anything():
            return
    # Something was written. Whether it shows is asked in a second run: what was there before must be known.
    looks = views.around(steps[0])
    before = views.untouched(looks)
    check = NOTHING_CHANGES if steps[0].method in UNSAFE else READING_CHANGES_NOTHING
    with scene() as played:
        known = written.tables()
        for step in steps:
            played.send(step)
        changed = _first_changed([look.must(check, same_as={"answer": 0}) for look in looks], before, known)
    _show(changed, steps)


def play_effects(write: Step, looks: Sequence[Step]) -> None:
    """Play an accepted write, then look at what it was about, and compare with the world before.

    Args:
        looks: what each view must show; answer 0 is the look before, answer 1 that of the write.

    Raises:
        FailureGroup: a view shows something else.
    """
    before = views.untouched(looks)
    with scene() as played:
        known = written.tables()
        played.send(write)
        changed = _first_changed(looks, before, known, played.answers[0])
    _show(changed, [write])


def play_replay(write: Step, looks: Sequence[Step], check: str) -> None:
    """Play a write and its replay; what the replay writes, if anything, must not show.

    Raises:
        FailureGroup: a view shows something else after the replay than after the write.
    """
    with scene() as played:
        played.send(write)
        before = written.rows()
        played.send(write)
        if written.rows() == before:
            return
    same = (look.must(check, same_as={"answer": 1 + number}) for number, look in enumerate(looks))
    with scene() as played:
        for step in (write, *looks, write, *same):
            played.send(step)


def _first_changed(
    looks: Sequence[Step],
    before: Sequence[schemathesis.Response],
    known: Mapping[str, int],
    *since: schemathesis.Response,
) -> Step | None:
    """Return the first look that does not show what it must, None when all do.

    A view that reads no table that was written would answer as before; that answer is judged as it is.

    Args:
        known: `written.tables()` before anything was sent.
    """
    changed = {table for table, count in written.tables().items() if count != known.get(table, 0)}
    for look, earlier in zip(looks, before, strict=True):
        now = earlier
        if views.may_differ(look, changed):
            played = Scene()
            played.send(replace(look, expect={}))
            now = played.answers[0]
        if now.status_code != earlier.status_code and "status" not in look.expect:
            return look
        if expecting.judged(look.stored(), [], [earlier, *since, now]):
            return look
    return None


def _show(look: Step | None, steps: Case) -> None:
    """Tell a change as it is replayed: what was seen, the request, what is seen now."""
    if look is not None:
        with scene() as played:
            for step in (replace(look, expect={}), *steps, look):
                played.send(step)
