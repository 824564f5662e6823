"""Part a, the floor: Django's own test client sends the requests that our fuzz phase has just sent.

A process of its own (`python -m contract_tests.bench.floor`), asked after each test of our fuzz phase: they
take turns, so that a machine that is busy with other things is equally busy for both.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from contract_tests import environment
from contract_tests.bench.cost import Cost, cpu_of, own_cpu, own_peak_rss_mib, since
from contract_tests.bench.recording import Request

_WARM_UP = 20  # the first requests of all import and fill caches: start, not floor


class Floor:
    """The floor as the fuzz process sees it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.cases = self.same_answers = 0
        self.spent, self.peak_rss_mib = 0.0, 0.0
        self.database: float | None = 0.0

    def send(self, transactions: list[list[Request]]) -> None:
        """Have requests sent again, those of one transaction in one again, and add up what that costs."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(
            json.dumps([[asdict(each) for each in requests] for requests in transactions]) + "\n"
        )
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        self.cases += sum(len(requests) for requests in transactions)
        self.same_answers += answer["same_answers"]
        self.spent += answer["spent"]
        self.peak_rss_mib = answer["peak_rss_mib"]
        if self.database is not None:
            self.database = None if answer["database"] is None else self.database + answer["database"]

    def cost(self) -> Cost:
        """Return what everything so far has cost; a floor has no start."""
        return Cost(self.cases, self.cases, self.spent, 0.0, self.database, 0.0, self.peak_rss_mib)


@contextmanager
def running() -> Iterator[Floor]:
    """Start the floor's process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "contract_tests.bench.floor"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Floor(process)
    finally:
        process.communicate(timeout=60)  # end of input ends it


def main() -> None:
    """Answer each line of requests with what it costs to send them."""
    environment.prepare()
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    from contract_tests import world
    from hooks.isolation import rollback_case

    setup_test_environment()
    client, answers = Client(raise_request_exception=False), sys.stdout
    sys.stdout = sys.stderr

    def send(transactions: list[list[dict[str, Any]]]) -> list[int]:
        statuses = []
        for requests in transactions:
            with rollback_case():
                statuses += [client.generic(**request).status_code for request in requests]
        return statuses

    with world.seeded():
        warm = False
        for line in sys.stdin:
            transactions = [[Request(**each) for each in requests] for requests in json.loads(line)]
            # Secrets are put in beforehand: no part of the floor.
            ready = [[_ready(request) for request in requests] for requests in transactions]
            if not warm:
                send(ready[:_WARM_UP])
                warm = True
            backend = [connection.connection.info.backend_pid]
            database, began = cpu_of(backend), own_cpu()
            statuses = send(ready)
            recorded = [request.status for requests in transactions for request in requests]
            answer = {
                "spent": own_cpu() - began,
                "database": since(database, cpu_of(backend)),
                "same_answers": sum(ours == theirs for ours, theirs in zip(statuses, recorded, strict=True)),
                "peak_rss_mib": own_peak_rss_mib(),
            }
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


def _ready(request: Request) -> dict[str, Any]:
    """Return the arguments of `Client.generic`, secrets included."""
    from hooks import auth, clock

    content = b"" if request.content is None else base64.b64decode(request.content)
    if b"{{" in content:
        text = content.decode(errors="surrogateescape")
        content = clock.resolve(auth.resolve(text)).encode(errors="surrogateescape")
    headers = {name.lower(): auth.resolve(value) for name, value in request.headers.items()}
    return {
        "method": request.method,
        "path": request.path,
        "data": content,
        "content_type": headers.pop("content-type", "application/octet-stream"),
        "headers": headers,
        "QUERY_STRING": auth.resolve(request.query),
    }


if __name__ == "__main__":
    main()
