"""One test case, one transaction, rolled back: the call, its checks and their probes.

The request runs inside a savepoint of its own, so that a database error neither poisons the rest of the case
nor hides. PostgreSQL checks deferred constraints at commit, which a rolled-back case never reaches: they are
checked after each request instead, and what would have run after the commit runs then.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from django.core import mail, signals
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, close_old_connections, connections, reset_queries, transaction
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus

from hooks import storage


def keep_connection() -> None:
    """Stop requests from closing the connection that holds the transaction of the case.

    Django closes connections around each request whose autocommit differs from the settings; inside a test
    transaction it does. Django's own test client disconnects the same receivers, and connects them again
    after each of its requests, which is why every case comes here.
    """
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    signals.request_started.disconnect(reset_queries)


@contextmanager
def rollback_case(alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Run one test case and undo everything it did: rows, files, throttle counters, mail."""
    keep_connection()
    _forget_what_no_rollback_undoes()
    with storage.undone(), transaction.atomic(using=alias):
        try:
            yield
        finally:
            transaction.set_rollback(True, using=alias)
            connections[alias].run_on_commit.clear()


@contextmanager
def request_savepoint(alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Run one request; roll it back alone when it left the transaction unusable."""
    connection = connections[alias]
    if not connection.in_atomic_block:
        yield
        return
    _tell(connection, b"SAVEPOINT request")
    try:
        yield
    finally:
        raw = connection.connection
        if connection.needs_rollback or raw.info.transaction_status == TransactionStatus.INERROR:
            connection.needs_rollback = False
            _tell(connection, b"ROLLBACK TO SAVEPOINT request; RELEASE SAVEPOINT request")
        else:
            _tell(connection, b"RELEASE SAVEPOINT request")


def commit_as_production_would(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Do what the end of the request's transaction would do: check deferred constraints, run what waits for
    commit.

    Call it inside `request_savepoint`, which takes the request back when this fails.

    Raises:
        django.db.IntegrityError: a deferred constraint does not hold; production would answer 500.
        Exception: whatever the code that waits for the commit raises.
    """
    connection = connections[alias]
    if not connection.in_atomic_block:
        return
    try:
        _tell(connection, b"SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        waiting: list[Any] = connection.run_on_commit
        connection.run_on_commit = []
        for _, function, robust in waiting:
            with suppress(Exception) if robust else nullcontext():
                function()
    except Exception:
        connection.needs_rollback = True
        raise


def _tell(connection: Any, statements: bytes) -> None:
    """Run statements that have no parameters and no rows, without a cursor, which costs five times as much.

    Raises:
        django.db.Error: PostgreSQL refuses one of them, and those that follow it are not run; or the
            transaction is not fit for any.
    """
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        raw = connection.connection
        if raw.info.transaction_status == TransactionStatus.IDLE:
            raw.execute(statements)  # begins the transaction first
            return
        ended = raw.pgconn.exec_(statements)
        if ended.status not in (ExecStatus.COMMAND_OK, ExecStatus.EMPTY_QUERY):
            raise error_from_result(ended, raw.info.encoding)


def _forget_what_no_rollback_undoes() -> None:
    cache.clear()
    if hasattr(mail, "outbox"):
        mail.outbox.clear()
