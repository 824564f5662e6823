"""Say where the run is: one live line on a terminal, a plain line now and then elsewhere."""

import sys
import time
from typing import Any

from contract_tests.findings import JOURNAL
from contract_tests.recorder import RECORDER

SECONDS_BETWEEN_LINES = 10


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
        line = (
            f"{self.done}/{self.total} tests, {RECORDER.total} cases, {len(JOURNAL.findings)} findings, "
            f"{time.monotonic() - self._began:.0f} s: {test}"
        )
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
