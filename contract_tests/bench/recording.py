"""Requests as the application got them: counted, and kept so that the floor can send the very same ones."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hooks import transport


@dataclass(frozen=True, slots=True)
class Request:
    """One request; credentials in it are placeholders.

    Args:
        content: the body in Base64.
        status: what the application answered.
    """

    method: str
    path: str
    query: str
    headers: dict[str, str]
    content: str | None
    status: int


class Tap:
    """Where every request of the process passes."""

    def __init__(self, *, keep: bool) -> None:
        self.count = 0
        self.lines: list[str] | None = [] if keep else None


@contextmanager
def tapped(path: Path | None) -> Iterator[Tap]:
    """Count every request that the transport sends, and write it to `path` unless that is None."""
    send: Any = transport.send
    tap = Tap(keep=path is not None)

    def send_and_count(
        application: Any, method: str, url: str, query: str, headers: dict[str, str], content: bytes | None
    ) -> Any:
        tap.count += 1
        if tap.lines is None:
            return send(application, method, url, query, headers, content)
        sent = dict(headers)
        response = send(application, method, url, query, headers, content)
        body = None if content is None else base64.b64encode(content).decode()
        tap.lines.append(json.dumps(asdict(Request(method, url, query, sent, body, response.status_code))))
        return response

    transport.send = send_and_count
    try:
        yield tap
    finally:
        transport.send = send
        if path is not None and tap.lines is not None:
            path.write_text("".join(f"{line}\n" for line in tap.lines))


def recorded(path: Path) -> list[Request]:
    """Return the requests of a recording."""
    return [Request(**json.loads(line)) for line in path.read_text().splitlines()]
