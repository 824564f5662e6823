"""JSON as RFC 8259 means it. Python's own reader takes more, and some of that becomes a 500 later."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import JSONParser
from rest_framework.utils.mediatypes import _MediaType

from apps.kernel.text import is_storable


class StrictJSONParser(JSONParser):
    """Refuse duplicate names, NaN and Infinity, foreign charsets, text nobody can store, and deep nesting."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the document.

        Raises:
            ParseError: it is not JSON, or not JSON that every reader understands alike.
            UnsupportedMediaType: it declares another charset than UTF-8.
        """
        charset = _MediaType(media_type or "").params.get("charset", "utf-8")
        if charset.strip('"').lower() not in ("utf-8", "utf8"):
            raise UnsupportedMediaType(media_type or "")
        try:
            document = json.loads(
                stream.read().decode("utf-8"),
                object_pairs_hook=_object,
                parse_constant=_refuse_constant,
                parse_float=_float,
            )
        except RecursionError:
            raise ParseError("JSON parse error - nested too deeply.") from None
        except ValueError as problem:
            raise ParseError(f"JSON parse error - {str(problem)[:200]}") from None
        _check(document, settings.JSON_DEPTH_LIMIT)
        return document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        raise ValueError("an object has the same name twice.")
    return document


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON.")


def _float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ValueError("a number is too large.")
    return value


def _check(document: Any, depth: int) -> None:
    """Refuse text with NUL or lone surrogates anywhere, names included, and nesting beyond `depth`."""
    if isinstance(document, str):
        if not is_storable(document):
            raise ParseError("JSON parse error - text with NUL or a lone surrogate.")
    elif isinstance(document, dict | list):
        if depth == 0:
            raise ParseError("JSON parse error - nested too deeply.")
        if isinstance(document, dict):
            for name, value in document.items():
                _check(name, depth - 1)
                _check(value, depth - 1)
        else:
            for value in document:
                _check(value, depth - 1)
