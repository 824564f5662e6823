"""A form that holds a file is judged by its schema, the bytes of its files aside.

Stock judges a case again when a link or an aim has changed it, and takes every body with a file in it for
invalid then: what was accepted rightly would be a fault, and what was refused wrongly would be none.
"""

from typing import Any

from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.case import Case
from schemathesis.transport.serialization import Binary

_stock = Case._validate_component


def _judged(case: Case[Any], location: ParameterLocation, value: Any, validator: Any) -> bool:
    if location == ParameterLocation.BODY and isinstance(value, dict):
        value = {name: "" if isinstance(part, Binary) else part for name, part in value.items()}
    return _stock(case, location, value, validator)


def install() -> None:
    """Let Schemathesis judge forms so."""
    Case._validate_component = _judged  # type: ignore[method-assign, assignment]
