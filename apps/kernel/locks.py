"""Advisory locks of PostgreSQL, by name, held until the transaction ends."""

import hashlib

from django.db import connection


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def hold(name: str) -> None:
    """Wait for the lock `name` and hold it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(name)])


def share(name: str) -> None:
    """Wait until nobody holds the lock `name`; others may share it, but nobody gets to hold it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_number(name)])


def try_hold(name: str) -> bool:
    """Hold the lock `name` and return True, or return False at once when another transaction has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_number(name)])
        return bool(cursor.fetchone()[0])
