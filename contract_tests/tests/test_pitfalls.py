"""What breaks a Django harness on Schemathesis: each pitfall has a test that fails when it comes back.

Here: what is generated, stored and replayed.
The numbers are those of the table in docs/explanation/harness.md.
"""

import os
import subprocess
import sys
import tomllib
from types import SimpleNamespace

import hypothesis
import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis.database import DirectoryBasedExampleDatabase, InMemoryExampleDatabase
from hypothesis.internal.reflection import function_digest
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.transport.serialization import contains_binary

from contract_tests import (
    actors,
    conftest,
    contract,
    judging,
    profiles,
    summary,
    wire,
)
from contract_tests.client import call
from contract_tests.recorder import RECORDER, Reach
from contract_tests.tests.tiny import Tiny, fuzz, schema_of
from hooks import isolation

pytestmark = pytest.mark.proof


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


# --- 12: a body with a file is judged by nobody -------------------------------------------------------
def test_a_form_with_a_file_is_judged_by_its_schema():
    """Pitfall 12. Stock takes a body with a file for invalid when a link or an aim has changed it."""

    def with_a_file(case):
        return isinstance(case.body, dict) and contains_binary(case.body) and "title" in case.body

    drawn = contract.operations()["document_create"].as_strategy(generation_mode=GenerationMode.POSITIVE)
    quiet = hypothesis.settings(
        database=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck)
    )
    case = hypothesis.find(drawn, with_a_file, settings=quiet)
    assert case.meta.generation.mode.is_positive
    case.body = {**case.body, "title": "Another"}
    assert case.meta.generation.mode.is_positive
    for wrong in ({"type": "nothing"}, {"title": ""}, {"file": ["no", "file"]}):
        changed = {**case.body, **wrong}
        case.body, kept = changed, case.body
        assert case.meta.generation.mode.is_negative, wrong
        case.body = kept
        assert case.meta.generation.mode.is_positive
