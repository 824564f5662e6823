"""The contract run: `python -m contract_tests run` or `replay`. `make contract` and `make replay` call it.

Exit status: 0 clean, 1 findings, 2 the engine failed, 3 the environment is not fit, 130 stopped by hand.
"""

import argparse
import difflib
import gc
import os
import signal
import sys
import traceback
from pathlib import Path

from contract_tests import environment, exported
from contract_tests.asyncapi import SOCKET
from contract_tests.environment import CLEAN, ENGINE, ENVIRONMENT, FINDINGS, INTERRUPTED

DECIDED = (CLEAN, FINDINGS, ENGINE, INTERRUPTED)
ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "contract_tests" / "tests"
_PLUGINS = (
    "_hypothesis_pytestplugin",
    "schemathesis.pytest.plugin",
    "pytest_django.plugin",
    "contract_tests.report",
)


def main() -> int:
    """Run what the command line asks for."""
    arguments = _arguments()
    if arguments.operation:
        os.environ["OPERATION"] = arguments.operation
    if arguments.seed is not None:
        os.environ["SEED"] = str(arguments.seed)
    if arguments.test:
        os.environ["TEST"] = arguments.test
    if arguments.command == "replay":
        os.environ["PROFILE"] = "replay"
        if arguments.id:
            os.environ["ID"] = arguments.id
    elif arguments.profile:
        os.environ["PROFILE"] = arguments.profile
    _start_again_with_fixed_hashing()
    gc.disable()  # what is imported stays: `contract_tests.report` begins to collect when all tests stand
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever is told to end stops what was started
    _take_the_socket_for_its_tests()
    unfit = _unfit()
    if unfit:
        sys.stderr.write(f"{unfit}\n")
        return ENVIRONMENT
    try:
        processes = _processes()
        return _run_in_parts(processes) if processes > 1 else _run()
    except Exception:
        # Python's own status for an exception is 1, which would say that the API has faults.
        from hooks.redaction import redact

        sys.stderr.write(f"ENGINE ERROR\n{redact(traceback.format_exc())}")
        return ENGINE


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command")
    run = commands.add_parser("run", help="fuzz every operation (the default)")
    replay = commands.add_parser("replay", help="show only stored failures and the regression corpus again")
    replay.add_argument("--id", default=None, help="one stored failure [ID]")
    for each in (parser, run):
        each.add_argument(
            "--profile", default=None, choices=("quick", "deep"), help="how hard to try [PROFILE]"
        )
    for each in (parser, run, replay):
        each.add_argument("--operation", default=None, help="one operationId only [OPERATION]")
        each.add_argument("--seed", type=int, default=None, help="repeat a run exactly [SEED]")
        each.add_argument(
            "--test", default=None, help="only tests/test_<name>.py or <name>::<test>, with commas [TEST]"
        )
    parser.set_defaults(id=None)
    return parser.parse_args()


def _start_again_with_fixed_hashing() -> None:
    """The same seed gives the same requests only when sets have the same order."""
    fixed = os.environ.get("PYTHONHASHSEED") == environment.DEFAULTS["PYTHONHASHSEED"]
    environment.prepare()
    if not fixed:
        os.environ["PYTHONHASHSEED"] = environment.DEFAULTS["PYTHONHASHSEED"]
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves


def _take_the_socket_for_its_tests() -> None:
    """Findings call the channel as they call an operation; so may whoever narrows a run to it."""
    if os.environ.get("OPERATION") == SOCKET:
        del os.environ["OPERATION"]
        os.environ.setdefault("TEST", "channel,live_channel")


def _unfit() -> str | None:
    """Return what is wrong with the environment and what to do about it; None when all is well."""
    if not exported.SCHEMA.exists():
        return "openapi/schema.yaml is missing. Please run: make schema"
    try:
        import django
        from django.db import connection

        django.setup()
        connection.ensure_connection()
        connection.close()
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}"
    profile, wanted, known = os.environ.get("PROFILE"), os.environ.get("OPERATION"), exported.operation_ids()
    if profile and profile not in environment.PROFILES:
        return f"PROFILE={profile} is not known. Please use one of: {', '.join(environment.PROFILES)}"
    if wanted and wanted not in known:
        near = difflib.get_close_matches(wanted, known, n=3) or sorted(known)[:5]
        return f"OPERATION={wanted} is not in the contract. Did you mean: {', '.join(near)}?"
    missing = [name for name in _named_tests() if not Path(name.partition("::")[0]).exists()]
    if missing:
        return f"TEST={os.environ['TEST']}: there is no {', '.join(missing)}"
    if os.environ.get("PART"):
        return None  # the process that started this one has looked
    if profile == "replay":
        return _unknown_id()  # stored requests are what they are, whatever the code would export
    if os.environ.get("DEFECT"):  # planted into what answers, not into what is exported
        (_reports() / "openapi.diff").unlink(missing_ok=True)
        return None
    return _export()


def _unknown_id() -> str | None:
    wanted = os.environ.get("ID")
    stored = {
        path.stem
        for folder in (exported.REGRESSIONS, _reports() / "failures")
        for path in folder.glob("*.json")
    }
    if not wanted or wanted in stored:
        return None
    return f"ID={wanted}: there is no such failure. Stored: {', '.join(sorted(stored)) or 'none'}"


def _export() -> str | None:
    """Export the schema of the code beside the reports, and note where the committed one has fallen behind.

    The run goes on against the committed contract: a defect that changes the schema too must not hide that
    way.
    """
    import io

    from django.core.management import call_command

    fresh = io.StringIO()
    try:
        call_command("spectacular", stdout=fresh)
    except Exception as problem:
        return f"The schema cannot be exported: {type(problem).__name__}: {problem}"
    exported.compare(fresh.getvalue(), _reports())
    return None


def _reports() -> Path:
    return ROOT / (os.environ.get("REPORTS_DIR") or "reports/contract")


def _own_reports() -> Path:
    part = os.environ.get("PART", "").partition("/")[0]
    return _reports() / "parts" / part if part else _reports()


def _processes() -> int:
    """Return in how many processes to run: one for a narrowed run or a replay, else one for each core."""
    if os.environ.get("PART") or os.environ.get("PROFILE") == "replay":
        return 1
    if os.environ.get("OPERATION") or os.environ.get("TEST"):
        return 1
    return int(os.environ.get("PROCESSES") or min(2, os.cpu_count() or 1))


def _run_in_parts(processes: int) -> int:
    from contract_tests import parallel

    gc.enable()
    return parallel.run(processes)


def _run() -> int:
    import pytest

    options = [
        "-m",
        "contract",
        # Plugins that pytest finds by itself cost seconds: it rewrites the assertions of their libraries.
        "--disable-plugin-autoload",
        *(part for plugin in _PLUGINS for part in ("-p", plugin)),
        "--capture=sys",
        "--strict-markers",
        f"--junitxml={_own_reports() / 'junit.xml'}",
        "-o",
        "junit_family=xunit2",
        f"--rootdir={ROOT}",
    ]
    # Our plugin decides the status; pytest's own numbers for its own failures mean other things than ours.
    status = int(pytest.main([*options, *_files()]))
    return status if status in DECIDED else ENGINE


def _named_tests() -> list[str]:
    """Return what TEST names: `fuzz` is a file, `enumeration::only_json_is_sent` one test function in it."""
    names = [name.partition("::") for name in os.environ.get("TEST", "").split(",") if name]
    return [f"{TESTS / f'test_{file}.py'}" + (f"::test_{test}" if test else "") for file, _, test in names]


# What Hypothesis draws, and keeps in its database when it fails.
_DRAWN = ("fuzz", "stateful", "stages", "money", "papers", "inboxes", "channel")


def _files() -> list[str]:
    """Return what pytest collects; a replay needs only what stores failures."""
    if os.environ.get("PROFILE") != "replay":
        return _named_tests() or [str(TESTS)]
    stored = str(TESTS / "test_regressions.py")
    if os.environ.get("ID"):
        return [stored]
    return _named_tests() or [
        stored,
        *(str(TESTS / f"test_{name}.py") for name in _DRAWN),
    ]


if __name__ == "__main__":
    sys.exit(main())
