"""Part c, stock: the Schemathesis command line as it comes, against gunicorn on a socket."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil

from contract_tests.bench import server
from contract_tests.bench.cost import Cost, cpu_of, since
from contract_tests.exported import SCHEMA

_TOKEN_VARIABLE = "BENCH_TOKEN"  # noqa: S105 - a name
_CASES = re.compile(r"(\d+) generated")
# Only the credential; every other setting is the tool's own default.
_CONFIG = f'headers = {{ Authorization = "Bearer ${{{_TOKEN_VARIABLE}}}" }}\n'


class StockFailed(RuntimeError):
    """Schemathesis made no test case; the message says where to look."""


def measure(environment: dict[str, str], folder: Path, *, max_examples: int, seed: int) -> Cost:
    """Run stock Schemathesis once, with an admin's token.

    Args:
        environment: of the server.
        folder: where the logs go.
        max_examples: for each operation.

    Raises:
        StockFailed: nothing was measured.
    """
    requests = folder / "stock-access.log"
    with server.own_database(environment) as with_database, server.running(with_database, requests) as api:
        # A phase without a single case: what it takes to start, load the schema and end.
        _, start, _ = _run(api.url, folder, ["--phases", "examples"])
        before, database = cpu_of(api.processes()), cpu_of(server.backends())
        options = ["--phases", "fuzzing", "--max-examples", str(max_examples), "--seed", str(seed)]
        output, used, peak = _run(api.url, folder, options)
        after, database_after = cpu_of(api.processes()), cpu_of(server.backends())
        peak = max(peak, *(psutil.Process(each).memory_info().rss / 2**20 for each in api.processes()))
    spent, found = since(before, after), _CASES.search(output)
    if spent is None or found is None:
        raise StockFailed("Stock Schemathesis made no test case; see reports/bench/stock.log")
    return Cost(
        cases=int(found.group(1)),
        requests=len(requests.read_text().splitlines()),
        client=used - start,
        server=spent,
        database=since(database, database_after),
        start=start,
        peak_rss_mib=peak,
    )


def _run(url: str, folder: Path, options: list[str]) -> tuple[str, float, float]:
    """Run `st run` and return its output, CPU seconds and peak size in MiB."""
    from hooks import auth
    from hooks.redaction import redact

    # Away from this repository, so that neither its configuration nor its database of failures is found.
    with tempfile.TemporaryDirectory() as elsewhere:
        place = Path(elsewhere)
        (place / "schemathesis.toml").write_text(_CONFIG)
        command = [
            str(Path(sys.executable).with_name("st")),
            "run",
            str(SCHEMA),
            "--url",
            url,
            "--workers",
            "1",
        ]
        with (place / "output").open("w") as output:
            process = subprocess.Popen(  # noqa: S603 - our own tool
                [*command, *options],
                cwd=place,
                env={**os.environ, _TOKEN_VARIABLE: auth.sign(auth.claims("access", "admin"))},
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        text = redact((place / "output").read_text())
    (folder / "stock.log").write_text(text)
    return text, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (2**20 if psutil.MACOS else 2**10)
