"""Where the proofs run."""

import os

import pytest
from django.db import connection

from contract_tests import profiles
from contract_tests.defects import laboratory as laboratories


@pytest.fixture(scope="session")
def laboratory(request, tmp_path_factory, seeded_world, django_db_blocker):
    """Run the proofs side by side; those of every collected defect begin at once."""
    with django_db_blocker.unblock():
        found = connection.get_connection_params()
        connection.close()  # a database with somebody in it cannot be copied
    connect = {name: found[name] for name in ("user", "password", "host", "port") if found.get(name)}
    with laboratories.copies(found["dbname"], max(2, min(os.cpu_count() or 2, 8)), connect) as urls:
        made = laboratories.Laboratory(tmp_path_factory.mktemp("proofs"), urls)
        for item in request.session.items:
            defect = getattr(getattr(item, "callspec", None), "params", {}).get("defect")
            if defect is not None:
                made.proof(defect)
        try:
            yield made
        finally:
            made.close()
            made.write(profiles.ROOT / "reports" / "proofs.json")
