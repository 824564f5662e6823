"""The admin site: for admins, under the same throttle, read-only."""

import pytest
from django.core.management import call_command

from apps.accounts.models import LoginFailure

PASSWORD = "Contract-world-2026"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world():
    call_command("seed_world", verbosity=0)


def _sign_in(client, who, password=PASSWORD):
    return client.post(
        "/admin/login/?next=/admin/", {"username": f"{who}@world.example", "password": password}
    )


def test_an_admin_signs_in_and_looks_around(client):
    assert _sign_in(client, "admin").status_code == 302
    for page in ("", "accounts/user/", "audit/auditevent/", "documents/document/", "notes/note/"):
        assert client.get(f"/admin/{page}").status_code == 200
    assert client.get("/admin/accounts/user/add/").status_code == 403


@pytest.mark.parametrize("who", ["broker", "bdm", "borrower", "deactivated"])
def test_others_do_not(client, who):
    assert _sign_in(client, who).status_code == 200  # the form again
    assert client.get("/admin/").status_code == 302


def test_guessing_is_throttled(client, settings):
    for _ in range(settings.LOGIN_FAILURES + 2):
        _sign_in(client, "admin", "wrong")
    assert LoginFailure.objects.count() == settings.LOGIN_FAILURES
    _sign_in(client, "admin")
    assert client.get("/admin/").status_code == 302
