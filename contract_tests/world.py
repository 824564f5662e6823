"""The fixed rows that test cases meet: `manage.py seed_world`, called by name.

Ids are computed again from the names, so they are constants.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases

from hooks import storage
from hooks.isolation import keep_connection
from hooks.names import ACTORS, NAMESPACE, PASSWORD, email, identifier, reset_token

__all__ = [
    "ACTORS",
    "NAMESPACE",
    "NOBODY",
    "PASSWORD",
    "database_url",
    "email",
    "identifier",
    "reset_token",
    "seeded",
    "user_id",
]

NOBODY = identifier("nobody")  # a well-formed id that no row has


def user_id(actor: str) -> UUID:
    """Return the id of a user of the world."""
    return identifier(f"user/{actor}")


def database_url(name: str, connect: Mapping[str, Any]) -> str:
    """Return a database as DATABASE_URL names it.

    Args:
        connect: user, password, host and port, as psycopg takes them.
    """
    user, host = connect.get("user", ""), str(connect.get("host", ""))
    if host.startswith("/"):
        return f"postgresql://{user}:@/{name}?host={host}"
    port = f":{connect['port']}" if connect.get("port") else ""
    password = quote(str(connect.get("password", "")), safe="")
    return f"postgres://{quote(user, safe='')}:{password}@{host}{port}/{name}"


@contextmanager
def seeded() -> Iterator[None]:
    """Provide the test database and the files of the world; one of each process, so that runs may overlap."""
    keep_connection()
    name = str(connection.settings_dict["NAME"])
    ours = not name.startswith("test_")
    state = None
    if ours:
        _drop_abandoned(name)
        settings = connection.settings_dict["TEST"]
        settings["NAME"] = f"test_{name}_{os.getpid()}"
        # Not template1, the default: while anybody is connected to it, nobody can copy it.
        settings["TEMPLATE"] = "template0"
        state = setup_databases(verbosity=0, interactive=False, aliases={"default": None})
    try:
        with storage.own_folder():
            call_command("seed_world", verbosity=0)
            storage.listen()
            yield
    finally:
        if state is not None:
            for each in connections.all():
                each.close()
            teardown_databases(state, verbosity=0)


def _drop_abandoned(name: str) -> None:
    """Drop the test databases of runs that were killed."""
    with connection.cursor() as cursor:
        # The last number is the process that made it, also of the copies that the proofs make.
        named = f"^test_({name}|(proofs|meeting)_[0-9]+)_[0-9]+$"
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [named])
        for (database,) in cursor.fetchall():
            if Path("/proc").exists() and not Path(f"/proc/{database.rsplit('_', 1)[1]}").exists():
                cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    connection.close()
