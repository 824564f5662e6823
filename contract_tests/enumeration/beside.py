"""Answers held against what lists show of the world as it was seeded: the lists are asked once, for all.

What is wrong is played again, lists and all, so that a finding holds everything it is judged by.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from schemathesis.core.failures import Failure, FailureGroup

from contract_tests import expecting
from contract_tests.enumeration import playing, views
from contract_tests.enumeration.steps import Case, Scene, Step, raise_all, scene

_MOST = (
    2  # findings about one caller: what is wrong with one figure is wrong with many, and each takes its lists
)
_LATER = (
    "check",
    "status",
)  # what is judged when the answer comes; the rest is, when it is held against lists


@dataclass(frozen=True, slots=True)
class Beside:
    """Looks that are judged by what some lists show, each for itself.

    Args:
        lists: answers 0, 1, .. of every look.
    """

    lists: Sequence[Step]
    looks: Sequence[Step]

    def cases(self) -> Iterator[Case]:
        """Return each look as a case of its own."""
        for look in self.looks:
            yield [*self.lists, look]


def play(all_of_them: Iterable[Beside]) -> None:
    """Play every look.

    Raises:
        FailureGroup: of all that is broken.
    """
    playing.each(all_of_them, _play)


def split(all_of_them: Iterable[Beside]) -> Iterator[Case]:
    """Return the cases of all."""
    for each in all_of_them:
        yield from each.cases()


def _play(beside: Beside) -> None:
    before = views.untouched(beside.lists)
    failures: list[Failure] = []
    told: list[str] = []
    for look in beside.looks:
        try:
            with scene() as played:
                _send(played, look, beside.lists, before)
        except FailureGroup as group:
            failures += group.exceptions
            told.append(group.message)
            if len(told) == _MOST:
                break
    raise_all(failures, told)


def _send(played: Scene, look: Step, lists: Sequence[Step], before: Sequence[Any]) -> None:
    expected = {name: look.expect[name] for name in _LATER if name in look.expect}
    played.send(replace(look, expect=expected))
    if not expecting.judged(look.stored(), [], [*before, played.answers[-1]]):
        return
    with scene() as again:
        for step in (*lists, look):
            again.send(step)
    raise AssertionError(
        f"{look.operation} differs from lists that were asked before, and not from those of now"
    )
