"""What breaks a Django harness on Schemathesis: each pitfall has a test that fails when it comes back.

The numbers are those of the table in docs/explanation/harness.md.
"""

import contextlib
import inspect
import json
import os
import subprocess
import sys
import tomllib
from types import SimpleNamespace

import hypothesis
import pytest
import schemathesis
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis.database import DirectoryBasedExampleDatabase, InMemoryExampleDatabase
from hypothesis.internal.reflection import function_digest
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test

from contract_tests import (
    actors,
    conftest,
    contract,
    findings,
    judging,
    profiles,
    reducing,
    replaying,
    summary,
    wire,
)
from contract_tests.client import call
from contract_tests.recorder import RECORDER, Reach, Recorder
from hooks import auth, isolation, transport

pytestmark = pytest.mark.proof

TINY = {
    "openapi": "3.1.0",
    "info": {"title": "tiny", "version": "1"},
    "paths": {
        "/things/": {
            "post": {
                "operationId": "thing_create",
                "x-roles": ["P"],
                "x-rule-codes": [],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["amount"],
                                "additionalProperties": False,
                                "properties": {
                                    "amount": {"type": "integer", "minimum": 0, "maximum": 10_000},
                                    "note": {"type": "string", "maxLength": 5},
                                },
                            }
                        }
                    },
                },
                "responses": {"200": {"description": "ok"}},
            }
        }
    },
}
HEADERS = [
    ("Content-Type", "application/json"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "private, no-store"),
    ("Referrer-Policy", "same-origin"),
    ("X-Request-ID", "0123456789"),
]


class Tiny:
    """A server with one fault: it fails above `limit`."""

    def __init__(self, limit=10_000, work=None):
        self.limit, self.work, self.bodies = limit, work, []

    def __call__(self, environ, start_response):
        body = json.loads(environ["wsgi.input"].read() or b"{}")
        self.bodies.append(body)
        if self.work is not None:
            self.work()
        fails = isinstance(body, dict) and isinstance(body.get("amount"), int) and body["amount"] > self.limit
        start_response("500 Oops" if fails else "200 OK", HEADERS)
        return [b"{}"]


def schema_of(application):
    """Return the tiny contract, bound to a server."""
    schema = schemathesis.openapi.from_dict(TINY, config=SchemathesisConfig.discover())
    schema.app = application
    return schema


@pytest.fixture
def journal(tmp_path, monkeypatch):
    """A journal and counts of this test's own."""
    fresh = findings.Journal(tmp_path / "failures")
    monkeypatch.setattr(judging, "JOURNAL", fresh)
    monkeypatch.setattr(judging, "RECORDER", Recorder())
    return fresh


def fuzz(application, database=None, count=60):
    """Fuzz the tiny contract as tests/test_fuzz.py does, and return what Hypothesis raised."""
    schema = schema_of(application)
    schema.config.phases.update(phases=["fuzzing"])
    schema.config.generation.update(modes=[GenerationMode.POSITIVE])
    schema.config.seed = 1

    @settings(profiles.PROFILES["quick"].hypothesis(count), database=database)
    def test(case):
        judging.judge(case)

    run = build_operation_test(
        config=schema.config,
        operation=next(iter(schema.get_all_operations())).ok(),
        test_func=test,
        given_kwargs={},
        feedback=FeedbackSources(),
    )
    try:
        run()
    except Exception as raised:
        return raised
    return None


# --- 1: a group of failures is no Exception -----------------------------------------------------------
def test_a_failing_case_shrinks_to_its_boundary(journal):
    """Pitfall 1. A failure MUST reach Hypothesis as an Exception: stock ones stop at the first, unshrunk."""
    raised = fuzz(Tiny(limit=500))
    [finding] = journal.settle()
    assert isinstance(raised, FailureGroup)
    assert isinstance(raised, AssertionError)
    assert finding.requests[0]["body"] == {"json": {"amount": 501}}
    assert finding.check == "not_a_server_error"


def test_a_failure_of_a_written_test_is_an_exception_too(journal):
    """Pitfall 1, in `contract_tests.client`: the rest of the test session goes on."""
    case = next(iter(schema_of(Tiny(0)).get_all_operations())).ok().Case(body={"amount": 1})
    with isolation.rollback_case():
        response = case.call()
        failures = judging.failures_of(case, response)
        with pytest.raises(AssertionError):
            judging.report(failures, [wire.stored_request(case, response.request)], response)


# --- 2: requests close the connection of their test ---------------------------------------------------
def test_a_request_does_not_close_the_connection_of_its_case():
    """Pitfall 2. Also after Django's own client, which connects the closing receivers again."""
    Client().get("/health/")
    with isolation.rollback_case():
        before = connection.connection
        assert call("profile_retrieve", actors.ADMIN).status == 200
        assert call("profile_retrieve", actors.ADMIN).status == 200
        assert connection.connection is before
        assert not before.closed


# --- 3: one database key for all operations -----------------------------------------------------------
def test_each_operation_stores_its_failures_under_its_own_key():
    """Pitfall 3. The source of a generated test is the same for all operations; its key MUST NOT be."""
    digests = set()
    for name in ("user_create", "user_update", "user_list"):

        @given(case=hypothesis.strategies.none())
        def generated(case):
            pass

        conftest.pytest_itemcollected(SimpleNamespace(nodeid=f"test_fuzz.py::test[{name}]", obj=generated))
        digests.add(function_digest(generated.hypothesis.inner_test))
    assert len(digests) == 3


def test_a_stored_failure_replays_on_the_first_call_of_the_next_run(journal):
    """Pitfall 3. `hypothesis.seed` alone would drop the database; a seeded run MUST keep it."""
    database = InMemoryExampleDatabase()
    fuzz(Tiny(limit=500), database)
    again = Tiny(limit=500)
    fuzz(again, database)
    assert again.bodies[0] == {"amount": 501}


# --- 4, 5, 6: which tests run -------------------------------------------------------------------------
@pytest.fixture(scope="module")
def collected():
    """Node ids of the generated tests, for all operations and for one."""

    def collect(*options):
        command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *options]
        files = [f"contract_tests/tests/test_{name}.py" for name in ("fuzz", "coverage")]
        environment = {name: value for name, value in os.environ.items() if name not in ("OPERATION", "CI")}
        done = subprocess.run(
            [*command, *files],
            capture_output=True,
            text=True,
            cwd=profiles.ROOT,
            env=environment,
            check=False,
        )
        return [line for line in done.stdout.splitlines() if "::" in line]

    return {"all": collect(), "one": collect("--operation", "user_create")}


def test_every_generated_test_has_a_name_of_its_own(collected):
    """Pitfall 4. Equal node ids make reports wrong, and xdist runs one of them and says that all passed."""
    assert len(set(collected["all"])) == len(collected["all"]) > 2 * len(contract.operation_ids())


def test_one_operation_can_be_asked_for(collected):
    """Pitfall 5. Node ids with brackets and spaces never match on the command line; `--operation` does."""
    assert len(collected["one"]) == 3
    assert all("POST /api/v1/users/]" in nodeid for nodeid in collected["one"])


def test_the_configuration_names_no_operation():
    """Pitfall 6. One [[operations]] entry turns `schema.include()` into a silent no-op."""
    configured = tomllib.loads((profiles.ROOT / "schemathesis.toml").read_text())
    assert "operations" not in configured
    assert "operations" not in configured.get("project", {})
    narrowed = contract.load("fuzzing").include(operation_id="user_create")
    assert [result.ok().path for result in narrowed.get_all_operations()] == ["/api/v1/users/"]


# --- 7: a failing explicit case keeps its operation from being fuzzed ---------------------------------
def test_coverage_and_fuzz_are_separate_tests():
    """Pitfall 7. A failing coverage case would prevent the reuse and generate phases of the same test."""
    for phase in ("coverage", "fuzzing"):
        phases = contract.load(phase).config.phases
        on = {
            name
            for name in ("examples", "coverage", "fuzzing", "stateful")
            if phases.get_by_name(name=name).enabled
        }
        assert on == {phase}


def test_valid_and_invalid_data_are_separate_tests():
    """A mode that is merely assigned is lost in Schemathesis' merging, and both tests draw both kinds."""
    for mode in GenerationMode:
        schema = contract.load("fuzzing", (mode,))
        operation = next(iter(schema.get_all_operations())).ok()
        effective = schema.config.generation_for(operation=operation, phase="fuzzing")
        assert (effective.modes, effective.database) == ([mode], profiles.DATABASE)


# --- 8: probes --------------------------------------------------------------------------------------
def test_an_accepted_case_costs_one_request(journal):
    """Pitfall 8. `ignored_auth` would send two more for each; the credential matrix asks once."""
    server = Tiny()
    assert fuzz(server, count=10) is None
    assert len(server.bodies) == judging.RECORDER.total
    assert "ignored_auth" not in enabled_checks()


def enabled_checks():
    """Return the checks that hold in a run."""
    from schemathesis.checks import CHECKS, load_all_checks

    load_all_checks()
    config = contract.schema().config.checks_config_for()
    return {name for name in CHECKS.get_all_names() if config.get_by_name(name=name).enabled}


def test_our_checks_are_on_and_replace_the_two_that_know_no_rules():
    """Each property of hooks/checks/ MUST be held against every answer."""
    checks = enabled_checks()
    assert checks >= {
        "valid_data_is_refused_only_by_a_declared_rule",
        "invalid_data_is_refused",
        "refusal_is_a_problem",
        "denial_names_the_scheme",
        "answer_leaks_no_internals",
        "answer_has_security_headers",
        "answer_leaks_no_secret",
        "method_not_allowed_lists_methods",
        "not_a_server_error",
        "status_code_conformance",
        "response_schema_conformance",
        "use_after_free",
    }
    assert not checks & {"positive_data_acceptance", "negative_data_rejection"}


# --- 9: nothing is reached without help ---------------------------------------------------------------
def test_a_run_that_reaches_no_business_logic_fails(monkeypatch):
    """Pitfall 9. Stock reaches 15 % of valid cases under pytest and says nothing."""
    monkeypatch.setattr(RECORDER, "reach", {"fuzzing": Reach(100, 69), "coverage": Reach(100, 60)})
    monkeypatch.setattr(RECORDER, "operations", {})
    gates = summary.gates(None)
    assert {gate["check"] for gate in gates} >= {
        "valid_fuzzing_cases_reach_business_logic",
        "every_operation_is_exercised_and_reaches_2xx",
    }
    assert "valid_coverage_cases_reach_business_logic" not in {gate["check"] for gate in gates}
    narrowed = summary.gates("user_list")
    assert {gate["operation"] for gate in narrowed} == {"user_list"}
    assert {gate["check"] for gate in narrowed} >= {"every_kind_of_answer_is_shown"}


# --- 10: CI -------------------------------------------------------------------------------------------
def test_ci_neither_repeats_the_same_cases_nor_forgets_failures():
    """Pitfall 10. Where CI is set, Hypothesis derandomizes and drops its database by default."""
    script = (
        "from contract_tests.profiles import PROFILE; from hypothesis import settings; "
        "settings.register_profile('contract', PROFILE.hypothesis(9)); settings.load_profile('contract'); "
        "one = PROFILE.hypothesis(9); "
        "print(one.derandomize, type(one.database).__name__, settings().derandomize)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=profiles.ROOT,
        env={**os.environ, "CI": "true"},
    )
    assert done.stdout.split() == ["False", DirectoryBasedExampleDatabase.__name__, "False"]


def test_the_same_seed_sends_the_same_requests(journal):
    """A run MUST be repeatable from its seed alone."""
    first, second = Tiny(), Tiny()
    fuzz(first)
    fuzz(second)
    assert first.bodies == second.bodies
    assert len(first.bodies) >= 60


# --- 11, 14: transport --------------------------------------------------------------------------------
def test_a_request_sees_what_its_transaction_has_written():
    """Pitfall 11. Over ASGI the view runs on another connection and sees nothing of it."""
    with isolation.rollback_case():
        body = {"email": "one@pitfall.example", "first_name": "a", "last_name": "b", "role": "broker"}
        created = call("user_create", actors.ADMIN, body=body)
        assert created.status == 201
        assert call("user_retrieve", actors.ADMIN, user_id=created.body["id"]).status == 200
    with isolation.rollback_case():
        assert call("user_retrieve", actors.ADMIN, user_id=created.body["id"]).status == 404


def test_options_of_a_socket_do_not_reach_the_application():
    """Pitfall 14. Checks probe with options that an in-process client refuses."""
    case = contract.operations()["profile_retrieve"].Case(headers=actors.ADMIN.headers)
    with isolation.rollback_case():
        response = transport.DjangoTransport().send(
            case, max_redirects=0, verify=False, timeout=1, proxies=None, cert=None
        )
    assert response.status_code == 200


def test_checks_probe_through_our_transport():
    """Pitfall 14. A probe that passed by would neither be isolated nor carry a real credential."""
    assert type(contract.schema().transport) is transport.DjangoTransport


# --- 15: deferred constraints, poisoned transactions --------------------------------------------------
def test_a_violated_deferred_constraint_is_a_server_error_of_its_case():
    """Pitfall 15. PostgreSQL checks it at commit, which a rolled-back case never reaches."""

    def leave_a_dangling_reference():
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE parent (id int PRIMARY KEY)")
            cursor.execute(
                "CREATE TEMP TABLE child (parent int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"
            )
            cursor.execute("INSERT INTO child VALUES (1)")

    with isolation.rollback_case():
        broken = transport.send(Tiny(work=leave_a_dangling_reference), "POST", "/things/", "", {}, b"{}")
        sound = transport.send(Tiny(), "POST", "/things/", "", {}, b"{}")
    assert (broken.status_code, sound.status_code) == (500, 200)


def test_a_database_error_neither_poisons_the_rest_of_the_case_nor_the_next():
    """A swallowed error leaves PostgreSQL's transaction unusable; only its request may suffer."""

    def fail_and_go_on():
        with connection.cursor() as cursor, contextlib.suppress(DatabaseError):  # as a careless view does
            cursor.execute("SELECT 1 / 0")

    for _ in range(2):
        with isolation.rollback_case():
            transport.send(Tiny(work=fail_and_go_on), "POST", "/things/", "", {}, b"{}")
            assert call("profile_retrieve", actors.ADMIN).status == 200


def test_what_waits_for_the_commit_runs_with_the_request():
    """A crash there is an answer of 500 in production, so it is one here."""

    def crash():
        raise RuntimeError("after commit")

    with isolation.rollback_case():
        response = transport.send(
            Tiny(work=lambda: transaction.on_commit(crash)), "POST", "/things/", "", {}, b"{}"
        )
        assert "after commit" in (transport.crashes.traceback or "")
    assert response.status_code == 500


def test_a_crash_that_escapes_and_a_hang_are_answers(monkeypatch):
    """Whatever the application does, the run goes on and tells."""
    import time

    def crash():
        raise SystemError("escaped")

    monkeypatch.setattr(transport, "TIME_LIMIT_SECONDS", 0.2)
    with isolation.rollback_case():
        for work in (crash, lambda: time.sleep(5)):
            assert transport.send(Tiny(work=work), "POST", "/things/", "", {}, b"{}").status_code == 500


def test_a_case_leaves_nothing_behind():
    """Rows, throttle counters and mail of a case MUST NOT reach the next."""
    from django.core import mail
    from django.core.cache import cache

    with isolation.rollback_case():
        call("auth_password_reset", actors.NOBODY, body={"email": "target@world.example"})
        cache.set("seen", 1)
    with isolation.rollback_case():
        assert cache.get("seen") is None
        assert mail.outbox == []
        assert not connection.run_on_commit


# --- 16: fixtures ------------------------------------------------------------------------------------
def test_generated_tests_take_nothing_but_a_case():
    """Pitfall 16. A function-scoped fixture in the signature fails Hypothesis' health check everywhere."""
    import importlib

    for name in ("coverage", "fuzz"):
        module = importlib.import_module(f"contract_tests.tests.test_{name}")
        tests = [value for key, value in vars(module).items() if key.startswith("test_")]
        assert tests
        assert all(list(inspect.signature(inspect.unwrap(test)).parameters) == ["case"] for test in tests)


# --- promises ----------------------------------------------------------------------------------------
def test_a_finding_is_on_disk_before_it_is_raised(journal):
    """A kill at any point MUST NOT lose a finding that somebody may have seen."""
    seen = []

    class Watching(Tiny):
        def __call__(self, environ, start_response):
            seen.append(sorted(path.name for path in journal.folder.glob("*.json")))
            return super().__call__(environ, start_response)

    fuzz(Watching(limit=500))
    [pending] = {name for names in seen for name in names}
    assert pending.startswith(findings.PENDING)
    # What a killed run leaves is a finding like any other.
    left = findings.Finding.read(journal.folder / pending)
    assert left.requests[0]["body"] == {"json": {"amount": 501}}
    [final] = journal.settle()
    assert [path.name for path in journal.folder.iterdir()] == [f"{final.id}.json"]


def test_what_does_not_replay_is_reported_with_its_rate(journal, monkeypatch):
    """A flaky finding MUST be told, with its rate, and never dropped."""
    fuzz(Tiny(limit=500))
    [finding] = journal.settle()
    answers = iter([False, *[True, False] * 10])
    monkeypatch.setattr(
        replaying, "replay", lambda requests: SimpleNamespace(has=lambda check: next(answers))
    )
    assert replaying.confirm(finding).flaky == "failed again in 10 of 20 replays"


def test_a_request_that_is_kept_carries_no_secret():
    """Cases hold placeholders; what is kept of a request is what the case held."""
    with isolation.rollback_case():
        answer = call("auth_refresh", actors.NOBODY, body={"refresh": actors.BROKER.secret("refresh")})
    assert answer.status == 200
    assert answer.request["body"] == {"json": {"refresh": "{{refresh:broker}}"}}
    assert "eyJ" not in json.dumps(answer.request)
    assert auth.variant_of(actors.ADMIN.using("expired").headers["Authorization"]) == "expired"


def test_what_hypothesis_does_not_shrink_is_shrunk(journal, monkeypatch):
    """A coverage case that fails MUST be told without what the failure does not need."""
    operation = next(iter(schema_of(Tiny(500)).get_all_operations())).ok()
    monkeypatch.setattr(contract, "operations", lambda: {"thing_create": operation})
    monkeypatch.setattr(wire, "application", Tiny(500))
    case = operation.Case(body={"note": "long!", "amount": 600}, headers={"X-Extra": "1"})
    with isolation.rollback_case():
        response = case.call()
        failures = judging.failures_of(case, response)
        journal.note("test", failures, [wire.stored_request(case, response.request)], None, smallest=True)
    [finding] = journal.settle()
    journal.replace(finding.id, reducing.reduce(finding))
    [smallest] = journal.findings.values()
    assert smallest.requests[0]["body"] == {"json": {"amount": 600}}
    assert "X-Extra" not in smallest.requests[0]["headers"]
    assert [path.stem for path in journal.folder.iterdir()] == [smallest.id]
