"""Where the proofs run."""

import os

import pytest
from django.db import connection

from contract_tests import findings, judging, profiles
from contract_tests.recorder import Recorder


def planted(session):
    """Return the defects that the collected tests are about."""
    parameters = (getattr(getattr(item, "callspec", None), "params", {}) for item in session.items)
    return [found["defect"] for found in parameters if "defect" in found]


@pytest.fixture(scope="session", autouse=True)
def proofs_begin_at_once(request):
    """Let the proofs run beside the tests that come before theirs."""
    if planted(request.session):
        request.getfixturevalue("laboratory")


@pytest.fixture(scope="session")
def laboratory(request, tmp_path_factory, seeded_world, django_db_blocker):
    """Run the proofs of the collected defects side by side."""
    from contract_tests.defects import laboratory as laboratories

    with django_db_blocker.unblock():
        found = connection.get_connection_params()
        connection.close()  # a database with somebody in it cannot be copied
    connect = {name: found[name] for name in ("user", "password", "host", "port") if found.get(name)}
    with laboratories.copies(found["dbname"], max(2, min(os.cpu_count() or 2, 8)), connect) as urls:
        made = laboratories.Laboratory(tmp_path_factory.mktemp("proofs"), urls)
        for defect in planted(request.session):
            made.proof(defect)
        try:
            yield made
        finally:
            made.close()
            made.write(profiles.ROOT / "reports" / "proofs.json")


@pytest.fixture
def journal(tmp_path, monkeypatch):
    """A journal and counts of this test's own."""
    fresh = findings.Journal(tmp_path / "failures")
    monkeypatch.setattr(judging, "JOURNAL", fresh)
    monkeypatch.setattr(judging, "RECORDER", Recorder())
    return fresh
