"""Facts that an app publishes and apps above it hear: how a lower app reaches up without an import."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Event = TypeVar("Event")
_handlers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(kind: type[Event], handler: Callable[[Event], None]) -> None:
    """Have `handler` called with every event of `kind`; an app does it in its apps.py. Twice counts once."""
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


def publish(event: object) -> None:
    """Call the handlers of the event at once: in the publisher's transaction, so all of it or none."""
    for handler in _handlers[type(event)]:
        handler(event)
