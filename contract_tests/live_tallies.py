"""What a run has shown of sockets on real servers, held against what its published contract has."""

import os
from typing import Any

from contract_tests import channel_tallies
from contract_tests.recorder import RECORDER

LAYERS = ("memory", "redis")
# What a scenario without waiting brings about: no token expires in it, and nobody stops reading.
CODES = (4400, 4401, 4403, 4429)
_EVERYTHING = "every_message_is_shown_by_real_servers"


def live() -> dict[str, Any]:
    """Return the counts of the sockets of real servers, by channel layer, for the summary."""
    return {layer: _of(layer) for layer in LAYERS}


def _of(layer: str) -> dict[str, Any]:
    shown, closed = RECORDER.live, f"{layer}: close "
    return {
        **{what: shown[f"{layer}: {what}"] for what in ("opened", "sent", "received")},
        "messages": {name: shown[f"{layer}: message {name}"] for name in channel_tallies.messages()},
        "close_codes": {
            name.removeprefix(closed): number
            for name, number in sorted(shown.items())
            if name.startswith(closed)
        },
    }


def told(counts: dict[str, Any]) -> list[str]:
    """Return the counts in words, a line for each layer that was tried."""
    lines = []
    for layer, one in counts.items():
        if one["opened"]:
            seen = one["messages"]
            lines.append(
                f"{layer}: {one['opened']} sockets, {one['sent']} frames sent, {one['received']} received, "
                f"{sum(map(bool, seen.values()))} of {len(seen)} messages, "
                f"closed by {', '.join(one['close_codes']) or 'nobody'}"
            )
    return lines


def is_due(wanted: str | None) -> bool:
    """Whether this run had to try real servers with each layer."""
    tests = os.environ.get("TEST", "")
    return wanted is None and (not tests or "live_channel" in tests.split(","))


def faults() -> list[tuple[str, str]]:
    """Return what the whole run has not shown of real servers: check and sentence."""
    found = []
    for layer, one in live().items():
        missing = [f"message {name}" for name, number in one["messages"].items() if not number]
        missing += [f"close code {code}" for code in CODES if str(code) not in one["close_codes"]]
        if missing:
            found.append((_EVERYTHING, f"{layer}: never {', '.join(missing[:5])}: {len(missing)} in all"))
    return found
