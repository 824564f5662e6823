"""What a run has shown of notifications and sockets, held against what it should have."""

import os
from typing import Any

from contract_tests.model.telling import TYPES
from contract_tests.recorder import RECORDER

_EVERY_MOVE = "every_way_to_be_told_is_shown"
# What the walks do; each is accepted at least once, those that can be refused are.
MOVES = (
    "move an application",
    "upload a document",
    "hand an application over",
    "change the borrowers",
    "move a branch",
    "say what one wishes",
    "mark as read",
    "mark one",
    "remind",
    "ask to sign",
    "sign",
)
REFUSED = ("move an application", "upload a document", "ask to sign", "say what one wishes", "mark as read")
TOLD = TYPES
FRAMES = ("hello", "notification", "unread_count", "pong", "replay_done", "error")


def inboxes() -> dict[str, Any]:
    """Return the counts of moves about notifications, for the summary."""
    shown = RECORDER.inboxes
    return {
        "accepted": {move: shown[f"{move}: accepted"] for move in MOVES},
        "refused": {move: shown[f"{move}: refused"] for move in MOVES},
        "told": {kind: shown[f"told {kind}"] for kind in TOLD},
        "frames": {kind: shown[f"frame {kind}"] for kind in FRAMES},
        "sockets": shown["socket open"],
    }


def told(counts: dict[str, Any]) -> list[str]:
    """Return the counts in words."""
    accepted, refused = (sum(counts[word].values()) for word in ("accepted", "refused"))
    events = ", ".join(f"{number} {kind}" for kind, number in counts["told"].items())
    return [
        f"{accepted} moves accepted, {refused} refused, {counts['sockets']} sockets opened",
        f"people were told: {events}",
    ]


def is_due(wanted: str | None) -> bool:
    """Whether this run had to show everything that people are told."""
    tests = os.environ.get("TEST", "")
    return wanted is None and (not tests or "inboxes" in tests.split(","))


def faults() -> list[tuple[str, str]]:
    """Return what the whole run has not shown of notifications: check and sentence."""
    counts = inboxes()
    missing = [f"accepted {move}" for move in MOVES if not counts["accepted"][move]]
    missing += [f"refused {move}" for move in REFUSED if not counts["refused"][move]]
    missing += [f"told {kind}" for kind in TOLD if not counts["told"][kind]]
    missing += [f"frame {kind}" for kind in FRAMES if not counts["frames"][kind]]
    return [(_EVERY_MOVE, f"never {', '.join(missing[:5])}: {len(missing)} in all")] if missing else []
