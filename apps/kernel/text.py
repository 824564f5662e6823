"""One definition of clean text, for bodies and query parameters alike."""

import re
import unicodedata
from datetime import date
from typing import Any

# White space on which Python, ECMA-262 and Unicode agree. Written out, because `\s` differs between them and
# the pattern in the schema must mean the same to every reader.
_SPACE = "\t\n\x0b\x0c\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_TRIM = re.compile(f"^[{_SPACE}]+|[{_SPACE}]+$")
# Something visible somewhere, and no NUL anywhere: PostgreSQL cannot store one.
NOT_BLANK = (
    r"^[^\u0000]*"
    r"[^\u0000\t\n\u000b\u000c\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
    r"[^\u0000]*$"
)
# RFC 3339 has a year 0; neither Python nor PostgreSQL has.
A_YEAR = "^(?!0000)"
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
NO_NUL = r"^[^\u0000]*$"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(value: str) -> bool:
    """Return False for text with NUL or lone surrogates, which PostgreSQL and UTF-8 cannot hold."""
    return _UNSTORABLE.search(value) is None


def clean(value: str) -> str:
    """Return `value` trimmed and in Unicode normalisation form C."""
    return unicodedata.normalize("NFC", _TRIM.sub("", value))


def as_date(value: Any) -> date:
    """Return a calendar date as RFC 3339 writes it; Python would also take `20260331` and week dates.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError(value)
    return date.fromisoformat(value)


def pointer_segment(name: str) -> str:
    """Return a name as one JSON pointer segment (RFC 6901), cut to a length that is safe to repeat."""
    return name[:100].replace("~", "~0").replace("/", "~1")
