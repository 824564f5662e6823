"""What a run has shown of documents, signatures and notes, held against what it should have."""

import os
from typing import Any

from contract_tests.model import notes, registrar
from contract_tests.recorder import RECORDER

_EVERY_MOVE = "every_event_and_refusal_about_documents_is_shown"
MOVES = (
    "upload",
    "add a version",
    "describe",
    "delete",
    "generate",
    "ask to sign",
    "cancel",
    "sign",
    "decline",
    "write a note",
    "edit a note",
    "delete a note",
)
ENDS = ("completed", "declined", "cancelled", "expired")


def refusals() -> list[str]:
    """Return every code by which a rule about documents or notes refuses."""
    rules = {"documents": registrar.REFUSALS, "notes": notes.REFUSALS}
    return [f"{app}.{code}" for app, codes in rules.items() for code in codes.split()]


def papers() -> dict[str, Any]:
    """Return the counts of moves about documents, signatures and notes, for the summary."""
    shown = RECORDER.papers
    return {
        "accepted": {move: shown[f"{move}: accepted"] for move in MOVES},
        "refused": {move: shown[f"{move}: refused"] for move in MOVES},
        "ended": {end: shown[f"request {end}"] for end in ENDS},
        "bytes": shown["bytes compared"],
        "refusals": {
            "all": len(refusals()),
            "shown": sum(bool(shown[f"code {code}"]) for code in refusals()),
        },
    }


def told(counts: dict[str, Any]) -> list[str]:
    """Return the counts in words."""
    accepted, refused = (sum(counts[word].values()) for word in ("accepted", "refused"))
    codes = counts["refusals"]
    ends = ", ".join(f"{number} {end}" for end, number in counts["ended"].items())
    return [
        f"{accepted} moves accepted, {refused} refused by {codes['shown']} of {codes['all']} rules",
        f"{counts['bytes']} versions compared byte by byte; acts on requests that have ended: {ends}",
    ]


def is_due(wanted: str | None) -> bool:
    """Whether this run had to show everything that happens to documents."""
    tests = os.environ.get("TEST", "")
    return wanted is None and (not tests or "papers" in tests.split(","))


def faults() -> list[tuple[str, str]]:
    """Return what the whole run has not shown of documents: check and sentence."""
    counts = papers()
    missing = [
        f"{word} {move}" for word in ("accepted", "refused") for move in MOVES if not counts[word][move]
    ]
    missing += [f"request {end}" for end in ENDS if not counts["ended"][end]]
    missing += [f"refused by {code}" for code in refusals() if not RECORDER.papers[f"code {code}"]]
    missing += [] if counts["bytes"] else ["bytes compared"]
    return [(_EVERY_MOVE, f"never {', '.join(missing[:5])}: {len(missing)} in all")] if missing else []
