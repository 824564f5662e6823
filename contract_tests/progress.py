"""Say where the run is: one live line on a terminal, a plain line now and then elsewhere."""

import json
import os
import sys
import time
from typing import Any

from contract_tests import profiles
from contract_tests.environment import ENGINE
from contract_tests.findings import JOURNAL
from contract_tests.recorder import RECORDER

SECONDS_BETWEEN_LINES = 10
SECONDS_BETWEEN_REPORTS = 0.3


class Progress:
    """The live line. Writes to the real standard output: pytest holds the other one."""

    def __init__(self) -> None:
        self.total = 0
        self.done = 0
        self._began = self._last = time.monotonic()
        self._status: Any = None

    def begin(self, total: int) -> None:
        """Start, with the number of tests to come."""
        self.total = total
        if sys.__stdout__ is not None and sys.__stdout__.isatty():
            from rich.console import Console

            self._status = Console(file=sys.__stdout__).status("collecting")
            self._status.start()

    def at(self, test: str) -> None:
        """Show the test in hand."""
        self.show(
            done=self.done,
            total=self.total,
            cases=RECORDER.total,
            findings=len(JOURNAL.findings),
            test=test,
        )

    def show(self, *, done: int, total: int, cases: int, findings: int, test: str) -> None:
        """Show numbers and the test in hand."""
        seconds = time.monotonic() - self._began
        line = f"{done}/{total} tests, {cases} cases, {findings} findings, {seconds:.0f} s: {test}"
        if self._status is not None:
            self._status.update(line)
        elif time.monotonic() - self._last >= SECONDS_BETWEEN_LINES:
            self._last = time.monotonic()
            self.say(line)

    def end(self) -> None:
        """Take the live line away."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def say(self, text: str) -> None:
        """Print a line that stays."""
        out = sys.__stdout__
        if out is not None:
            out.write(text + "\n")
            out.flush()


class Relay(Progress):
    """Tells the process that started this part, one JSON object a line; it shows the live line."""

    def begin(self, total: int) -> None:
        """Start, with the number of tests to come."""
        self.total = total

    def show(self, *, done: int, total: int, cases: int, findings: int, test: str) -> None:
        """Report numbers and the test in hand, not too often."""
        if time.monotonic() - self._last >= SECONDS_BETWEEN_REPORTS or done in (0, total):
            self._last = time.monotonic()
            self._tell({"done": done, "total": total, "cases": cases, "findings": findings, "test": test})

    def say(self, text: str) -> None:
        """Report a line that stays."""
        self._tell({"say": text})

    def _tell(self, what: dict[str, Any]) -> None:
        try:
            super().say(json.dumps(what))
        except BrokenPipeError:
            os._exit(ENGINE)  # killed: nobody waits for this part any more


def progress() -> Progress:
    """Return what this process shows itself with."""
    return Relay() if profiles.PART else Progress()
