"""Path converters. A malformed identifier in a path is a 404, also without a token."""

import re
from typing import Any
from uuid import UUID

from django.urls import register_converter


class UUIDConverter:
    """A UUID in either case (RFC 9562); Django's own converter takes lower case only."""

    regex = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

    def to_python(self, value: str) -> UUID:
        """Return the identifier."""
        return UUID(value)

    def to_url(self, value: UUID) -> str:
        """Return the path segment."""
        return str(value)


class NumberConverter:
    """A number from 1 on, as it is counted: without a sign or leading zeros."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return the path segment."""
        return str(value)


class TokenConverter:
    """256 random bits in the URL-safe alphabet (RFC 4648, section 5)."""

    regex = "[A-Za-z0-9_-]{43}"

    def to_python(self, value: str) -> str:
        """Return the token."""
        return value

    def to_url(self, value: str) -> str:
        """Return the path segment."""
        return value


_UUID = re.compile(UUIDConverter.regex)


def as_uuid(value: Any) -> UUID:
    """Return an identifier as RFC 9562 writes it; Python would also take braces and stray hyphens.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise ValueError(value)
    return UUID(value)


def register() -> None:
    """Give `<id:...>`, `<number:...>` and `<token:...>` their meaning, for urlconfs loaded after that."""
    register_converter(UUIDConverter, "id")
    register_converter(NumberConverter, "number")
    register_converter(TokenConverter, "token")
