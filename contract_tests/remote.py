"""Stored requests and steps of sockets, sent to real servers: over TCP, by real clients.

What silence is cannot be known here as it is in process. A step is over when each socket has received what it
must, and has answered a ping since; what comes later than that comes with the next step, and is one too many
there.
"""

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from email import message_from_string
from email.utils import getaddresses
from http.client import HTTPConnection
from itertools import cycle
from typing import Any

import schemathesis
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from contract_tests import asyncapi, contract, line, wire
from contract_tests.recorder import RECORDER
from contract_tests.stack import Stack
from hooks import auth, redaction, transport
from hooks.sockets import PATH, PROTOCOL

PATIENCE = 60  # seconds for what must come; the machine may have much else to do
_PING = '{"type":"ping"}'
_PONG = {"type": "pong"}
_MAIL_ENDS = "\n" + "-" * 79 + "\n"


class Socket:
    """One socket of a client.

    Args:
        layer: of the servers; what is counted is counted for each.

    Attributes:
        code: with which it was closed; None while it is open.
    """

    def __init__(self, connection: ClientConnection, layer: str) -> None:
        self.connection = connection
        self.code: int | None = None
        self._layer = layer
        self._count("opened")

    def send(self, frame: str | bytes, *, as_text: bool = False) -> None:
        """Send one frame.

        Args:
            as_text: bytes are a text frame, whatever they are.
        """
        try:
            self.connection.send(frame, text=True if as_text else None)
        except ConnectionClosed as closed:
            self._close(closed)
            return
        self._count("sent")
        if message := asyncapi.sent(frame):
            self._count(f"message {message}")

    def receive(self, seconds: float | None = None) -> Any:
        """Return the next frame, parsed; None when none comes within these seconds, or it is closed.

        Raises:
            AssertionError: it is no message that is published.
        """
        try:
            frame = self.connection.recv(timeout=PATIENCE if seconds is None else seconds)
        except TimeoutError:
            return None
        except ConnectionClosed as closed:
            self._close(closed)
            return None
        self._count("received")
        try:
            message, value = asyncapi.read(frame)
        except ValueError as wrong:
            raise AssertionError(f"a server sends what is not published: {wrong}") from None
        self._count(f"message {message}")
        return value

    def leave(self) -> None:
        """Close it."""
        self.connection.close()

    def take(self, number: int, deadline: float) -> list[Any]:
        """Return so many frames, and those that come beside them; fewer at the deadline."""
        frames: list[Any] = []
        while len(frames) < number:
            frame = self.receive(max(0.0, deadline - time.monotonic()))
            if frame is None:
                return frames
            frames.append(frame)
        self.send(_PING)
        while self.code is None and (frame := self.receive(max(0.0, deadline - time.monotonic()))) != _PONG:
            if frame is None:
                break
            frames.append(frame)
        return frames

    def _close(self, closed: ConnectionClosed) -> None:
        if self.code is None:
            self.code = closed.rcvd.code if closed.rcvd is not None else 1006
            self._count(f"close {self.code}")

    def _count(self, what: str) -> None:
        RECORDER.live[f"{self._layer}: {what}"] += 1


class Remote:
    """A client of all servers of a deployment: each next request and socket goes to the next of them.

    Args:
        servers: which answer.
    """

    def __init__(self, servers: Stack) -> None:
        self._requests, self._connects = cycle(reversed(servers.addresses)), cycle(servers.addresses)
        self._mails, self._layer = servers.mails, servers.layer
        self._mailed: Counter[str] = Counter()
        self._named: dict[str, Socket] = {}
        self._stack = ExitStack()

    def __enter__(self) -> "Remote":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    # --- requests -------------------------------------------------------------------------------------
    def send(self, stored: dict[str, Any]) -> tuple[schemathesis.Case[Any], schemathesis.Response]:
        """Send a stored request; its answer shows the mails that have left, and what sockets must hear.

        Raises:
            OSError: a server does not answer.
        """
        content = wire.content_of(stored["body"])
        query = f"?{stored['query']}" if stored["query"] else ""
        target = auth.resolve(f"{stored['path']}{query}")
        headers = {name: auth.resolve(value) for name, value in stored["headers"].items()}
        began = time.perf_counter()
        connection = HTTPConnection(next(self._requests), timeout=PATIENCE)
        try:
            body = None if content is None else transport.with_secrets(content)
            connection.request(stored["method"], target, body, headers)
            answer = connection.getresponse()
            received, status, shown = answer.read(), answer.status, answer.getheaders()
        finally:
            connection.close()
        redaction.notice(received)
        sent = transport.prepared(
            stored["method"], f"http://localhost{stored['path']}{query}", dict(stored["headers"]), content
        )
        if stored["method"] not in transport.SAFE_METHODS:
            vars(sent)["mailed"] = self._new_mails()
        if "hears" in stored["expect"]:
            vars(sent)["heard"] = self.heard(stored["expect"]["hears"])
        response = schemathesis.Response(
            status, _by_name(shown), received, sent, time.perf_counter() - began, verify=False
        )
        return wire.case_of(contract.operations()[stored["operation"]], stored, content), response

    def _new_mails(self) -> list[str]:
        """Return to whom mails have left since the last time."""
        texts = [text for path in self._mails.iterdir() for text in path.read_text().split(_MAIL_ENDS)]
        mails = [message_from_string(text) for text in texts if text.strip()]
        sent = Counter(address for mail in mails for _, address in getaddresses(mail.get_all("To", [])))
        new = sent - self._mailed
        self._mailed = sent
        return list(new.elements())

    # --- sockets --------------------------------------------------------------------------------------
    def open(self, query: str = "", headers: Mapping[str, str] | None = None, path: str = PATH) -> Socket:
        """Open a socket.

        Args:
            query, headers: with placeholders, as `hooks.sockets.opening` returns them.

        Raises:
            websockets.exceptions.InvalidStatus: the server refuses to.
        """
        given = {name: auth.resolve(value) for name, value in (headers or {}).items()}
        offered = given.pop(PROTOCOL, "")
        opening = connect(
            f"ws://{next(self._connects)}{path}?{auth.resolve(query)}",
            additional_headers=given,
            subprotocols=[Subprotocol(one.strip()) for one in offered.split(",")] if offered else None,
            proxy=None,
            open_timeout=PATIENCE,
            close_timeout=PATIENCE,
            ping_interval=None,
            max_queue=None,
        )
        connection = self._stack.enter_context(opening)
        return Socket(connection, self._layer)

    def act(self, stored: Mapping[str, Any]) -> schemathesis.Response:
        """Do a stored step of a socket, as `line.step` makes it; the answer shows what sockets have received.

        Raises:
            KeyError: it says something to a socket that nobody has opened.
        """
        name = stored["socket"]
        match stored["act"]:
            case "open":
                self._named[name] = self.open(stored["query"], stored["headers"])
            case "say":
                self._named[name].send(auth.resolve(line.said(stored)))
            case "leave":
                self._named.pop(name).leave()
        heard = self.heard(stored["expect"]["hears"])
        sent = transport.prepared(line.METHOD, f"http://localhost{stored['path']}", {}, None)
        vars(sent)["heard"] = heard
        shown = {"content-type": ["application/json"]}
        return schemathesis.Response(200, shown, json.dumps(heard).encode(), sent, 0.0, verify=False)

    def heard(self, expected: Mapping[str, Any]) -> line.Heard:
        """Return what has come to each socket by the end of a step.

        Args:
            expected: what must come, by socket: it is waited for.
        """
        deadline, heard = time.monotonic() + PATIENCE, {}
        for name, socket in self._named.items():
            frames = socket.take(len(expected.get(name, {}).get("frames", ())), deadline)
            heard[name] = {"frames": frames, "code": socket.code}
        return heard


def _by_name(headers: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append(value)
    return found
