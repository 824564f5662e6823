"""The API as a deployment runs it: gunicorn with two workers, and a database of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import psutil

_ROOT = Path(__file__).resolve().parent.parent.parent
_DATABASE = "crm_bench"
_WORKERS = 2
_START_SECONDS = 60


class ServerFailed(RuntimeError):
    """The server did not start; the message says where to look."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    url: str
    master: psutil.Process

    def processes(self) -> list[int]:
        """Return the process ids of the master and its workers."""
        return [self.master.pid, *(worker.pid for worker in self.master.children())]


@contextmanager
def own_database(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """Provide an environment whose database is fresh, migrated and seeded; dropped afterwards."""
    from django.conf import settings
    from django.db import connection

    url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{_DATABASE}").geturl()
    ours = {**environment, "DATABASE_URL": url}

    def drop() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{_DATABASE}" WITH (FORCE)')

    drop()
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{_DATABASE}"')
    try:
        for command in ("migrate", "seed_world"):
            subprocess.run(  # noqa: S603 - our own command
                [sys.executable, "manage.py", command, "--verbosity", "0"],
                cwd=_ROOT,
                env=ours,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        yield ours
    finally:
        drop()


def backends() -> list[int]:
    """Return the PostgreSQL processes that serve the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [_DATABASE])
        return [int(process) for (process,) in cursor.fetchall()]


@contextmanager
def running(environment: dict[str, str], access_log: Path) -> Iterator[Server]:
    """Start gunicorn on a free port and stop it afterwards.

    Args:
        access_log: gets one line for each request.

    Raises:
        ServerFailed: it did not become ready.
    """
    access_log.unlink(missing_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    options = ["--workers", str(_WORKERS), "--bind", address, "--access-logfile", str(access_log)]
    with access_log.with_name("stock-server.log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603 - our own server
            [sys.executable, "-m", "gunicorn", "crm.wsgi", "--log-level", "warning", *options],
            cwd=_ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    try:
        server = Server(f"http://{address}", psutil.Process(process.pid))
        _await(server, process)
        access_log.write_text("")  # the questions above are no requests of a test case
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await(server: Server, process: subprocess.Popen[bytes]) -> None:
    """Wait until both workers have answered, so that their start is not measured."""
    limit = time.monotonic() + _START_SECONDS
    answers = 0
    while answers < 10 * _WORKERS:
        if process.poll() is not None or time.monotonic() > limit:
            raise ServerFailed("gunicorn did not start; see reports/bench/stock-server.log")
        try:
            with urlopen(f"{server.url}/ready/", timeout=5) as answer:  # noqa: S310 - our own server
                answers += answer.status == 200
        except URLError:
            time.sleep(0.2)
