"""What the transaction in hand has written, as PostgreSQL counts it.

Who has written nothing has changed nothing, so nothing has to be read back to know it.
"""

from django.db import connection

_ROWS = """
    SELECT coalesce(sum(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
           + pg_stat_get_xact_tuples_deleted(oid)), 0)
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


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


def begin_anew() -> None:
    """Let the count begin at zero when the transaction in hand has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
