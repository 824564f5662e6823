"""`make bench`: CPU for each test case of the floor, our fuzz phase and stock Schemathesis, interleaved.

And of the API: the longest schedule beside a bare loop, the queries of a page; how soon sockets of real
servers hear what happens; reports, lists and searches on two drawn books, beside statements written by hand.

Never part of a verdict: it measures, and asserts nothing about time.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

from contract_tests import environment
from contract_tests.bench.cost import Cost
from contract_tests.bench.meter import RESULT as RESULT_VARIABLE
from contract_tests.bench.table import as_text, medians, ratios
from contract_tests.exported import operation_ids

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "reports" / "bench"
RESULT = ROOT / "reports" / "bench.json"
SEED = 20_260_101  # any number; the same requests in every round
_SAME_ANSWERS = 0.99
# The same work for all three: nothing is throttled, and nobody pays for log lines.
SAME_FOR_ALL = {"THROTTLE_RATE": "1000000/min", "SECURITY_LOG_LEVEL": "CRITICAL"}
# The reports and the stored failures of the last `make contract` stay as they are.
APART = {"REPORTS_DIR": "reports/bench/contract", "HYPOTHESIS_DIR": "reports/bench/hypothesis"}


def main() -> int:
    """Measure, print the table and write reports/bench.json."""
    parser = argparse.ArgumentParser(prog="python -m contract_tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--books", action="store_true", help="only reports and lists, on both books")
    options = parser.parse_args()
    rounds = options.rounds
    os.chdir(ROOT)
    FOLDER.mkdir(parents=True, exist_ok=True)
    deployed = {"DJANGO_SETTINGS_MODULE": "crm.settings", "POSTGRES_CLUSTER": "test", **os.environ}
    environment.prepare()
    os.environ.update(SAME_FOR_ALL, **APART, SEED=str(SEED))
    import django

    django.setup()
    from contract_tests.bench import books, stock
    from contract_tests.profiles import PROFILE

    if options.books:
        drawn = books.measure(_run_aloud, _say)
        (FOLDER / "books.json").write_text(json.dumps(drawn, indent=2) + "\n")
        _say("\n".join(books.as_text(drawn)))
        return 0
    cases = PROFILE.positive + PROFILE.negative
    costs: dict[str, list[Cost]] = {"floor": [], "ours": [], "stock": []}
    for number in range(1, rounds + 1):
        floor, ours = _fuzz()
        measured = {
            "floor": floor,
            "ours": ours,
            "stock": stock.measure(dict(os.environ), FOLDER, max_examples=cases, seed=SEED),
        }
        for name, cost in measured.items():
            costs[name].append(cost)
            _say(f"round {number} of {rounds}: {name:<6} {cost.cases:>6} cases, {cost.case_ms:6.2f} ms each")
    _say("Timing 200 pairs of refused logins ...")
    login = _run("contract_tests.bench.login", deployed)
    _say("Timing the longest schedule ...")
    calculator = _run("contract_tests.bench.calculator", {**os.environ, **SAME_FOR_ALL})
    _say("Measuring reports and lists on two books ...")
    drawn = books.measure(_run_aloud, _say)
    _say("Opening sockets on real servers ...")
    sockets = _run("contract_tests.bench.sockets", {**os.environ, **SAME_FOR_ALL})
    result = {
        **{name: medians(each) for name, each in costs.items()},
        "ratios": ratios(costs),
        "login": login,
        "calculator": calculator,
        "books": drawn,
        "sockets": sockets,
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


def _fuzz() -> tuple[Cost, Cost]:
    """Run our fuzz phase and the floor, which take turns after each test."""
    run = {"TEST": "fuzz", "PYTEST_ADDOPTS": "-p contract_tests.bench.meter"}
    measured = _run("contract_tests", {**os.environ, **run})
    if measured["findings"]:
        _say(f"  {measured['findings']} findings: shrinking them is part of the figure. See: make contract")
    if measured["same_answers"] < _SAME_ANSWERS:
        _say(f"  only {measured['same_answers']:.0%} of the floor's answers have the recorded status")
    floor, ours = (
        Cost(**{name: measured[part][name] for name in Cost.__slots__}) for part in ("floor", "ours")
    )
    return floor, ours


def _run_aloud(module: str, variables: dict[str, str]) -> dict[str, Any]:
    """Run a module that says on its standard error how far it is."""
    return _run(module, {**variables, **SAME_FOR_ALL}, errors=None)


def _run(module: str, variables: dict[str, str], *, errors: int | None = subprocess.STDOUT) -> dict[str, Any]:
    """Run a module in a process of its own and return the figures it wrote."""
    name = module.rpartition(".")[2]
    result, log = FOLDER / f"{name}.json", FOLDER / f"{name}.log"
    result.unlink(missing_ok=True)
    with log.open("w") as output:
        subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", module],
            env={**variables, RESULT_VARIABLE: str(result)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
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
