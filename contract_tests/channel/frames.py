"""What a frame of the client is, by the published contract and domain.md, section 9."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contract_tests import asyncapi

# Nesting that any reader of JSON follows. Beyond, one reader gives up where another sees a wrong field.
_DEPTH = 64
_TOO_DEEP = frozenset({"malformed", "unknown_type", "invalid"})


@dataclass(frozen=True, slots=True)
class Meant:
    """What a frame is.

    Args:
        message: its name; empty when it is none.
        codes: one of these is in the error that answers it, when it is none.
    """

    message: str
    value: Mapping[str, Any]
    codes: frozenset[str] = frozenset()


def content(body: Mapping[str, Any]) -> str | bytes:
    """Return the frame that a stored step sends: text, or bytes of a binary frame."""
    if "base64" in body:
        return base64.b64decode(body["base64"])
    return json.dumps(body["json"]) if "json" in body else str(body["text"])


def meaning(frame: str | bytes) -> Meant:
    """Return what a frame is."""
    size = len(frame if isinstance(frame, bytes) else frame.encode("utf-8", "surrogatepass"))
    if size > asyncapi.limit("frame_bytes"):
        return _none("too_large")
    if isinstance(frame, bytes):
        return _none("malformed")
    try:
        value = json.loads(frame, object_pairs_hook=_object, parse_constant=_refused)
    except RecursionError:
        return Meant("", {}, _TOO_DEEP)
    except ValueError:
        return _none("malformed")
    if not isinstance(value, dict):
        return _none("malformed")
    if _depth(value) > _DEPTH:
        return Meant("", {}, _TOO_DEEP)
    kind = value.get("type")
    known = asyncapi.types(asyncapi.client_messages())
    if not isinstance(kind, str) or kind not in known:
        return _none("unknown_type")
    message = next((name for name in known[kind] if asyncapi.is_valid(name, value)), "")
    # An id may be written in two ways, and stands once all the same.
    ids = [str(one).lower() for one in value["ids"]] if message and "ids" in value else []
    if not message or len(set(ids)) < len(ids):
        return _none("invalid")
    return Meant(message, value)


def _none(code: str) -> Meant:
    return Meant("", {}, frozenset({code}))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("the same name twice")
    return value


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _depth(value: Any) -> int:
    """Return how deep a JSON value is nested."""
    depth, level = 0, [value]
    while level:
        depth += 1
        inner = [one for one in level if isinstance(one, (dict, list))]
        level = [item for one in inner for item in (one.values() if isinstance(one, dict) else one)]
    return depth
