"""Requests that meet: what is sent at once, what must have come of it, and what shows afterwards."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import Any

from schemathesis.core.failures import Failure, FailureGroup, as_reported_failure

from contract_tests import concurrency, expecting, replaying, wire
from contract_tests.enumeration.steps import Step
from contract_tests.findings import JOURNAL, check_of
from contract_tests.judging import count, describe, failures_of
from contract_tests.recorder import RECORDER
from hooks import transport
from hooks.names import identifier

# Stand for the ids of what the first requests of a meeting create.
NEW = tuple(str(identifier(f"meeting/{number}")) for number in ("first", "second", "third", "fourth"))
Shown = tuple[list[Failure], list[dict[str, Any]], replaying.Sent]


@dataclass(frozen=True, slots=True)
class Meeting:
    """Requests at once.

    Args:
        check: the sentence that must be true of their answers.
        outcome: word of `contract_tests.expecting.meetings` and its argument, without `of`.
        before, after: in turn; `answer` in an expectation counts all requests of the meeting from 0. What the
            first of `before` create is called NEW.
        apart: it changes what others rely on, or relies on what others change.
        few: so many of them meet as is meant; with fewer, who is first decides what shows.
    """

    check: str
    at_once: Sequence[Step]
    outcome: Mapping[str, Mapping[str, Any]]
    before: Sequence[Step] = ()
    after: Sequence[Step] = ()
    apart: bool = False
    few: int = 2

    @property
    def least(self) -> int:
        """How many requests there must be at once: as few as meet, but as many as must be accepted."""
        accepted = self.outcome.get("outcomes", {}).get("accepted", ())
        return max(self.few, min(accepted, default=1))

    def requests(self) -> list[dict[str, Any]]:
        """Return what is stored and sent."""
        numbers = range(len(self.before), len(self.before) + len(self.at_once))
        words = {word: {"of": list(numbers), **argument} for word, argument in self.outcome.items()}
        *others, last = (replace(step, expect={}) for step in self.at_once)
        together = [*others, last.must(self.check, **words)]
        requests = [
            *(step.stored() for step in self.before),
            *({**step.stored(), "at_once": True} for step in together),
            *(step.stored() for step in self.after),
        ]
        text = json.dumps(requests)
        for number, new in enumerate(NEW):
            text = text.replace(new, f"{{{{answer:{number}:/id}}}}")
        loaded: list[dict[str, Any]] = json.loads(text)
        return loaded


def play(meeting: Meeting, place: concurrency.Place) -> None:
    """Let requests meet, and judge every answer.

    Args:
        place: where others have met before. A copy of the world for each meeting would take longer than all
            the requests; so what fails here, where things may have changed, is held again in a copy of its
            own, and only that is a finding.

    Raises:
        FailureGroup: an answer breaks the contract, or what came of them must not; written down already.
        NeverMet: the requests did not overlap, so nothing is known.
    """
    RECORDER.meetings.setdefault(meeting.check, Counter())["held"] += 1
    with suppress(concurrency.NeverMet):
        if not meeting.apart and _hold(meeting, place) is None:
            return
    shown = _hold(meeting, None)
    if shown is not None:
        failures, requests, worst = _smallest(meeting, shown)
        transport.crashes.begin(worst.cause)
        finding = JOURNAL.note(
            RECORDER.test, failures, requests, wire.stored_response(worst.response), smallest=True
        )
        raise as_reported_failure(FailureGroup(failures, describe(finding))) from None


def _smallest(meeting: Meeting, shown: Shown) -> Shown:
    """Return the same failure with as few requests at once as can show it."""
    wanted = {check_of(failure) for failure in shown[0]}
    while len(meeting.at_once) > meeting.least:
        meeting = replace(meeting, at_once=meeting.at_once[1:])
        again = _hold(meeting, None)
        if again is None or not wanted & {check_of(failure) for failure in again[0]}:
            break
        shown = again
    return shown


def _hold(meeting: Meeting, place: concurrency.Place | None) -> Shown | None:
    """Return what is wrong, None when nothing is."""
    # Closed at once: a copy that was made for it is dropped.
    with closing(replaying.met(meeting.requests(), place)) as parts:
        return _judged(meeting, parts)


def _judged(meeting: Meeting, met: Iterable[tuple[list[replaying.Sent], int]]) -> Shown | None:
    requests, sent = meeting.requests(), 0
    responses: list[Any] = []
    for parts, waited in met:
        sent += len(parts)
        responses += [one.response for one in parts]
        if waited:
            counts = Counter(requests=len(parts), waited=waited)
            RECORDER.meetings.setdefault(meeting.check, Counter()).update(counts)
        failures: list[Failure] = []
        worst = parts[-1]
        for one in parts:
            count(one.case, one.response)
            found = failures_of(one.case, one.response)
            if one is parts[-1]:
                found = expecting.judged(one.request, found, responses)
            worst = one if found and not failures else worst
            failures += found
        if failures:
            return failures, requests[:sent], worst
    return None
