"""Database URLs."""

import pytest

from crm.postgres import database


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
