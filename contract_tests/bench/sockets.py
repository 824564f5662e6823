"""How soon a stage change reaches every recipient's socket on real servers, and whether anything is lost.

Time is shown only. A notification that is lost, doubled or out of order by the law of `seq` ends the bench.
"""

import asyncio
import json
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from hooks import auth, files, forms
from hooks.names import identifier
from hooks.sockets import PATH

SOCKETS = 200
MESSAGES = 1_000
RECIPIENTS = ("bdm", "broker", "borrower")
APPLICATION = str(identifier("application/inquiry"))
_AT_ONCE = 20  # sockets that are being opened
_LISTENING = 5  # sockets of each recipient while the thousand are sent
_PATIENCE = 120  # seconds


class Lost(RuntimeError):
    """A socket has not received what its owner was told, once and in order."""


@dataclass
class Listener:
    """One socket, and when which number came."""

    wire: ClientConnection
    seq: int
    came: list[tuple[int, float]] = field(default_factory=list)

    async def hear(self, number: int) -> None:
        """Receive so many notifications.

        Raises:
            Lost: they do not come, or others do.
        """
        for _ in range(number):
            try:
                while (frame := json.loads(await self.wire.recv()))["type"] != "notification":
                    pass
            except ConnectionClosed as closed:
                raise Lost(f"closed after {len(self.came)} notifications: {closed}") from None
            self.came.append((int(frame["seq"]), time.perf_counter()))
            if self.came[-1][0] != self.seq + 1:
                raise Lost(f"number {self.came[-1][0]} came after {self.seq}")
            self.seq += 1


def main() -> None:
    """Measure both channel layers, and write the figures."""
    import django

    django.setup()
    from contract_tests import stack, world

    figures: dict[str, Any] = {}
    count = int(os.environ.get("SOCKETS") or SOCKETS)
    with world.seeded():
        for layer in stack.SERVERS:
            with stack.running(layer, SOCKETS_PER_USER=str(count)) as servers:
                figures[layer] = asyncio.run(_measured(servers.addresses, count))
    Path(os.environ["BENCH_RESULT"]).write_text(json.dumps(figures))


async def _measured(addresses: Sequence[str], count: int) -> dict[str, Any]:
    began, places = time.perf_counter(), cycle(addresses)
    gate = asyncio.Semaphore(_AT_ONCE)
    listeners = await asyncio.gather(
        *(_opened(gate, next(places), RECIPIENTS[number % len(RECIPIENTS)]) for number in range(count))
    )
    opened = time.perf_counter() - began
    try:
        began = time.perf_counter()
        hearing = [asyncio.ensure_future(each.hear(1)) for each in listeners]
        await asyncio.to_thread(_move, addresses[-1])
        answered = time.perf_counter() - began
        await _all(hearing)
        waits = [each.came[0][1] - began for each in listeners]
        few, rest = listeners[: _LISTENING * len(RECIPIENTS)], listeners[_LISTENING * len(RECIPIENTS) :]
        await asyncio.gather(*(each.wire.close() for each in rest))
        writes = -(-MESSAGES // len(RECIPIENTS))
        began = time.perf_counter()
        hearing = [asyncio.ensure_future(each.hear(writes)) for each in few]
        await asyncio.to_thread(_upload, addresses, writes)
        sent = time.perf_counter() - began
        await _all(hearing)
        heard = time.perf_counter() - began
    finally:
        await asyncio.gather(*(each.wire.close() for each in listeners))
    return {
        "servers": len(addresses),
        "sockets": count,
        "opened_s": round(opened, 2),
        "move_answered_ms": round(1000 * answered, 1),
        "move_heard_median_ms": round(1000 * statistics.median(waits), 1),
        "move_heard_last_ms": round(1000 * max(waits), 1),
        "messages": writes * len(RECIPIENTS),
        "listeners": len(few),
        "received": sum(len(each.came) - 1 for each in few),
        "sent_s": round(sent, 2),
        "heard_s": round(heard, 2),
    }


async def _opened(gate: asyncio.Semaphore, address: str, user: str) -> Listener:
    query = urlencode({"token": auth.resolve(auth.placeholder("access", user))})
    async with gate:
        wire = await connect(
            f"ws://{address}{PATH}?{query}",
            proxy=None,
            open_timeout=_PATIENCE,
            ping_interval=None,
            max_queue=None,
        )
        hello = json.loads(await asyncio.wait_for(wire.recv(), _PATIENCE))
    return Listener(wire, int(hello["seq"]))


async def _all(hearing: "Sequence[asyncio.Future[None]]") -> None:
    try:
        await asyncio.wait_for(asyncio.gather(*hearing), _PATIENCE)
    except TimeoutError:
        raise Lost(f"something has not come within {_PATIENCE} s") from None


# --- what tells -----------------------------------------------------------------------------------------
def _move(address: str) -> None:
    body = json.dumps({"to": "withdrawn", "comment": "To be measured"}).encode()
    _post(address, f"/applications/{APPLICATION}/transitions/", body, "application/json")


def _upload(addresses: Sequence[str], number: int) -> None:
    """Upload so many documents that everybody may read: each tells every recipient."""
    places = cycle(addresses)
    for each in range(number):
        file = files.sample(files.PDF, f"measured {each}")
        parts = {
            "type": "other",
            "audience": "shared",
            "title": f"Measured {each}",
            "application_id": APPLICATION,
        }
        body = forms.encoded([*parts.items(), ("file", file)])
        _post(next(places), "/documents/", body, forms.CONTENT_TYPE)


def _post(address: str, path: str, body: bytes, content_type: str) -> None:
    headers = {"Authorization": auth.resolve(auth.authorization("admin") or ""), "Content-Type": content_type}
    connection = HTTPConnection(address, timeout=_PATIENCE)
    try:
        connection.request("POST", f"/api/v1{path}", body, headers)
        answer = connection.getresponse()
        shown = answer.read()
    finally:
        connection.close()
    if answer.status >= 300:
        raise SystemExit(f"POST {path} was answered {answer.status}: {shown[:300]!r}")


if __name__ == "__main__":
    main()
