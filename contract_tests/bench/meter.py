"""Part b, ours: a pytest plugin that measures the contract run from inside, and changes nothing about it.

`make bench` starts the run as `make contract TEST=fuzz` does, with `-p contract_tests.bench.meter`.
"""

import json
import os
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from contract_tests.bench import floor
from contract_tests.bench.cost import Cost, cpu_of, own_cpu, own_peak_rss_mib, since

RESULT = "BENCH_RESULT"  # environment variable: where the figures go


class Meter:
    """Adds up what the tests themselves cost, and lets the floor send the same requests right after each."""

    def __init__(self) -> None:
        self.tests = self.feeding = 0.0
        self.database: float | None = 0.0
        self._open = ExitStack()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Start the floor; from here on every request is kept for it."""
        from contract_tests.bench.recording import tapped

        self.floor = self._open.enter_context(floor.running())
        self.tap = self._open.enter_context(tapped())

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Measure one test of one operation: generation, requests, checks, shrinking."""
        self.tap.drain()
        backend, began = _backend_cpu(), own_cpu()
        try:
            return (yield)
        finally:
            ended = own_cpu()
            self.tests += ended - began
            spent = since(backend, _backend_cpu())
            self.database = None if self.database is None or spent is None else self.database + spent
            self.floor.send(self.tap.drain())
            self.feeding += own_cpu() - ended

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self, config: pytest.Config) -> None:
        """Write the figures."""
        from contract_tests.findings import JOURNAL
        from contract_tests.recorder import RECORDER

        self._open.close()
        ours = Cost(
            cases=RECORDER.total,
            requests=self.tap.count,
            client=self.tests,
            server=0.0,
            database=self.database,
            start=own_cpu() - self.tests - self.feeding,
            peak_rss_mib=own_peak_rss_mib(),
        )
        written = {
            "ours": ours.document(),
            "floor": self.floor.cost().document(),
            "same_answers": round(self.floor.same_answers / max(self.floor.cases, 1), 4),
            "findings": len(JOURNAL.findings),
        }
        Path(os.environ[RESULT]).write_text(json.dumps(written))


def _backend_cpu() -> float | None:
    from django.db import connection

    raw = connection.connection
    return None if raw is None else cpu_of([raw.info.backend_pid])


def pytest_configure(config: pytest.Config) -> None:
    """Join the run."""
    config.pluginmanager.register(Meter(), "bench-meter")
