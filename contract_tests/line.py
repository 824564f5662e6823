"""Steps of a scenario that are about sockets, stored and sent like requests; and what sockets receive.

Such a step is a request whose method is SOCKET: `socket` is how the scenario calls the connection, `act` is
`open`, `say` or `leave`. After every step of the scenario, a request or one of these, each open socket has
received all that it is going to; the answer carries it.
"""

import json
import shlex
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import requests
import schemathesis
from requests.structures import CaseInsensitiveDict

from hooks import transport
from hooks.sockets import PATH, Socket, Sockets, sockets

METHOD = "SOCKET"
OPERATION = "notification_socket"
# By socket: `frames`, parsed where they are JSON, and the `code` of its end, None while it is open.
Heard = dict[str, dict[str, Any]]


class Line:
    """The sockets of one scenario."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._all: Sockets | None = None
        self._named: dict[str, Socket] = {}

    def act(self, stored: Mapping[str, Any]) -> None:
        """Do what a stored step says.

        Raises:
            KeyError: it says something to a socket that nobody has opened.
        """
        name = stored["socket"]
        if self._all is None:
            self._all = self._stack.enter_context(sockets())
        match stored["act"]:
            case "open":
                self._named[name] = self._all.connect(stored["query"], stored["headers"])
            case "say":
                self._named[name].send(said(stored))
            case "leave":
                self._named.pop(name).leave()

    def heard(self) -> Heard:
        """Let everything happen, and return what has come to each socket since the last time."""
        if self._all is None:
            return {}
        self._all.settle()
        if self._all.cause is not None and transport.crashes.cause is None:
            transport.crashes.begin(self._all.cause)
        return {
            name: {"frames": [_parsed(frame) for frame in socket.news()], "code": socket.code}
            for name, socket in self._named.items()
        }

    def end(self) -> None:
        """Close every socket."""
        self._stack.close()


_lines: list[Line] = []


@contextmanager
def held() -> Iterator[Line]:
    """Provide a line for the requests of the block. Call it inside the transaction of the case."""
    line = Line()
    _lines.append(line)
    try:
        yield line
    finally:
        _lines.pop()
        line.end()


def send(stored: Mapping[str, Any]) -> schemathesis.Response:
    """Do a stored step; its answer shows what every socket has received."""
    transport.crashes.begin()
    _lines[-1].act(stored)
    sent = requests.PreparedRequest()
    sent.method, sent.url, sent.body = METHOD, f"http://localhost{stored['path']}", None
    sent.headers = CaseInsensitiveDict()
    heard = _lines[-1].heard()
    vars(sent)["heard"] = heard
    return schemathesis.Response(
        200, {"content-type": ["application/json"]}, json.dumps(heard).encode(), sent, 0.0, verify=False
    )


def listen(response: schemathesis.Response) -> None:
    """Put beside the answer to a request what it has made the sockets receive."""
    vars(response.request)["heard"] = _lines[-1].heard() if _lines else {}


def heard_with(response: schemathesis.Response) -> Heard:
    """Return what every socket has received by the end of a step."""
    found: Heard = vars(response.request).get("heard", {})
    return found


def step(socket: str, act: str, *, query: str = "", headers: Any = None, body: Any = None) -> dict[str, Any]:
    """Return a step as it is stored."""
    return {
        "operation": OPERATION,
        "method": METHOD,
        "path": PATH,
        "path_parameters": {},
        "query": query,
        "headers": dict(headers or {}),
        "body": body,
        "meta": None,
        "expect": {},
        "socket": socket,
        "act": act,
    }


def is_step(stored: Mapping[str, Any]) -> bool:
    """Whether a stored request is a step of a socket."""
    return bool(stored["method"] == METHOD)


def said(stored: Mapping[str, Any]) -> str:
    """Return the text of the frame that a step sends."""
    body = stored["body"]
    return json.dumps(body["json"]) if "json" in body else str(body["text"])


def told(stored: Mapping[str, Any]) -> str:
    """Return the command that opens a socket; what is done with it afterwards is told in words."""
    if stored["act"] == "open":
        query = f"?{stored['query']}" if stored["query"] else ""
        parts = ["curl", "--no-buffer", f"ws://localhost:8000{stored['path']}{query}"]
        for name, value in stored["headers"].items():
            parts += ["-H", f"{name}: {value}"]
        return f"{shlex.join(parts)}  # socket {stored['socket']}"
    words = "hang up" if stored["act"] == "leave" else f"send {said(stored)}"
    return f"# socket {stored['socket']}: {words}"


def _parsed(frame: str | bytes) -> Any:
    try:
        return json.loads(frame)
    except ValueError:
        return frame if isinstance(frame, str) else frame.decode("latin-1")
