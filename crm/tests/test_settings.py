"""Production does not start on development settings."""

import os
import subprocess
import sys

import pytest
from django.core.management import call_command

_SECRET = "0123456789-abcdefghijklmnopqrstuvwxyz-0123456789-abcdef"
_GOOD = {
    "PRODUCTION": "1",
    "SECRET_KEY": _SECRET,
    "JWT_SIGNING_KEY": "j" * 50,
    "ALLOWED_HOSTS": "crm.example",
    "DATABASE_URL": "postgres://u:p@127.0.0.1/crm",
    "CACHE_URL": "rediscache://127.0.0.1/0",
    "SIGNING_KEY_FILE": "/run/secrets/seal.pem",
    "DOCUMENTS_DIR": "/srv/crm/documents",
}


def _start(**changes):
    environment = {
        "PATH": os.environ["PATH"],
        **{k: v for k, v in {**_GOOD, **changes}.items() if v is not None},
    }
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_complete_production_environment_starts_clean(tmp_path):
    key = tmp_path / "seal.pem"
    call_command("signing_key_create", key)
    started = _start(SIGNING_KEY_FILE=str(key))
    assert started.returncode == 0, started.stderr


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY must be a secret of its own"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be a secret of its own"),
        ({"JWT_SIGNING_KEY": _SECRET}, "must be a secret of its own"),
        ({"JWT_SIGNING_KEY": "short"}, "JWT_SIGNING_KEY must be a secret of its own"),
        ({"DEBUG": "1"}, "exclude each other"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS must be set"),
        ({"DATABASE_URL": None}, "DATABASE_URL must be set"),
        ({"CACHE_URL": None}, "CACHE_URL must be set"),
        ({"SIGNING_KEY_FILE": None}, "SIGNING_KEY_FILE must be set"),
        ({"DOCUMENTS_DIR": None}, "DOCUMENTS_DIR or DOCUMENTS_BUCKET must be set"),
        ({"DATABASE_URL": "sqlite:///x"}, "must name PostgreSQL"),
        ({}, "documents.E001"),  # the key's file is not there
    ],
)
def test_an_incomplete_one_refuses_and_says_why(change, message):
    refused = _start(**change)
    assert refused.returncode != 0
    assert message in refused.stderr
