"""A second engine for the nightly run: Schemathesis' own command line, in process, on the same world.

`python -m contract_tests.second_engine` starts `st run` with this module as its hooks. The engine learns from
answers (a pool of ids, feedback about refusals), which our tests do not; what it lacks is ours: sequences in
one transaction, stored requests, replay. Here each request is rolled back by itself.
"""

import atexit
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from contract_tests import environment
from contract_tests.exported import SCHEMA

_ROOT = Path(__file__).resolve().parent.parent
_HOOKS = "SCHEMATHESIS_HOOKS"  # how Schemathesis is told to import this module
_LOG = _ROOT / "reports" / "second-engine" / "output.log"
_PHASES = "examples,coverage,fuzzing"


def main() -> int:
    """Run the engine, show and keep what it says without secrets, and return its exit status."""
    environment.prepare()
    from hooks.redaction import redact

    _LOG.parent.mkdir(parents=True, exist_ok=True)
    command = [str(Path(sys.executable).with_name("st")), "--no-color", "run", str(SCHEMA)]
    options = ["--url", "http://localhost", "--phases", _PHASES, "--continue-on-failure", *sys.argv[1:]]
    process = subprocess.Popen(  # noqa: S603 - our own tool
        [*command, *options],
        cwd=_ROOT,
        env={**os.environ, _HOOKS: __spec__.name, "PYTHONPATH": str(_ROOT), "SECURITY_LOG_LEVEL": "CRITICAL"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert process.stdout is not None
    with _LOG.open("w") as log:
        for line in process.stdout:
            shown = redact(line)
            log.write(shown)
            sys.stdout.write(shown)
    return process.wait()


def _join() -> None:
    """Give the engine the world, the application and isolation."""
    environment.prepare()
    import django

    django.setup()
    import schemathesis
    from django.db import connection

    from contract_tests import world
    from crm.wsgi import application
    from hooks import isolation, transport

    send: Any = transport.send

    def send_alone(*arguments: Any) -> Any:
        isolation.keep_connection()
        with isolation.rollback_case():
            return send(*arguments)

    def leave() -> None:
        with connection.cursor() as cursor:  # the engine's thread has left a connection open
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        stack.close()

    stack = ExitStack()
    stack.enter_context(world.seeded())
    atexit.register(leave)
    setattr(transport, "send", send_alone)  # noqa: B010 - mypy knows the signature by its names

    @schemathesis.hook
    def after_load_schema(context: Any, schema: Any) -> None:
        schema.app = application


if __name__ == "__main__":
    sys.exit(main())
if os.environ.get(_HOOKS) == __name__:
    _join()
