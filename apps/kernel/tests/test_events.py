"""Events reach who has subscribed, at once, and each handler once."""

from dataclasses import dataclass

from apps.kernel import events


@dataclass(frozen=True, slots=True)
class _Happened:
    number: int


def test_an_event_reaches_each_handler_once():
    heard = []
    events.subscribe(_Happened, heard.append)
    events.subscribe(_Happened, heard.append)
    try:
        events.publish(_Happened(1))
    finally:
        events._handlers.pop(_Happened)
    assert heard == [_Happened(1)]
