"""The published contract of the socket: `openapi/asyncapi.yaml`, read as any client of it would."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

DOCUMENT = Path(__file__).resolve().parent.parent / "openapi" / "asyncapi.yaml"
SERVER_FAILED = 1011
SOCKET = "notification_socket"  # what findings call the channel, as they call an operation
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_FORMATS = {
    "uuid": lambda text: _UUID.fullmatch(text) is not None,
    "date-time": lambda text: _INSTANT.fullmatch(text) is not None,
}


@cache
def document() -> Mapping[str, Any]:
    """Return the document."""
    loaded: dict[str, Any] = yaml.safe_load(DOCUMENT.read_text())
    return loaded


def _channel() -> Mapping[str, Any]:
    channel: dict[str, Any] = document()["channels"]["notifications"]
    return channel


def limit(name: str) -> int:
    """Return a published limit: frame_bytes, errors, replayed_at_once or sockets_of_a_user."""
    return int(_channel()["x-limits"][name])


def close_codes() -> dict[int, str]:
    """Return each published code with which the server closes, and what it means."""
    return {int(code): str(text) for code, text in _channel()["x-close-codes"].items()}


def error_codes() -> dict[str, str]:
    """Return each published code of an error, and what it means."""
    return {str(code): str(text) for code, text in _channel()["x-error-codes"].items()}


def client_messages() -> tuple[str, ...]:
    """Return the messages that the server receives."""
    return _messages("receive")


def server_messages() -> tuple[str, ...]:
    """Return the messages that the server sends, replies included."""
    return _messages("send")


def _messages(action: str) -> tuple[str, ...]:
    found: list[str] = []
    for operation in document()["operations"].values():
        named = operation["messages"] if operation["action"] == action else []
        if action == "send":
            named = [*named, *operation.get("reply", {}).get("messages", ())]
        found += [message["$ref"].rpartition("/")[2] for message in named]
    return tuple(dict.fromkeys(found))


def schema(message: str) -> dict[str, Any]:
    """Return the JSON Schema of a message, complete in itself."""
    reference = document()["components"]["messages"][message]["payload"]["$ref"]
    return {"$ref": reference, "components": {"schemas": document()["components"]["schemas"]}}


@cache
def _validator(message: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema(message), validate_formats=True, formats=_FORMATS)


def is_valid(message: str, value: object) -> bool:
    """Tell whether a JSON value is a message of this name."""
    try:
        return bool(_validator(message).is_valid(value))
    except UnicodeEncodeError:  # half of a character is no text
        return False


@cache
def types(messages: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the messages that carry each `type`."""
    found: dict[str, list[str]] = {}
    schemas = document()["components"]["schemas"]
    for message in messages:
        name = schema(message)["$ref"].rpartition("/")[2]
        found.setdefault(schemas[name]["properties"]["type"]["const"], []).append(message)
    return found


def sent(frame: str | bytes) -> str:
    """Return the name of the message that a client's frame is; empty when it is none, or too large a one."""
    if isinstance(frame, bytes) or len(frame) > limit("frame_bytes"):
        return ""
    try:
        value = json.loads(frame)
    except (ValueError, RecursionError):
        return ""
    kind = value.get("type") if isinstance(value, dict) else None
    named = types(client_messages()).get(kind, []) if isinstance(kind, str) else []
    return next((name for name in named if is_valid(name, value)), "")


def read(frame: str | bytes) -> tuple[str, dict[str, Any]]:
    """Return what the server has sent: the message's name, and its value.

    Raises:
        ValueError: it is no message that the server may send; the text says why.
    """
    if isinstance(frame, bytes):
        raise ValueError("a binary frame")
    try:
        value = json.loads(frame)
    except ValueError:
        raise ValueError("no JSON") from None
    kind = value.get("type") if isinstance(value, dict) else None
    (message,) = types(server_messages()).get(kind, [None]) if isinstance(kind, str) else (None,)
    if message is None:
        raise ValueError(f"no message of type {kind!r} is published")
    fault = next(iter(_validator(message).iter_errors(value)), None)
    if fault is not None:
        where = "/".join(map(str, fault.instance_path))
        raise ValueError(f"no valid {message}: /{where} {fault.message}")
    return message, value
