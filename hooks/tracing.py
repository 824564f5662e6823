"""Code is traced while the application answers, and at no other time: what draws and judges is not measured.

A tracer makes all Python slower, and most of what runs in a contract run is not the application. Where no
coverage is measured, nothing happens here.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_tracers: list[Any] = []


@contextmanager
def answering() -> Iterator[None]:
    """Let coverage see the block; from the first block on it sees nothing else, until `resume`."""
    is_first = not _tracers
    if is_first:
        _tracers.append(_coverage())
    tracer = _tracers[0]
    if tracer is None or (sys.gettrace() is tracer and not is_first):  # a block within another one
        yield
        return
    sys.settrace(tracer)
    try:
        yield
    finally:
        sys.settrace(None)


def resume() -> None:
    """Let coverage see everything again: it says so when somebody else has taken its place at the end."""
    if _tracers and _tracers[0] is not None:
        sys.settrace(_tracers[0])


def _coverage() -> Any:
    tracer = sys.gettrace()
    return tracer if type(tracer).__module__.partition(".")[0] == "coverage" else None
