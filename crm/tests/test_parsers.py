"""JSON that two readers could understand differently is refused."""

import io

import pytest
from rest_framework.exceptions import ParseError, UnsupportedMediaType

from crm.api.parsers import StrictJSONParser


def _parse(raw, media_type="application/json"):
    return StrictJSONParser().parse(io.BytesIO(raw), media_type)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": 1, "a": 2}',
        b"NaN",
        b"-Infinity",
        b"1e400",
        b'"\\ud800"',
        b'{"\\udfff": 1}',
        b'["a\\u0000"]',
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
        b"[" * 40 + b"]" * 40,
        b"1" * 5_000,
        b"",
        b"{",
    ],
)
def test_it_is_a_parse_error(raw):
    with pytest.raises(ParseError):
        _parse(raw)


def test_a_foreign_charset_is_another_media_type():
    assert _parse(b'"\xc3\xa9"', "application/json; charset=UTF-8") == "é"
    with pytest.raises(UnsupportedMediaType):
        _parse(b'"\xe9"', "application/json; charset=latin-1")
