"""Part b: the real fuzz tests with every check, in a process of its own: `python -m contract_tests.bench.fuzz`."""

import argparse
import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from contract_tests import environment

environment.prepare()

from contract_tests import profiles  # noqa: E402 - the settings read the environment
from contract_tests.bench.cost import Cost, cpu_of, own_cpu, own_peak_rss_mib, since  # noqa: E402

_TESTS = Path(__file__).resolve().parent.parent / "tests" / "test_fuzz.py"
# Hypothesis is imported before pytest can rewrite its assertions; nobody reads them here.
_OPTIONS = ("-m", "contract", "-p", "contract_tests.report", "-W", "ignore::pytest.PytestAssertRewriteWarning")


class Meter:
    """Adds up what the tests themselves cost; the rest of the process is start."""

    def __init__(self) -> None:
        self.tests = 0.0
        self.database: float | None = 0.0

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Measure one test of one operation: generation, requests, checks, shrinking."""
        backend, began = _backend_cpu(), own_cpu()
        try:
            return (yield)
        finally:
            self.tests += own_cpu() - began
            spent = since(backend, _backend_cpu())
            self.database = None if self.database is None or spent is None else self.database + spent


def _backend_cpu() -> float | None:
    from django.db import connection

    raw = connection.connection
    return None if raw is None else cpu_of([raw.info.backend_pid])


def main() -> None:
    """Run the fuzz tests and write their cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("result", type=Path)
    parser.add_argument("--record", type=Path, default=None, help="keep the requests; that costs, so do not measure then")
    arguments = parser.parse_args()
    # The reports of the last `make contract` stay as they are.
    profiles.REPORTS = arguments.result.parent / "contract"
    import django

    django.setup()
    from contract_tests.bench.recording import tapped
    from contract_tests.recorder import RECORDER

    meter = Meter()
    with tapped(arguments.record) as tap:
        pytest.main([*_OPTIONS, str(_TESTS)], plugins=[meter])
    cost = Cost(
        cases=RECORDER.total,
        requests=tap.count,
        client=meter.tests,
        server=0.0,
        database=meter.database,
        start=own_cpu() - meter.tests,
        peak_rss_mib=own_peak_rss_mib(),
    )
    arguments.result.write_text(json.dumps(cost.document()))


if __name__ == "__main__":
    main()
