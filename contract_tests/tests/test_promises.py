"""What the command line promises: exit statuses, findings that outlive the run, one seed for one stream.

Each deployment here is a settings module in a folder of its own: whoever adds a middleware does the same.
"""

import json
import os
import re
import signal
import subprocess
import sys

import pytest

from contract_tests.defects import laboratory as laboratories

pytestmark = pytest.mark.proof

# UUID version 7, which the API gives to what it creates.
NEW_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
# What differs in every run by its nature: such ids, what `{{in:3600}}` becomes when it is sent, the token of
# a signer whom the run has asked, the boundary that the client library draws for a body that is no form.
DRAWN = re.compile(
    rf"{NEW_ID.pattern}|\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{6}}\+00:00"
    r"|(?<=/signing/)[\w-]{43}(?=/)|(?<=--)[0-9a-f]{32}(?=--|\\r)"
)
RECORDER = """
import json, os, re
from crm.settings import *
MIDDLEWARE = [*MIDDLEWARE, "{name}.Recorder"]
TOKEN = re.compile(r"eyJ[\\w-]+\\.[\\w-]*\\.?[\\w-]*")

class Recorder:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        body = TOKEN.sub("<token>", request.body.decode("latin-1"))
        headers = {{n: TOKEN.sub("<token>", v) for n, v in request.META.items() if n.startswith("HTTP_")}}
        with open(os.environ["STREAM"], "a") as file:
            file.write(json.dumps([request.method, request.get_full_path(), headers, body]) + "\\n")
        return self.get_response(request)
"""
RAISING_HOOK = """
import schemathesis
from crm.settings import *

@schemathesis.hook
def map_case(context, case):
    raise RuntimeError("a hook that raises")
"""
MISSING_MIDDLEWARE = """
from crm.settings import *
MIDDLEWARE = [*MIDDLEWARE, "nowhere.Middleware"]
"""
NEVER_ACCEPTED = """
from crm.settings import *
MIDDLEWARE = [*MIDDLEWARE, "{name}.Refusing"]

class Refusing:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info == "/api/v1/auth/verify/":
            request._body = request.body.replace(b"eyJ", b"xyz")
        return self.get_response(request)
"""


@pytest.fixture
def deployment(tmp_path):
    """Write a settings module and return the environment that names it."""

    def write(source):
        name = f"deployment_{tmp_path.name.rstrip('0123456789_')}"
        (tmp_path / f"{name}.py").write_text(
            source.replace("{name}", name).replace("{{", "{").replace("}}", "}")
        )
        return {"DJANGO_SETTINGS_MODULE": name, "PYTHONPATH": str(tmp_path)}

    return write


def test_a_clean_run_exits_0_and_says_so(laboratory):
    """Exit status 0 MUST mean: cases ran, nothing failed."""
    ended = laboratory.run("run", "--operation", "auth_verify", reports="clean")
    assert (ended.status, ended.summary["failures"], ended.summary["errors"]) == (0, [], []), ended.output
    assert ended.summary["cases"]["total"] > 100


@pytest.mark.parametrize("source", [RAISING_HOOK, MISSING_MIDDLEWARE], ids=["hook", "middleware"])
def test_an_error_of_the_engine_exits_2(laboratory, deployment, source):
    """A hook that raises, a deployment that cannot be imported: neither findings nor success."""
    ended = laboratory.run(
        "run", "--operation", "auth_verify", "--test", "fuzz", reports="engine", **deployment(source)
    )
    assert ended.status == 2, ended.output
    assert "ENGINE" in ended.output


@pytest.mark.parametrize(
    ("reports", "arguments", "environment"),
    [
        ("database", [], {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}),
        ("operation", ["--operation", "user_creat"], {}),
        ("profile", [], {"PROFILE": "hard"}),
        ("defect", [], {"DEFECT": "no_such_defect"}),
    ],
)
def test_an_environment_that_is_not_fit_exits_3(laboratory, reports, arguments, environment):
    """What the person at the keyboard can mend MUST be told in one line, before anything runs."""
    ended = laboratory.run("run", *arguments, reports=f"unfit_{reports}", **environment)
    assert ended.status == 3, ended.output
    assert "Traceback" not in ended.output
    assert len(ended.output.splitlines()) < 8, ended.output


def test_a_run_without_a_case_fails(laboratory):
    """Nothing found in nothing MUST NOT be success."""
    ended = laboratory.run("run", "--operation", "auth_verify", "--test", "stateful", reports="nothing")
    assert ended.status == 2, ended.output
    assert "no test case ran" in ended.output


def test_an_operation_that_is_never_accepted_fails_the_run(laboratory, deployment):
    """Documented refusals of every request MUST NOT pass for a tested operation."""
    ended = laboratory.run(
        "run", "--operation", "auth_verify", reports="refusing", **deployment(NEVER_ACCEPTED)
    )
    assert ended.status == 1, ended.output
    failures = {(failure["operation"], failure["check"]) for failure in ended.summary["failures"]}
    assert ("auth_verify", "every_operation_is_exercised_and_reaches_2xx") in failures, ended.output


def test_a_killed_run_keeps_what_it_has_reported(laboratory):
    """A finding MUST be on disk, whole, before it is shown: kill -9 loses none."""
    planted = {"reports": "killed", "DEFECT": "wrong_response_type"}
    shown = None
    with laboratory.started("run", "--operation", "profile_retrieve", **planted) as process:
        for line in process.stdout:
            shown = re.match(r"FINDING (\w+)", line)
            if shown:
                os.kill(process.pid, signal.SIGKILL)
                break
        assert process.wait(timeout=30) == -signal.SIGKILL
    assert shown
    stored = json.loads((laboratory.folder / "killed" / "failures" / f"{shown.group(1)}.json").read_text())
    assert stored["requests"]
    ended = laboratory.run("replay", "--id", shown.group(1), **planted)
    assert ended.status == 1, ended.output


@pytest.mark.parametrize(
    "narrowed",
    [("--operation", "user_create", "--test", "fuzz"), ("--test", "stateful")],
    ids=["fuzz", "stateful"],
)
def test_the_same_seed_sends_the_same_requests_in_another_process(laboratory, deployment, tmp_path, narrowed):
    """The request stream MUST be a function of the seed and the build; tokens and the like aside."""
    recording = deployment(RECORDER)

    def stream(name, seed):
        file = tmp_path / name
        reports = f"{narrowed[-1]}_{name}"
        ended = laboratory.run(
            "run", *narrowed, "--seed", seed, reports=reports, STREAM=str(file), **recording
        )
        assert ended.status == 0, ended.output
        return DRAWN.sub("<drawn>", file.read_text()).splitlines()

    first = stream("first", "7")
    assert len(first) > 50
    assert stream("again", "7") == first
    if narrowed[-1] == "fuzz":
        assert stream("other", "8") != first


def test_the_schema_is_exported_before_anything_is_planted():
    """A defect MUST NOT hide in the contract: the settings that plant one export the same."""
    program = (
        "import django; django.setup(); from django.core.management import call_command; "
        "call_command('spectacular')"
    )
    exports = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=laboratories.ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": settings, "DEFECT": "role_check_dropped"},
            capture_output=True,
            check=True,
        ).stdout
        for settings in ("crm.settings", laboratories.SETTINGS)
    ]
    assert exports[0] == exports[1]
