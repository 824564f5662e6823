"""The sockets of a test case, in process: the whole ASGI application, on a loop that never waits.

The loop stops as soon as nothing moves any more. What the application asks of the database is done between
two turns of the loop: in the caller's thread, on its connection, so inside the transaction of the test case,
which is rolled back; and each piece is committed as far as `isolation` does that. No thread, no sleep: the
same steps give the same frames, and silence is known for certain.
"""

import asyncio
import logging
import selectors
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Any
from unittest import mock
from urllib.parse import unquote

from asgiref.sync import SyncToAsync
from django.test.utils import override_settings

from hooks import auth, isolation, tracing

PATH = "/ws/notifications/"
PROTOCOL = "Sec-WebSocket-Protocol"
TIME_LIMIT_SECONDS = 20
_MEMORY = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


class Hanging(Exception):
    """The application is still busy after a time in which it could have answered hundreds of frames."""


class _Selector(selectors.DefaultSelector):
    """Ends the loop's turn where it would wait."""

    idle: Callable[[], None]
    deadline = float("inf")

    def select(self, timeout: float | None = None) -> Any:
        """Return what is there already; tell when the loop would have waited for more."""
        if timeout is None or timeout > 0:
            self.idle()
        if time.process_time() > self.deadline:
            raise Hanging(f"still busy after {TIME_LIMIT_SECONDS} s of CPU")
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    """A loop that leaves work for threads to whoever runs it, and whose clock can be moved forward."""

    def __init__(self) -> None:
        self.forward = 0.0
        self.work: deque[tuple[asyncio.Future[Any], Callable[[], Any]]] = deque()
        self.turn_ends = _Selector()
        self.turn_ends.idle = self.stop
        super().__init__(self.turn_ends)

    def time(self) -> float:
        """Return the loop's clock: seconds, which go by only when they are let go by."""
        return self.forward

    def run_in_executor(  # type: ignore[override] # nothing here knows its type
        self, executor: Any, func: Any, *args: Any
    ) -> Any:
        """Put work aside until the turn has ended."""
        future = self.create_future()
        self.work.append((future, lambda: func(*args)))
        return future


class Socket:
    """One socket of a client.

    Attributes:
        frames: what the server has sent so far, in its order: text, or bytes of a binary frame.
        accepted: whether it was accepted; `protocol` is what the server has chosen then.
        code: with which the server has closed; None while it has not.
        failed: what has escaped the application.
        stray: events that came when none may come: before it was accepted, or after it was closed.
    """

    def __init__(self, sockets: "Sockets", scope: dict[str, Any], number: int) -> None:
        self.number = number
        self.frames: list[str | bytes] = []
        self.accepted = False
        self.protocol: str | None = None
        self.code: int | None = None
        self.failed: BaseException | None = None
        self.stray: list[str] = []
        self._left = False
        self._seen = 0
        self._sockets, self._scope = sockets, scope
        self._inbound: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._reading = asyncio.Event()
        self._reading.set()
        self._inbound.put_nowait({"type": "websocket.connect"})
        self._task = sockets.loop.create_task(self._serve())

    @property
    def is_open(self) -> bool:
        """Whether frames can still go both ways."""
        return self.accepted and self.code is None and not self._left and not self._task.done()

    def send(self, text: str | None = None, data: bytes | None = None) -> None:
        """Hand one frame to the server; placeholders in text become secrets. It acts in `Sockets.settle`."""
        frame = {"bytes": data} if text is None else {"text": auth.resolve(text) if "{{" in text else text}
        self._inbound.put_nowait({"type": "websocket.receive", **frame})

    def news(self) -> list[str | bytes]:
        """Return the frames that came since the last time."""
        since, self._seen = self._seen, len(self.frames)
        return self.frames[since:]

    def stall(self) -> None:
        """Stop reading: what the server sends from now on waits."""
        self._reading.clear()

    def read_again(self) -> None:
        """Read again."""
        self._reading.set()

    def leave(self, code: int = 1000) -> None:
        """Close from this side, as a browser does that is closed itself."""
        if self.is_open:
            self._left = True
            self._reading.set()
            self._inbound.put_nowait({"type": "websocket.disconnect", "code": code})

    async def _serve(self) -> None:
        try:
            await self._sockets.application(self._scope, self._inbound.get, self._take)
        except Exception as escaped:
            self.failed = escaped
            self._sockets.cause = self._sockets.cause or escaped

    async def _take(self, event: dict[str, Any]) -> None:
        await self._reading.wait()
        if self._left:
            raise OSError("the client has gone")  # as servers do
        kind = event["type"]
        if self.code is not None or (kind == "websocket.send" and not self.accepted):
            self.stray.append(kind)
        elif kind == "websocket.accept":
            self.accepted, self.protocol = True, event.get("subprotocol")
        elif kind == "websocket.close":
            self.code = int(event.get("code", 1000))
        else:
            text = event.get("text")
            self.frames.append(event["bytes"] if text is None else text)


class Sockets(logging.Handler):
    """All sockets of one test case. Made by `sockets`; not for several threads.

    Attributes:
        cause: the first exception that the application has logged or let escape.
    """

    def __init__(self, application: Any) -> None:
        super().__init__(logging.ERROR)
        self.application = application
        self.loop = _Loop()
        self.cause: BaseException | None = None
        self.all: list[Socket] = []
        self._clock, self._forward = time.time, 0.0

    def connect(self, query: str = "", headers: Mapping[str, str] | None = None, path: str = PATH) -> Socket:
        """Open a socket, and let the server answer.

        Args:
            query: as in the address, percent-encoded, with placeholders.
            headers: with placeholders; sub-protocols are a header, as on the wire.

        Raises:
            Hanging: the server does not come to rest.
        """
        given = {name: auth.resolve(value) for name, value in (headers or {}).items()}
        offered = given.get(PROTOCOL, "")
        scope = {
            "type": "websocket",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "scheme": "ws",
            "path": unquote(path),
            "raw_path": path.encode("latin-1"),
            "root_path": "",
            "query_string": auth.resolve(query).encode("latin-1"),
            "headers": [
                (b"host", b"localhost"),
                *((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in given.items()),
            ],
            "client": ("127.0.0.1", 50_000),
            "server": ("localhost", 80),
            "subprotocols": [one.strip() for one in offered.split(",")] if offered else [],
        }
        socket = Socket(self, scope, len(self.all))
        self.all.append(socket)
        self.settle()
        return socket

    def settle(self) -> None:
        """Let the application act until nothing moves any more.

        Raises:
            Hanging: that never comes.
        """
        with mock.patch("time.time", self._time), tracing.answering():
            self._settle()

    def _time(self) -> float:
        return self._clock() + self._forward

    def _settle(self) -> None:
        self.loop.turn_ends.deadline = time.process_time() + TIME_LIMIT_SECONDS
        while True:
            self.loop.run_forever()
            if not self.loop.work:
                return
            future, work = self.loop.work.popleft()
            try:
                with isolation.request_savepoint():
                    try:
                        result = work()
                    finally:
                        # What runs now, or in the next request, would wait for this loop, which waits for it.
                        SyncToAsync.threadlocal.main_event_loop = None
                    isolation.commit_as_production_would()
            except BaseException as raised:
                if not isinstance(raised, Exception):
                    raise
                if not future.done():
                    future.set_exception(raised)
            else:
                if not future.done():
                    future.set_result(result)

    def pass_time(self, seconds: float) -> None:
        """Let time go by: for what waits on the loop, and for the clock that sockets look at.

        Raises:
            Hanging: the application does not come to rest.
        """
        self._forward += seconds
        self.loop.forward += seconds
        self.settle()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the first exception that the application logs: a socket that fails says no more than 1011."""
        if record.exc_info and self.cause is None:
            self.cause = record.exc_info[1]

    def end(self) -> None:
        """Close every socket, and the loop."""
        for socket in self.all:
            socket.leave()
        with suppress(Hanging):
            self.settle()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        with suppress(Hanging):
            self.settle()
        self.loop.close()


@contextmanager
def sockets(application: Any = None) -> Iterator[Sockets]:
    """Provide a client of the ASGI application; every socket is closed at the end.

    Call it inside `isolation.rollback_case`, or where what it does may be committed. The channel layer is one
    of its own, in memory.
    """
    if application is None:
        with tracing.answering():  # its modules are imported here first
            from crm.asgi import application
    with ExitStack() as stack:
        stack.enter_context(override_settings(CHANNEL_LAYERS=_MEMORY))
        # It would close the connection that holds the transaction of the case.
        stack.enter_context(mock.patch("channels.db.close_old_connections"))
        made = Sockets(application)
        logger = logging.getLogger("crm")
        logger.addHandler(made)
        stack.callback(logger.removeHandler, made)
        stack.callback(made.end)
        yield made


def opening(actor: str, variant: str = auth.GOOD, *, by: str = "query") -> tuple[str, dict[str, str]]:
    """Return query and headers with which `actor` opens a socket, with placeholders.

    Args:
        variant: of the token; see `hooks.auth.BAD`.
        by: query or protocol.
    """
    token = auth.placeholder("access", actor, variant)
    return (f"token={token}", {}) if by == "query" else ("", {PROTOCOL: f"bearer, {token}"})
