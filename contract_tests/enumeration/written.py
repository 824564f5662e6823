"""What the transaction in hand has written, as PostgreSQL counts it, and what a request has read.

Who has written nothing has changed nothing, so nothing has to be read back to know it. Nor can an answer have
changed whose queries name no table that was written.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection

_WORD = re.compile(r"[a-z_0-9]+")
_BY_TABLE = """
    SELECT relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
           + pg_stat_get_xact_tuples_deleted(oid)
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
_ROWS = f"SELECT coalesce(sum(written), 0) FROM ({_BY_TABLE}) AS counted(name, written)"  # noqa: S608


def anything() -> bool:
    """Whether the transaction in hand has written anything: PostgreSQL gives it an id only then.

    Locking a row takes an id too, so the rows are counted as well. The count may hold rows of the transaction
    before, unless that called `begin_anew`: then something is read back in vain, never overlooked.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(f"SELECT counted.rows, pg_stat_force_next_flush() FROM ({_ROWS}) AS counted(rows)")  # noqa: S608
        return bool(cursor.fetchone()[0])


def rows() -> int:
    """Return a number that rises with each row this transaction writes, what is rolled back included.

    What earlier transactions have written may be in it, so only the difference tells anything.
    A lock is no write: a refused request that has only looked at its row leaves the number as it was.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ROWS)
        return int(cursor.fetchone()[0])


def tables() -> dict[str, int]:
    """Return for each table the number of `rows`; a table that was never written may be missing."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name, written FROM ({_BY_TABLE}) AS counted(name, written) WHERE written > 0")  # noqa: S608
        return dict(cursor.fetchall())


@contextmanager
def tables_read() -> Iterator[set[str]]:
    """Collect the tables that the statements of the block name."""
    found: set[str] = set()
    known = _known_tables()

    def note(execute: Callable[..., Any], statement: Any, *rest: Any) -> Any:
        found.update(known.intersection(_WORD.findall(str(statement))))
        return execute(statement, *rest)

    with connection.execute_wrapper(note):
        yield found


@cache
def _known_tables() -> frozenset[str]:
    return frozenset(connection.introspection.table_names())


def begin_anew() -> None:
    """Let the count begin at zero when the transaction in hand has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
