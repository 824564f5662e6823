"""Requests as the application got them, so that the floor can send the very same ones."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


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

    def __init__(self, send: Any, rollback_case: Any) -> None:
        self.count = 0
        self._kept: list[list[tuple[Any, ...]]] = []
        self._send, self._rollback_case = send, rollback_case

    @contextmanager
    def rollback_case(self, *arguments: Any, **options: Any) -> Iterator[None]:
        """Begin a transaction: what is sent in it belongs together."""
        self._kept.append([])
        with self._rollback_case(*arguments, **options):
            yield

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
        self._kept[-1].append((method, path, query, sent, content, response.status_code))
        return response

    def drain(self) -> list[list[Request]]:
        """Return the requests since the last call, those of one transaction together."""
        kept, self._kept = self._kept, [[]]
        return [
            [
                Request(method, path, query, headers, _text(content), status)
                for method, path, query, headers, content, status in transaction
            ]
            for transaction in kept
            if transaction
        ]


@contextmanager
def tapped() -> Iterator[Tap]:
    """Keep every request that the transport sends."""
    from hooks import isolation, transport  # the floor's process has no use for them

    tap = Tap(transport.send, isolation.rollback_case)
    originals: tuple[Any, Any] = tap._send, tap._rollback_case
    transport.send, isolation.rollback_case = tap.send, tap.rollback_case
    tap.drain()
    try:
        yield tap
    finally:
        transport.send, isolation.rollback_case = originals


def _text(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode()
