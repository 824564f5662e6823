"""Path converters. A malformed identifier in a path is a 404, also without a token."""

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


def register() -> None:
    """Give `<id:...>` its meaning, for every urlconf that is loaded after this call."""
    register_converter(UUIDConverter, "id")
