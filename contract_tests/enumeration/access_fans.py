"""Many answers beside one: what comes first is sent once, and each look is judged as if it alone followed.

So a finding holds what came first and one look, and a hundred looks cost a hundred requests, not two hundred.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from schemathesis.core.failures import Failure, FailureGroup

from contract_tests.enumeration import playing, written
from contract_tests.enumeration.steps import Case, Step, raise_all, scene
from hooks import isolation


@dataclass(frozen=True, slots=True)
class Fan:
    """Requests that come first, and looks that follow, each for itself.

    Args:
        harmless: the looks write nothing; when it turns out otherwise, each is played alone.
        apart: the looks may write, and each is undone before the next.
    """

    before: Sequence[Step]
    looks: Sequence[Step]
    harmless: bool = True
    apart: bool = False

    def cases(self) -> Iterator[Case]:
        """Return the fan as cases of its own."""
        if not self.looks:
            yield list(self.before)
        for look in self.looks:
            yield [*self.before, look]


def play(fans: Iterable[Fan]) -> None:
    """Play every fan.

    Raises:
        FailureGroup: of all that is broken.
    """
    playing.each(fans, _play)


def split(fans: Iterable[Fan]) -> Iterator[Case]:
    """Return the cases of every fan."""
    for fan in fans:
        yield from fan.cases()


def _play(fan: Fan) -> None:
    failures: list[Failure] = []
    told: list[str] = []
    with scene() as played:
        for step in fan.before:
            played.send(step)
        for look in fan.looks:
            try:
                with isolation.rollback_case() if fan.apart else nullcontext():
                    played.fork().send(look)
            except FailureGroup as group:
                failures += group.exceptions
                told.append(group.message)
        writes = fan.harmless and not fan.apart and written.anything()
    raise_all(failures, told)
    if writes:
        playing.play(fan.cases())
