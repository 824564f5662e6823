"""`make bench`: CPU for each test case: the floor, our fuzz phase and stock Schemathesis, interleaved in one run.

Never part of a verdict: it measures, and asserts nothing about time.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contract_tests import environment
from contract_tests.bench.cost import Cost
from contract_tests.bench.table import as_text, medians, ratios
from contract_tests.exported import operation_ids

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "reports" / "bench"
RESULT = ROOT / "reports" / "bench.json"
SEED = 20_260_101  # any number; the same requests in every round
# The same work for all three: nothing is throttled, and nobody pays for log lines.
SAME_FOR_ALL = {"THROTTLE_RATE": "1000000/min", "SECURITY_LOG_LEVEL": "CRITICAL"}


def main() -> int:
    """Measure, print the table and write reports/bench.json."""
    parser = argparse.ArgumentParser(prog="python -m contract_tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    os.chdir(ROOT)
    FOLDER.mkdir(parents=True, exist_ok=True)
    deployed = {**os.environ, "DJANGO_SETTINGS_MODULE": "crm.settings", "POSTGRES_CLUSTER": "test"}
    environment.prepare()
    os.environ.update(SAME_FOR_ALL, SEED=str(SEED))
    import django

    django.setup()
    from contract_tests.bench import stock
    from contract_tests.profiles import PROFILE

    parts: dict[str, Callable[[], Cost]] = {
        "floor": lambda: _part("floor", str(FOLDER / "requests.jsonl")),
        "ours": lambda: _part("fuzz"),
        "stock": lambda: stock.measure(
            dict(os.environ), FOLDER, max_examples=PROFILE.positive + PROFILE.negative, seed=SEED
        ),
    }
    _say(f"Recording the requests of our fuzz phase (seed {SEED}) ...")
    _part("fuzz", "--record", str(FOLDER / "requests.jsonl"))
    costs: dict[str, list[Cost]] = {name: [] for name in parts}
    for number in range(1, rounds + 1):
        for name, measure in parts.items():
            cost = measure()
            costs[name].append(cost)
            _say(f"round {number} of {rounds}: {name:<6} {cost.cases:>6} cases, {cost.case_ms:6.2f} ms CPU each")
    _say("Timing 200 pairs of refused logins ...")
    login = _run("login", deployed)
    result = {
        **{name: medians(each) for name, each in costs.items()},
        "ratios": ratios(costs),
        "login": login,
        "machine": _machine(),
        "operations": len(operation_ids()),
        "seed": SEED,
        "rounds": [
            {name: each[number].document() for name, each in costs.items()} for number in range(rounds)
        ],
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    _say(as_text(result))
    return 0


def _part(module: str, *arguments: str) -> Cost:
    """Run one part in a process of its own and return what it cost."""
    measured = _run(module, dict(os.environ), *arguments)
    return Cost(**{name: measured[name] for name in Cost.__slots__})


def _run(module: str, variables: dict[str, str], *arguments: str) -> dict[str, Any]:
    result, log = FOLDER / f"{module}.json", FOLDER / f"{module}.log"
    result.unlink(missing_ok=True)
    with log.open("w") as output:
        subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", f"contract_tests.bench.{module}", *arguments, str(result)],
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if not result.exists():
        raise SystemExit(f"{module} did not finish; see {log.relative_to(ROOT)}")
    measured: dict[str, Any] = json.loads(result.read_text())
    return measured


def _machine() -> dict[str, Any]:
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_average": round(os.getloadavg()[0], 2),
    }


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
