"""What is said of sockets in process, said of real ones: servers of their own, TCP, committed data.

Nothing is rolled back here, so one scenario follows the other on the same data. And nothing is stored for a
replay: what a real server does and a socket in process does not, a replay in process cannot show.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks
from websockets.exceptions import InvalidStatus

from contract_tests import asyncapi, line, stack, wire
from contract_tests.actors import ADMIN, BDM, BORROWER, BROKER
from contract_tests.channel.frames import content, meaning
from contract_tests.channel.malformed import PING, malformed
from contract_tests.enumeration.steps import Step
from contract_tests.enumeration.valid import ask
from contract_tests.expecting import reading
from contract_tests.judging import count
from contract_tests.remote import Remote, Socket
from contract_tests.workloads import inbox_scenarios
from contract_tests.workloads.inbox_scenarios import Scenario
from contract_tests.workloads.playing import step
from contract_tests.workloads.walking import Broken, Entry, Walk
from hooks import isolation
from hooks.redaction import redact
from hooks.sockets import opening

_CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
_NO_TEXT, _TOO_BIG = 1007, 1009  # RFC 6455, section 7.4.1: the server's own, before anybody sees the frame
_MOST_BYTES = 65_536  # of a frame that is looked at at all; `make run` says so
_SHOWN = 3_000  # characters of a log
_NO_TEXT_TOLD = "Invalid UTF-8 sequence received from client."  # uvicorn says so with a traceback
Scene = Callable[[Remote], None]
_SECRET = re.compile(r"eyJ[\w-]{8,}\.[\w-]+")


def played(layer: stack.Layer, scenes: "Sequence[Scene] | None" = None, **variables: str) -> list[str]:
    """Play on servers with this channel layer; return what does not hold.

    Args:
        scenes: some of SCENES; all of them by default.
        variables: of the servers' environment.

    Raises:
        StackFailed: a server did not start.
    """
    told = []
    with stack.running(layer, **variables) as servers:
        for scene in SCENES if scenes is None else scenes:
            with Remote(servers) as remote:
                try:
                    scene(remote)
                except AssertionError as fault:
                    told.append(f"{scene.__name__}: {fault}")
        written = servers.written()
    if written.count("Traceback") > written.count(_NO_TEXT_TOLD):
        told.append(f"a server has failed:\n{redact(written[-_SHOWN:])}")
    if _SECRET.search(written):
        told.append("a server writes tokens into its log")
    return told


class RealWalk(Walk):
    """A walk through one scenario against real servers; what the world was before, it learns in process."""

    def __init__(self, remote: Remote) -> None:
        super().__init__(counted=False)
        self._remote = remote

    def send(self, step: Step, *, keep: bool = False, brings: bool = False) -> Entry:
        """Send one request and hold its answer against the schema and its expectation.

        Raises:
            Broken: something does not hold.
        """
        request = step.stored()
        case, answer = self._remote.send(request)
        count(case, answer, edge=step.edge)
        entry = Entry(request, answer, reading.parsed(answer), brings)
        failures = []
        try:
            case.validate_response(answer, checks=_CHECKS)
        except FailureGroup as group:
            failures = list(group.exceptions)
        self._judge(entry, failures)
        if keep or brings:
            self._entries.append(entry)
        return entry

    def act(self, step: Mapping[str, Any]) -> Entry:
        """Take one step of a socket and hold what all of them receive against its expectation.

        Raises:
            Broken: something does not hold.
        """
        answer = self._remote.act(step)
        entry = Entry(step, answer, reading.parsed(answer))
        self._judge(entry, [])
        self._entries.append(entry)
        return entry


def inboxes(remote: Remote) -> None:
    """Everybody hears what they are told, on each device, whichever server it is at.

    Raises:
        AssertionError: the API does not do as the model says.
    """
    play(remote, inbox_scenarios.real())


def play(remote: Remote, scenario: Scenario) -> None:
    """Play one scenario from the world as it was seeded; at its end nothing more has come to any socket.

    Raises:
        AssertionError: the API does not do as the model says.
    """
    with isolation.rollback_case():  # of what is looked at in process
        walk = RealWalk(remote)
        try:
            for move in scenario:
                step(walk, move)
            for name, known in walk.post.lines.items():
                last = walk.post.inbox(known.actor.name).last
                hears = walk.post.hear(walk.book.world, {name: [["unread_count", last]]})
                asked = line.step(name, "say", body={"json": {"type": "get_unread_count"}})
                walk.act({**asked, "expect": {"check": "nothing_comes_late", "hears": hears}})
        except Broken as broken:
            told = "\n".join(f"{failure.title}: {failure.message}" for failure in broken.failures)
            shown = "\n".join(wire.curl(request) for request in broken.requests)
            raise AssertionError(f"{told}\n{shown}") from None


# --- frames ---------------------------------------------------------------------------------------------
def frames(remote: Remote) -> None:
    """Each frame that is no message is answered by its error, and nothing else happens.

    Raises:
        AssertionError: something else does.
    """
    other = _opened(remote, BDM.name)
    for part in _tens(_wrong()):
        socket = _opened(remote, BROKER.name)
        for frame in part:
            meant = meaning(frame)
            socket.send(frame)
            answer = socket.receive()
            owed = sorted(meant.codes) or ["pong"]
            said = answer.get("code", answer.get("type")) if isinstance(answer, dict) else answer
            assert said in owed, f"{frame[:80]!r} is answered by {answer}, not by {owed}"
        _lives(socket, "after frames that are no message")
        socket.leave()
    socket, most = _opened(remote, BROKER.name), asyncapi.limit("errors")
    for _ in range(most):
        socket.send("{}")
    answers = [socket.receive() for _ in range(most)]
    assert answers == [{"type": "error", "code": "unknown_type"}] * most, answers
    ended = _end(socket)
    assert ended == 4400, f"after {most} errors the end is {ended}, not 4400"
    no_text, too_big = b'{"type":"\xff"}', "x" * (_MOST_BYTES + 1)
    for frame, as_text, code in ((no_text, True, _NO_TEXT), (too_big, False, _TOO_BIG)):
        socket = _opened(remote, BROKER.name)
        socket.send(frame, as_text=as_text)
        ended = _end(socket)
        assert ended == code, f"{frame[:20]!r} ends with {ended}, not {code}"
    _lives(other, "after what others have sent")


def _wrong() -> Iterator[str | bytes]:
    for each in malformed("a"):
        frame = content(each["body"])
        if meaning(frame).message in ("", "ping"):
            yield frame


def _tens(found: Iterator[str | bytes]) -> Iterator[list[str | bytes]]:
    """Yield frames in lots, none of which holds as many errors as close a socket."""
    lot: list[str | bytes] = []
    for frame in found:
        lot.append(frame)
        if len(lot) == asyncapi.limit("errors") - 1:
            yield lot
            lot = []
    if lot:
        yield lot


# --- who gets in ----------------------------------------------------------------------------------------
def doors(remote: Remote) -> None:
    """Only a living access token and a page of ours open a socket, not too many, and only where one is.

    Raises:
        AssertionError: something else does, or the refusal has another code.
    """
    for by in ("query", "protocol"):
        query, headers = opening(BROKER.name, by=by)
        for variant in ("expired", "tampered", "refresh_as_access", "garbage"):
            ended = _end(remote.open(*opening(BROKER.name, variant, by=by)))
            assert ended == 4401, f"{variant} by {by}: the end is {ended}, not 4401"
        ended = _end(remote.open(query, {**headers, "Origin": "https://evil.example"}))
        assert ended == 4403, f"a foreign page by {by}: the end is {ended}, not 4403"
    for _ in range(asyncapi.limit("sockets_of_a_user")):
        _opened(remote, ADMIN.name)
    ended = _end(remote.open(*opening(ADMIN.name)))
    assert ended == 4429, f"of one socket too many, whichever server it is at, the end is {ended}, not 4429"
    for path in ("/ws/", "/ws/other/", "/ws/notifications", "/api/v1/notifications/"):
        try:
            remote.open(*opening(BROKER.name), path)
        except InvalidStatus as refused:
            status = refused.response.status_code
        else:
            status = 101
        assert 400 <= status < 500, f"{path} is answered by {status}"


def endings(remote: Remote) -> None:
    """What ends a session at one server closes its sockets at every server, and nobody else's.

    Raises:
        AssertionError: one stays open, or another is closed.
    """
    mine = [_opened(remote, BORROWER.name, by) for by in ("query", "protocol", "query")]
    other = _opened(remote, BROKER.name)
    for request, expected, sockets in (
        (ask("auth_logout", BORROWER, {"refresh": BORROWER.secret("refresh")}), 204, mine),
        (ask("user_deactivate", ADMIN, user_id=str(BROKER.id)), 200, [other]),
    ):
        bystander = _opened(remote, BDM.name)
        case, answer = remote.send(request.stored())
        count(case, answer)
        assert answer.status_code == expected, f"{request.operation} answers {answer.status_code}"
        for socket in sockets:
            ended = _end(socket)
            assert ended == 4401, f"after {request.operation} the end is {ended}, not 4401"
        _lives(bystander, f"after {request.operation} of somebody else")


def _opened(remote: Remote, user: str, by: str = "query") -> Socket:
    socket = remote.open(*opening(user, by=by))
    hello = socket.receive()
    greeted = hello["type"] if isinstance(hello, dict) else hello
    assert greeted == "hello", f"{user} is greeted by {hello}, {socket.code}"
    return socket


def _lives(socket: Socket, when: str) -> None:
    socket.send(PING)
    answer = socket.receive()
    assert answer == {"type": "pong"}, f"{when} a ping is answered by {answer}, {socket.code}"


def _end(socket: Socket) -> int | None:
    """Return the code with which the server closes, whatever it says before; None when it does not."""
    while socket.receive() is not None:
        pass
    return socket.code


SCENES: tuple[Scene, ...] = (inboxes, frames, doors, endings)
