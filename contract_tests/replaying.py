"""Show stored failures again: those of earlier runs, and the corpus that stays in the repository."""

import json
from collections.abc import Generator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from schemathesis.core.failures import Failure
from schemathesis.engine.recorder import ScenarioRecorder

from contract_tests import concurrency, contract, expecting, line, profiles, wire
from contract_tests.asyncapi import SOCKET
from contract_tests.channel import playing as channel
from contract_tests.findings import JOURNAL, PENDING, Finding, check_of
from contract_tests.judging import failures_of
from contract_tests.linking import link as link
from contract_tests.linking import resolve as resolve
from contract_tests.linking import values as values
from hooks import isolation, transport
from hooks.redaction import redact

TRIES = 20  # for a failure that does not show at once


@dataclass
class Outcome:
    """What sending a stored failure again has shown."""

    failures: Sequence[Failure]
    response: dict[str, Any]
    traceback: str | None

    def has(self, check: str) -> bool:
        """Whether the stored check fails again."""
        return any(check_of(failure) == check for failure in self.failures)


def replay(requests: Sequence[dict[str, Any]]) -> Outcome:
    """Send stored requests in one transaction and judge the last. Not counted: it proves no reach.

    Those that were sent at once are sent at once again, in a database of their own, and all of them judged.
    """
    if meets(requests):
        return _replay_meeting(requests)
    if any(channel.is_step(request) for request in requests):
        return _replay_channel(requests)
    with isolation.rollback_case(), line.held():
        answers: list[Any] = []
        responses: list[Any] = []
        scenario = ScenarioRecorder(label="replay")
        for earlier in requests[:-1]:
            _send(scenario, resolve(earlier, answers), answers, responses)
        request = resolve(requests[-1], answers)
        case = _send(scenario, request, answers, responses)
        broken = [] if case is None else failures_of(case, responses[-1], scenario)
        failures = expecting.judged(request, broken, responses)
        traceback = redact(transport.crashes.traceback or "") or None
        return Outcome(failures, wire.stored_response(responses[-1]), traceback)


def _send(
    scenario: ScenarioRecorder, request: dict[str, Any], answers: list[Any], responses: list[Any]
) -> Any:
    """Send one request, and note for the checks of sequences which request it follows."""
    case, response = wire.send(request)
    sent = list(scenario.cases)
    parent = request.get("parent", len(sent))
    if case is not None:
        scenario.record_case(case=case, parent_id=sent[parent] if parent < len(sent) else None)
        scenario.record_response(case_id=case.id, response=response)
    answers.append(_parsed(response.content))
    responses.append(response)
    return case


# --- requests at once ---------------------------------------------------------------------------------
@dataclass
class Sent:
    """One request of a meeting, and what came of it."""

    request: dict[str, Any]
    case: Any
    response: Any
    cause: BaseException | None = None


def meets(requests: Sequence[dict[str, Any]]) -> bool:
    """Whether some of the requests are to be sent at once."""
    return any(request.get("at_once") for request in requests)


def met(
    requests: Sequence[dict[str, Any]], place: concurrency.Place | None = None
) -> Generator[tuple[list[Sent], int], None, None]:
    """Send stored requests, committed, those marked `at_once` together, all others in turn.

    Yields those sent together, or one alone, and how many of them waited for another.

    Args:
        place: where; a database of their own when there is none.

    Raises:
        NeverMet: they did not overlap.
    """
    answers: list[Any] = []
    with concurrency.place() if place is None else nullcontext(place) as here:
        for together, group in groupby(requests, key=lambda request: bool(request.get("at_once"))):
            for part in [list(group)] if together else ([request] for request in group):
                resolved = [resolve(request, answers) for request in part]
                calls = [partial(_send_apart, request) for request in resolved]
                if together:
                    meeting = here.at_once(calls)
                    results, waited = meeting.results, meeting.waited
                else:
                    results, waited = [here.alone(calls[0])], 0
                sent = [_as_sent(*pair) for pair in zip(resolved, results, strict=True)]
                answers += [_parsed(one.response.content) for one in sent]
                yield sent, waited


def _send_apart(request: dict[str, Any]) -> Sent:
    case, response = wire.send(request)
    return Sent(request, case, response, transport.crashes.cause)


def _as_sent(request: dict[str, Any], result: Sent | BaseException) -> Sent:
    if isinstance(result, Sent):
        return result
    return Sent(request, *wire.unanswered(request, f"{type(result).__name__}: {result}"), result)


def _replay_meeting(requests: Sequence[dict[str, Any]]) -> Outcome:
    with closing(met(requests)) as meeting:
        parts = [sent for sent, _ in meeting]
    responses, last = [one.response for sent in parts for one in sent], parts[-1]
    found = [(one, failures_of(one.case, one.response)) for one in last]
    judged = expecting.judged(last[-1].request, found[-1][1], responses)
    failures = [*(failure for _, failed in found[:-1] for failure in failed), *judged]
    worst = next((one for one, failed in found if failed), last[-1])
    transport.crashes.begin(worst.cause)
    traceback = redact(transport.crashes.traceback or "") or None
    return Outcome(failures, wire.stored_response(worst.response), traceback)


def _replay_channel(requests: Sequence[dict[str, Any]]) -> Outcome:
    shown = channel.shows(requests)
    traceback = redact(transport.crashes.traceback or "") or None
    return Outcome(shown.failures if shown else [], shown.state if shown else {}, traceback)


def confirm(finding: Finding) -> Finding:
    """Say so when a finding does not replay at once: with its rate, and never dropped."""
    if not finding.requests or replay(finding.requests).has(finding.check):
        return finding
    shown = sum(replay(finding.requests).has(finding.check) for _ in range(TRIES))
    finding.flaky = f"failed again in {shown} of {TRIES} replays"
    return finding


def is_current(finding: Finding) -> bool:
    """Whether each operation of a stored failure is still in the contract."""
    known = {SOCKET, *contract.operations()}
    return all(request["operation"] in known for request in finding.requests)


def stored_files() -> list[Path]:
    """Return what there is to replay: the corpus first, then the failures of earlier runs."""
    files = [*sorted(profiles.REGRESSIONS.glob("*.json")), *JOURNAL.stored()]
    if profiles.REPLAY_ID:
        return [path for path in files if path.stem == profiles.REPLAY_ID]
    if profiles.OPERATION:
        return [path for path in files if json.loads(path.read_text())["operation"] == profiles.OPERATION]
    return files


def is_corpus(path: Path) -> bool:
    """Whether a file belongs to the repository rather than to an earlier run."""
    return path.parent == profiles.REGRESSIONS and not path.name.startswith(PENDING)


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
