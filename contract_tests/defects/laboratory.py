"""Run the real command line against planted defects, as many at a time as there are processors.

Each run has a database, a reports folder and a Hypothesis database of its own. The databases are copies of a
seeded one, made once: a run that finds a database called `test_...` does not build its own.
"""

import json
import os
import queue
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock
from typing import Any

import psycopg
from psycopg import sql

from contract_tests import world
from contract_tests.defects import forking
from contract_tests.defects.catalogue import DEFECTS
from contract_tests.defects.planting import Defect

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = "contract_tests.defects.settings"
TIME_LIMIT_SECONDS = 240
_OF_OTHER_RUNS = (
    "OPERATION",
    "PROFILE",
    "ID",
    "TEST",
    "DEFECT",
    "REPORTS_DIR",
    "HYPOTHESIS_DIR",
    "COVERAGE_PROCESS_START",
)


@dataclass(frozen=True, slots=True)
class Ended:
    """One run of the command line that has ended."""

    status: int
    output: str
    seconds: float
    reports: Path

    @property
    def summary(self) -> dict[str, Any]:
        """summary.json."""
        loaded: dict[str, Any] = json.loads((self.reports / "summary.json").read_text())
        return loaded

    def finding(self, identity: str) -> dict[str, Any]:
        """Return the file of one failure."""
        loaded: dict[str, Any] = json.loads((self.reports / "failures" / f"{identity}.json").read_text())
        return loaded

    def convictions(self, defect: type[Defect]) -> list[dict[str, Any]]:
        """Return the findings that name the operation and the check that must convict `defect`."""
        return [
            self.finding(failure["id"])
            for failure in self.summary["failures"]
            if failure["operation"] == defect.operation
            and not failure["id"].startswith("gate-")
            and {failure["check"], *failure["also"]} & set(defect.checks)
        ]


@dataclass
class Proof:
    """What planting one defect has shown."""

    found: Ended
    convictions: list[dict[str, Any]]
    replayed: Ended | None = None
    cpu_seconds: tuple[float, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it took, in all."""
        return self.found.seconds + (self.replayed.seconds if self.replayed else 0)


@dataclass
class Laboratory:
    """Where the runs take place.

    Args:
        folder: of all reports.
        databases: URLs of seeded databases; as many runs go on at a time as there are.
    """

    folder: Path
    databases: list[str]
    _free: "queue.Queue[str]" = field(default_factory=queue.Queue)
    _proofs: "dict[str, Future[Proof]]" = field(default_factory=dict)
    _running: "set[BaseProcess | subprocess.Popen[str]]" = field(default_factory=set)
    _starting: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(len(self.databases), thread_name_prefix="proof")
        for url in self.databases:
            self._free.put(url)

    def proof(self, name: str) -> "Future[Proof]":
        """Return the proof of a defect; begun when first asked for."""
        if name not in self._proofs:
            self._proofs[name] = self._pool.submit(self._prove, name)
        return self._proofs[name]

    def proofs(self) -> "dict[str, Proof]":
        """Return every proof that was begun, all of them ended."""
        return {name: future.result() for name, future in self._proofs.items()}

    def run(self, *arguments: str, reports: str, **environment: str) -> Ended:
        """Run the command line to its end.

        Args:
            arguments: `run` or `replay`, and options.
            reports: name of the folder of its reports.
            environment: variables to set; DATABASE_URL is one of ours unless given.
        """
        with self._database(reports, environment) as variables, self._printed() as printed:
            began = time.monotonic()
            with self._starting:  # what is forked is started once
                process = forking.start(arguments, variables, printed)
            self._running.add(process)
            try:
                process.join(TIME_LIMIT_SECONDS)
                if process.exitcode is None:
                    raise TimeoutError(f"{reports}: not ended after {TIME_LIMIT_SECONDS} s")
                seconds, output = time.monotonic() - began, printed.read_text(errors="replace")
                return Ended(process.exitcode, output, seconds, self.folder / reports)
            finally:
                process.kill()
                process.join()
                self._running.discard(process)

    @contextmanager
    def started(self, *arguments: str, reports: str, **environment: str) -> "Iterator[subprocess.Popen[str]]":
        """Start the command line as a process of its own, and end it at the latest when the block ends."""
        with self._database(reports, environment) as variables:
            process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-m", "contract_tests", *arguments],
                cwd=ROOT,
                env=variables,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            self._running.add(process)
            try:
                yield process
            finally:
                process.kill()
                process.communicate()
                self._running.discard(process)

    @contextmanager
    def _database(self, reports: str, environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
        """Provide the environment of a run that has one of our databases for itself."""
        url = self._free.get()
        inherited = {name: value for name, value in os.environ.items() if name not in _OF_OTHER_RUNS}
        own = {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "DATABASE_URL": url,
            "REPORTS_DIR": str(self.folder / reports),
            "HYPOTHESIS_DIR": str(self.folder / reports / "hypothesis"),
            "PYTHONHASHSEED": "0",
            "SEED": "1",
            "PROCESSES": "1",  # proofs run side by side already
        }
        try:
            yield {**inherited, **own, **environment}
        finally:
            self._free.put(url)

    @contextmanager
    def _printed(self) -> Iterator[Path]:
        """Provide a file for what a run prints."""
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix="printed-") as file:
            yield Path(file.name)

    def write(self, path: Path) -> None:
        """Write what each proof has shown and how long it took."""
        ended = {name: future.result() for name, future in self._proofs.items() if not future.cancelled()}
        document = {
            name: {
                "operation": DEFECTS[name].operation,
                "checks": sorted({finding["check"] for finding in proof.convictions}),
                "curl": [finding["curl"] for finding in proof.convictions],
                "seconds": round(proof.seconds, 1),
                "cpu_seconds": proof.cpu_seconds,
            }
            for name, proof in sorted(ended.items())
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, indent=2) + "\n")

    def close(self) -> None:
        """Stop what still runs."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in list(self._running):
            process.kill()
        self._pool.shutdown(wait=True)

    def _prove(self, name: str) -> Proof:
        defect = DEFECTS[name]
        narrowed = ["--test", defect.test, *([] if defect.whole else ["--operation", defect.operation])]
        found = self.run("run", *narrowed, reports=name, DEFECT=name)
        if found.status != 1:
            return Proof(found, [])
        proof = Proof(found, sorted(found.convictions(defect), key=lambda one: len(one["curl"])))
        proof.cpu_seconds = (found.summary["cpu_seconds"],)
        if proof.convictions:
            again = ("--id", proof.convictions[0]["id"])
            proof.replayed = self.run("replay", *again, reports=name, DEFECT=name)
            proof.cpu_seconds += (proof.replayed.summary["cpu_seconds"],)
        return proof


@contextmanager
def copies(name: str, number: int, connect: dict[str, Any]) -> Iterator[list[str]]:
    """Provide copies of a seeded database and drop them afterwards.

    Args:
        name: of the database to copy; nobody may be connected to it.
        connect: user, password, host and port, as psycopg takes them.
    """
    made = [f"test_proofs_{each}_{os.getpid()}" for each in range(number)]
    with psycopg.connect(dbname="template1", autocommit=True, **connect) as server:
        for copy in made:
            identifiers = sql.Identifier(copy), sql.Identifier(name)
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*identifiers))
    try:
        yield [world.database_url(copy, connect) for copy in made]
    finally:
        with psycopg.connect(dbname="template1", autocommit=True, **connect) as server:
            for copy in made:
                server.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(copy))
                )
