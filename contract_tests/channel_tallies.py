"""What a run has shown of the socket, held against what its published contract has."""

import os
from typing import Any

from contract_tests import asyncapi
from contract_tests.recorder import RECORDER

_EVERYTHING = "every_message_and_code_of_the_socket_is_shown"


def reachable_codes() -> list[int]:
    """Return the close codes that a client can bring about: all but the one of a server that has failed."""
    return [code for code in asyncapi.close_codes() if code != asyncapi.SERVER_FAILED]


def messages() -> list[str]:
    """Return every message of the contract, in both directions."""
    return [*asyncapi.client_messages(), *asyncapi.server_messages()]


def channel() -> dict[str, Any]:
    """Return the counts of the socket, for the summary."""
    shown = RECORDER.channel
    return {
        "opened": shown["frames opened"],
        "sent": shown["frames sent"],
        "received": shown["frames received"],
        "messages": {name: shown[f"message {name}"] for name in messages()},
        "error_codes": {code: shown[f"error {code}"] for code in asyncapi.error_codes()},
        "close_codes": {str(code): shown[f"close {code}"] for code in reachable_codes()},
    }


def told(counts: dict[str, Any]) -> list[str]:
    """Return the counts in words."""
    seen, errors, codes = counts["messages"], counts["error_codes"], counts["close_codes"]
    return [
        f"{counts['opened']} sockets, {counts['sent']} frames sent, {counts['received']} received",
        f"{sum(map(bool, seen.values()))} of {len(seen)} messages exercised, "
        f"{sum(map(bool, errors.values()))} of {len(errors)} error codes and "
        f"{sum(map(bool, codes.values()))} of {len(codes)} close codes seen",
    ]


def is_due(wanted: str | None) -> bool:
    """Whether this run had to show everything that a socket says."""
    tests = os.environ.get("TEST", "")
    return wanted is None and (not tests or "channel" in tests.split(","))


def faults() -> list[tuple[str, str]]:
    """Return what the whole run has not shown of the socket: check and sentence."""
    counts = channel()
    missing = [f"message {name}" for name, number in counts["messages"].items() if not number]
    missing += [f"error code {code}" for code, number in counts["error_codes"].items() if not number]
    missing += [f"close code {code}" for code, number in counts["close_codes"].items() if not number]
    return [(_EVERYTHING, f"never {', '.join(missing[:5])}: {len(missing)} in all")] if missing else []
