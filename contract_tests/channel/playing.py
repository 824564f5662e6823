"""Play a scenario, hold every frame against what is owed, and write down where something else came."""

from collections.abc import Sequence
from typing import Any

from schemathesis.core.failures import Failure, FailureGroup, Severity, as_reported_failure

from contract_tests import wire
from contract_tests.asyncapi import SOCKET
from contract_tests.channel.frames import content
from contract_tests.channel.owing import NEVER_FAILS, Fault, Ledger
from contract_tests.channel.standing import Unseen
from contract_tests.channel.steps import Step
from contract_tests.expecting import ExpectationBroken
from contract_tests.expecting.reading import parsed
from contract_tests.findings import JOURNAL
from contract_tests.judging import count, describe, failures_of
from contract_tests.linking import resolve
from contract_tests.recorder import RECORDER
from hooks import isolation, sockets, transport
from hooks.redaction import redact

SHOWN = "an_inbox_is_shown_to_its_owner"
POSSIBLE = "each_step_of_a_scenario_is_possible"


class Broken(Exception):
    """Something is not as it must be.

    Args:
        requests: the steps so far; the last is the one at fault.
        state: for the finding, in the place of an answer.
    """

    def __init__(self, failures: Sequence[Failure], requests: Sequence[Step], state: dict[str, Any]) -> None:
        super().__init__(failures[0].title)
        self.failures, self.requests, self.state = list(failures), list(requests), state


def is_step(request: Step) -> bool:
    """Whether a stored request is a step of a scenario; some of those that are left may be SENDs alone."""
    return "owes" in request or request["method"] == "SEND"


def play(steps: Sequence[Step]) -> None:
    """Play a scenario in a transaction of its own.

    Raises:
        FailureGroup: something is not as it must be; written down already. Hypothesis shrinks it.
    """
    broken = shows(steps, counted=True)
    if broken is None:
        return
    finding = JOURNAL.note(RECORDER.test, broken.failures, broken.requests, broken.state, smallest=True)
    raise as_reported_failure(FailureGroup(broken.failures, describe(finding))) from None


def shows(steps: Sequence[Step], *, counted: bool = False) -> Broken | None:
    """Play a scenario in a transaction of its own; return what is not as it must be."""
    transport.crashes.begin()
    with isolation.rollback_case(), sockets.sockets() as client:
        played = Play(client, counted=counted)
        try:
            for step in steps:
                played.do(step)
        except Broken as broken:
            transport.crashes.begin(client.cause or transport.crashes.cause)
            return broken
    return None


class Play:
    """One scenario that is being played.

    Args:
        counted: whether it counts as the run's.
    """

    def __init__(self, client: sockets.Sockets, *, counted: bool) -> None:
        self.client = client
        self.counted = counted
        self.ledger = Ledger()
        self.wires: dict[str, sockets.Socket] = {}
        self._answers: list[Any] = []
        self._played: list[Step] = []

    def do(self, step: Step) -> None:
        """Do one step, and hold what has come against what was owed.

        Raises:
            Broken: it is something else.
        """
        self._played.append(step)
        given = resolve(step, self._answers)
        answer: Any = None
        try:
            if step["operation"] == SOCKET:
                self._act(given)
            else:
                answer = self._request(given)
            if not step.get("held"):
                self.client.settle()
                self._judge()
        except Fault as fault:
            raise self._broken(fault.check, str(fault)) from None
        except sockets.Hanging as hanging:
            raise self._broken(NEVER_FAILS, str(hanging)) from None
        except Unseen as unseen:
            raise self._broken(SHOWN, str(unseen)) from None
        self._answers.append(answer)

    def _act(self, step: Step) -> None:
        name, method = step["socket"], step["method"]
        if method == "WAIT":
            self.client.pass_time(int(step["query"]))
            self.ledger.wait(int(step["query"]))
            return
        if method == "OPEN":
            self.ledger.open(name, step["owes"], _authorization(step))
            path = step["path"].partition("#")[0]
            self.wires[name] = self.client.connect(step["query"], step["headers"], path)
            self._tally("frames", "opened")
            return
        wired = self.wires.get(name)
        if wired is None:  # a smaller scenario may have left out the step that opens it
            return
        if method == "SEND":
            frame = content(step["body"])
            wired.send(data=frame) if isinstance(frame, bytes) else wired.send(frame)
            message = self.ledger.send(name, frame)
            self._tally("frames", "sent")
            self._tally("message", message, bool(message))
        elif method == "LEAVE":
            wired.leave()
            self.ledger.leave(name)
        else:
            wired.stall() if method == "STALL" else wired.read_again()
            self.ledger.stall(name, method == "STALL")

    def _request(self, step: Step) -> Any:
        case, answer = wire.send(step)
        if self.counted:
            count(case, answer)
        failures = failures_of(case, answer)
        if failures:
            raise Broken(failures, self._played, wire.stored_response(answer))
        owed = step["owes"]
        if answer.status_code != owed["status"]:
            raise Fault(POSSIBLE, f"answered {answer.status_code}, not {owed['status']}")
        self.ledger.end(owed["ends"])
        return parsed(answer)

    def _judge(self) -> None:
        if self.client.cause is not None:
            cause = self.client.cause
            raise Fault(NEVER_FAILS, f"{type(cause).__name__}: {cause}")
        for name, wired in self.wires.items():
            if wired.failed is not None or wired.stray or not wired.accepted:
                raise Fault(NEVER_FAILS, f"{name}: {wired.failed or wired.stray or 'never accepted'}")
            frames = wired.news()
            self._tally("frames", "received", len(frames))
            read = [self.ledger.published(name, frame) for frame in frames]
            for message, value in read:
                self._tally("message", message)
                self._tally("error", str(value.get("code")), message == "error")
            if self.ledger.receive(name, read, wired.code):
                self._tally("close", str(wired.code))
        self.ledger.settle()

    def _tally(self, kind: str, name: str, number: int = 1) -> None:
        if self.counted and number:
            RECORDER.channel[f"{kind} {name}"] += number
            if kind == "frames" and name != "received":
                RECORDER.by_test[RECORDER.test] += number

    def _broken(self, check: str, message: str) -> Broken:
        said = {
            name: {"code": wired.code, "frames": [_shown(frame) for frame in wired.frames[-5:]]}
            for name, wired in self.wires.items()
        }
        return Broken(
            [_failure(check, message)],
            self._played,
            {"status": "socket", "headers": {}, "body": redact(str(said))},
        )


def _authorization(step: Step) -> str:
    """Return the header that asks over HTTP as whoever opens this socket."""
    query = dict(part.partition("=")[::2] for part in step["query"].split("&"))
    token = query.get("token") or step["headers"].get(sockets.PROTOCOL, "").partition(", ")[2]
    return f"Bearer {token}"


def _failure(check: str, message: str) -> Failure:
    return ExpectationBroken(
        operation=SOCKET,
        title=f"The property `{check}` does not hold",
        message=redact(message),
        severity=Severity.HIGH,
    )


def _shown(frame: str | bytes) -> str:
    text = frame.decode("latin-1") if isinstance(frame, bytes) else frame
    return text if len(text) < 400 else f"{text[:400]}... ({len(text)})"
