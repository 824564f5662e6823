"""Requests as the application got them, so that the floor can send the very same ones."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hooks import transport


@dataclass(frozen=True, slots=True)
class Request:
    """One request; credentials in it are placeholders.

    Args:
        content: the body in Base64; None without one.
        status: what the application answered.
    """

    method: str
    path: str
    query: str
    headers: dict[str, str]
    content: str | None
    status: int


class Tap:
    """Every request of the process passes here. Keeping them is cheap, so that it does not distort."""

    def __init__(self) -> None:
        self.count = 0
        self._kept: list[tuple[Any, ...]] = []
        self._send: Any = transport.send

    def send(
        self,
        application: Any,
        method: str,
        path: str,
        query: str,
        headers: dict[str, str],
        content: bytes | None,
    ) -> Any:
        """Send a request and keep it."""
        sent = dict(headers)
        response = self._send(application, method, path, query, headers, content)
        self.count += 1
        self._kept.append((method, path, query, sent, content, response.status_code))
        return response

    def drain(self) -> list[Request]:
        """Return the requests since the last call."""
        kept, self._kept = self._kept, []
        return [
            Request(method, path, query, headers, _text(content), status)
            for method, path, query, headers, content, status in kept
        ]


@contextmanager
def tapped() -> Iterator[Tap]:
    """Keep every request that the transport sends."""
    tap = Tap()
    original: Any = transport.send
    transport.send = tap.send
    try:
        yield tap
    finally:
        transport.send = original


def _text(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode()
