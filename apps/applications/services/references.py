"""Reference numbers, APP-2026-000001: counted for each business year, without gaps."""

from datetime import date

from django.db import connection

_NEXT = """
INSERT INTO applications_referencecounter (year, last) VALUES (%s, 1)
ON CONFLICT (year) DO UPDATE SET last = applications_referencecounter.last + 1
RETURNING last
"""


def reference_take(day: date) -> str:
    """Return the next reference of the day's year; the next caller waits until this transaction has ended.

    A rolled back application gives its number back, because the counter is rolled back with it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [day.year])
        (number,) = cursor.fetchone()
    return f"APP-{day.year:04}-{number:06}"
