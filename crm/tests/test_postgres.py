"""Database URLs."""

import os
import subprocess
import sys

import pytest

from crm.postgres import _is_alive, database


def test_the_embedded_server_is_reached_through_its_socket():
    found = database("postgresql://postgres:@/crm?host=/some/where")
    assert found == {
        "NAME": "crm",
        "USER": "postgres",
        "HOST": "/some/where",
        "PORT": "",
        "ENGINE": "django.db.backends.postgresql",
    }


def test_a_server_url_is_read():
    found = database("postgres://u:p@db.example:5433/crm")
    assert (found["NAME"], found["HOST"], found["PORT"]) == ("crm", "db.example", 5433)


@pytest.mark.parametrize("url", ["sqlite:///x", "mysql://u:p@h/x"])
def test_another_database_is_refused(url):
    with pytest.raises(ValueError, match="PostgreSQL"):
        database(url)


def test_who_was_killed_uses_the_server_no_more():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert _is_alive(process.pid)
        process.kill()
        process.wait()
        assert not _is_alive(process.pid)
    assert _is_alive(os.getpid())
    assert _is_alive(os.getppid())
