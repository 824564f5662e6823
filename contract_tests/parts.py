"""What one process of a run has shown, as a file: written by the part, read by the one that started it."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from contract_tests import profiles
from contract_tests.findings import JOURNAL, Finding
from contract_tests.recorder import RECORDER, Reach, Shown

_STATE = "part.json"


def write(*, complete: bool, errors: list[str]) -> None:
    """Write what RECORDER and JOURNAL hold in this process."""
    profiles.OWN_REPORTS.mkdir(parents=True, exist_ok=True)
    draft = profiles.OWN_REPORTS / f"{_STATE}.tmp"
    draft.write_text(json.dumps(_state(complete, errors)))
    draft.replace(profiles.OWN_REPORTS / _STATE)


def forget(folder: Path) -> None:
    """Remove the state that an earlier run left in `folder`."""
    (folder / _STATE).unlink(missing_ok=True)


def read(folder: Path) -> tuple[bool, list[str]] | None:
    """Add a part's state to RECORDER and JOURNAL; return whether it is complete and its engine errors.

    None when the part has written none: it died.
    """
    path = folder / _STATE
    if not path.exists():
        return None
    state = json.loads(path.read_text())
    RECORDER.by_test.update(state["by_test"])
    RECORDER.checks |= set(state["checks"])
    for name, one in state["operations"].items():
        shown = RECORDER.operations.setdefault(name, Shown())
        shown.cases += one["cases"]
        shown.edge += one["edge"]
        shown.expired += one["expired"]
        shown.statuses += Counter({int(status): number for status, number in one["statuses"].items()})
    for name, moves in state["stages"].items():
        getattr(RECORDER.stages, name).update(moves)
    for check, counts in state["meetings"].items():
        RECORDER.meetings.setdefault(check, Counter()).update(counts)
    RECORDER.money.update(state["money"])
    RECORDER.papers.update(state["papers"])
    RECORDER.channel.update(state["channel"])
    RECORDER.live.update(state["live"])
    RECORDER.inboxes.update(state["inboxes"])
    for phase, (valid, accepted) in state["reach"].items():
        reach = RECORDER.reach.setdefault(phase, Reach())
        reach.valid += valid
        reach.accepted += accepted
    for operation, check, number in state["excepted"]:
        JOURNAL.excepted[operation, check] = JOURNAL.excepted.get((operation, check), 0) + number
    for found in state["findings"]:
        stored = Finding.read(JOURNAL.folder / f"{found}.json")
        JOURNAL.findings[stored.id] = stored
    return bool(state["complete"]), list(state["errors"])


def _state(complete: bool, errors: list[str]) -> dict[str, Any]:
    return {
        "complete": complete,
        "errors": errors,
        "by_test": RECORDER.by_test,
        "checks": sorted(RECORDER.checks),
        "operations": {
            name: {
                "cases": shown.cases,
                "edge": shown.edge,
                "expired": shown.expired,
                "statuses": dict(shown.statuses),
            }
            for name, shown in RECORDER.operations.items()
        },
        "reach": {phase: [reach.valid, reach.accepted] for phase, reach in RECORDER.reach.items()},
        "stages": {name: sorted(moves) for name, moves in vars(RECORDER.stages).items()},
        "money": RECORDER.money,
        "papers": RECORDER.papers,
        "channel": RECORDER.channel,
        "live": RECORDER.live,
        "inboxes": RECORDER.inboxes,
        "meetings": RECORDER.meetings,
        "excepted": [[*entry, number] for entry, number in JOURNAL.excepted.items()],
        "findings": list(JOURNAL.findings),
    }
