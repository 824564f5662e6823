"""Part b, ours: the real fuzz tests with every check, in a process of their own."""

import argparse
import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from contract_tests import environment

environment.prepare()

from contract_tests.bench import floor  # noqa: E402 - the settings read the environment
from contract_tests.bench.cost import Cost, cpu_of, own_cpu, own_peak_rss_mib, since  # noqa: E402

_TESTS = Path(__file__).resolve().parent.parent / "tests" / "test_fuzz.py"
# Hypothesis is imported before pytest can rewrite its assertions; nobody reads them here.
_OPTIONS = (
    "-m",
    "contract",
    "-p",
    "contract_tests.report",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
)


class Meter:
    """Adds up what the tests themselves cost, and lets the floor send the same requests right after each."""

    def __init__(self, tap: Any, floor_: floor.Floor) -> None:
        self.tap, self.floor = tap, floor_
        self.tests = self.feeding = 0.0
        self.database: float | None = 0.0

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


def _backend_cpu() -> float | None:
    from django.db import connection

    raw = connection.connection
    return None if raw is None else cpu_of([raw.info.backend_pid])


def main() -> None:
    """Run the fuzz tests and write what they and the floor cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("result", type=Path)
    result: Path = parser.parse_args().result
    import django
    from django.core.checks import run_checks

    django.setup()
    run_checks()  # loads the routes, as `make contract` does before pytest turns warnings into errors
    from contract_tests.bench.recording import tapped
    from contract_tests.findings import JOURNAL
    from contract_tests.recorder import RECORDER

    with floor.running() as below, tapped() as tap:
        meter = Meter(tap, below)
        pytest.main([*_OPTIONS, str(_TESTS)], plugins=[meter])
        ours = Cost(
            cases=RECORDER.total,
            requests=tap.count,
            client=meter.tests,
            server=0.0,
            database=meter.database,
            start=own_cpu() - meter.tests - meter.feeding,
            peak_rss_mib=own_peak_rss_mib(),
        )
    written = {
        "ours": ours.document(),
        "floor": below.cost().document(),
        "same_answers": round(below.same_answers / max(below.cases, 1), 4),
        "findings": len(JOURNAL.findings),
    }
    result.write_text(json.dumps(written))


if __name__ == "__main__":
    main()
