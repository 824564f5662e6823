"""Start the command line many times: each run is a fork of one process that has imported the libraries.

A run imports 140 packages before it sends its first request, a third of what a proof takes. Of ours, only the
contract is read before the fork, and no setting: from there on it is `python -m contract_tests` as anybody
starts it.
"""

import multiprocessing
import os
import runpy
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path

# Imported by every run, none of which reads a setting.
_LIBRARIES = (
    "aiohttp",
    "argon2",
    "asyncio",
    "corsheaders",
    "csp.constants",
    "cryptography.hazmat.primitives.asymmetric.rsa",
    "difflib",
    "django.contrib.postgres.fields",
    "django.core.management.commands.migrate",
    "django.db.backends.postgresql.base",
    "django.db.models",
    "django.test.utils",
    "environ",
    "hypothesis.stateful",
    "jsonschema",
    "jsonschema_rs",
    "jwt",
    "multipart",
    "psutil",
    "psycopg",
    "puremagic",
    "pydantic",
    "pyhanko.sign.signers",
    "pyhanko.sign.validation",
    "pypdf",
    "pytest",
    "requests",
    "rest_framework.utils.field_mapping",
    "schemathesis",
    "schemathesis.generation.hypothesis.builder",
    "schemathesis.generation.stateful.state_machine",
    "schemathesis.pytest._test_builder",
    "schemathesis.specs.openapi.schemas",
    "sqlparse",
    "typst",
    "unittest.mock",
    "uuid_utils",
    "werkzeug",
    "xml.etree.ElementTree",
    "yaml",
)

_CONTRACT = "contract_tests.defects.contract_read"


def start(arguments: Sequence[str], environment: Mapping[str, str], output: Path) -> BaseProcess:
    """Start one run; its exit status is the process' `exitcode`.

    Args:
        environment: all of it, as `subprocess` takes it.
        output: where everything that the run prints goes.
    """
    context = multiprocessing.get_context("forkserver")
    _be_ready(environment["PYTHONHASHSEED"])
    process = context.Process(target=_run, args=(list(arguments), dict(environment), str(output)))
    process.start()
    return process


def _be_ready(hash_seed: str) -> None:
    """Start the process that is forked, unless it is there; how it hashes is settled when it starts."""
    before = os.environ.get("PYTHONHASHSEED")
    os.environ["PYTHONHASHSEED"] = hash_seed
    forkserver.set_forkserver_preload([*_LIBRARIES, _CONTRACT])
    forkserver.ensure_running()
    if before is None:
        del os.environ["PYTHONHASHSEED"]
    else:
        os.environ["PYTHONHASHSEED"] = before


def _run(arguments: list[str], environment: dict[str, str], output: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with open(output, "wb") as printed:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(printed.fileno(), stream.fileno())
    sys.path[:0] = filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))
    sys.argv = ["contract_tests", *arguments]
    runpy.run_module("contract_tests", run_name="__main__", alter_sys=True)
