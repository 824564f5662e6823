"""The API's clock, moved forward for a request; and instants that are told from it.

A stored request carries `{{in:3600}}` for the instant an hour after it is sent, so that it replays for ever.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

CLOCK = "apps.kernel.clock.now"  # by name: the harness does not import the application
INSTANT = re.compile(r"\{\{in:(-?[0-9]{1,9})\}\}")
_forward: ContextVar[timedelta] = ContextVar("forward", default=timedelta(0))


def placeholder(seconds: int) -> str:
    """Return what a test case carries in place of an instant."""
    return f"{{{{in:{seconds}}}}}"


def resolve(text: str) -> str:
    """Replace every placeholder in `text` by its instant. Only the transport calls this."""
    return INSTANT.sub(_instant, text)


def _instant(found: re.Match[str]) -> str:
    return (datetime.now(UTC) + _forward.get() + timedelta(seconds=int(found.group(1)))).isoformat()


@contextmanager
def moved(seconds: int) -> Iterator[None]:
    """Move the clock forward for the block."""
    if not seconds:
        yield
        return
    forward = timedelta(seconds=seconds)
    token = _forward.set(forward)
    try:
        with mock.patch(CLOCK, _later(forward)):
            yield
    finally:
        _forward.reset(token)


def _later(forward: timedelta) -> Any:
    return lambda: datetime.now(UTC) + forward
