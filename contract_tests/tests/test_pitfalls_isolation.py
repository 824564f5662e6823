"""What breaks a Django harness on Schemathesis: each pitfall has a test that fails when it comes back.

Here: transport, transactions, and the promises of a finding.
The numbers are those of the table in docs/explanation/harness.md.
"""

import contextlib
import inspect
import json
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from contract_tests import (
    actors,
    contract,
    findings,
    judging,
    reducing,
    replaying,
    wire,
)
from contract_tests.client import call
from contract_tests.tests.tiny import Tiny, fuzz, schema_of
from hooks import auth, isolation, transport

pytestmark = pytest.mark.proof


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
