"""Count what the walks have shown of notifications and sockets."""

from collections.abc import Iterable
from typing import Any

from contract_tests.model.telling import Notice
from contract_tests.recorder import RECORDER


def moved(word: str, accepted: bool) -> None:
    """A move was answered as it must be."""
    RECORDER.inboxes[f"{word}: {'accepted' if accepted else 'refused'}"] += 1


def told(notices: Iterable[Notice]) -> None:
    """People were told of this."""
    for notice in notices:
        if notice.to:
            RECORDER.inboxes[f"told {notice.type}"] += 1


def acted(act: str, hears: Any) -> None:
    """A socket was used, and all of them have received what they must."""
    RECORDER.inboxes[f"socket {act}"] += 1
    for heard in hears.values():
        for frame in heard["frames"]:
            RECORDER.inboxes[f"frame {frame[0]}"] += 1
