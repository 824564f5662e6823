"""Who knows whether a guard holds: a registry, so that the apps above answer without being imported."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from apps.applications.lifecycle import EDGES, Edge, Guard, guards_of

# Tells, of an application and the business day on which the move takes effect, whether the guard holds.
Answer = Callable[[Any, date], bool]
# Guards whose app does not exist yet, and which it will be; until then they do not hold. It only shrinks.
AWAITED: Mapping[Guard, str] = {}
_answers: dict[Guard, Answer] = {}
# Facts of an app above that are enough by themselves, beside the answer of the app that names the guard.
_alternatives: dict[Guard, Answer] = {}


def register(guard: Guard, answer: Answer) -> None:
    """Let `answer` say from now on whether `guard` holds."""
    _answers[guard] = answer


def register_alternative(guard: Guard, answer: Answer) -> None:
    """Let `guard` hold from now on also when `answer` says so."""
    _alternatives[guard] = answer


def assess(application: Any, edge: Edge, effective_on: date) -> list[Guard]:
    """Return the guards of `edge` that do not hold: what may be done, and what is done, are one question."""
    return [guard for guard in edge.guards if not _holds(guard, application, effective_on)]


def _holds(guard: Guard, application: Any, effective_on: date) -> bool:
    answers = (registry[guard] for registry in (_answers, _alternatives) if guard in registry)
    return any(answer(application, effective_on) for answer in answers)


def unanswered() -> list[Guard]:
    """Return the guards that stand on an edge, and that no app answers or is awaited to answer."""
    return sorted(guards_of(EDGES) - _answers.keys() - AWAITED.keys())


def answered_though_awaited() -> list[Guard]:
    """Return the guards that are answered by now and still stand in `AWAITED`."""
    return sorted(_answers.keys() & AWAITED.keys())
