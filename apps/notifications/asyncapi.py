"""The AsyncAPI document of the socket, made from the classes of its frames."""

from typing import Any, Literal

from django.conf import settings
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from apps.notifications import frames

VERSION = "3.0.0"
_MESSAGES = {**frames.CLIENT_MESSAGES, **frames.SERVER_MESSAGES}
_DESCRIPTION = f"""\
What you are told, at the moment when it is told.

Hand in an access token once, as `?token=` or as the sub-protocols `bearer, <token>`; the server then \
chooses `bearer`. The server accepts every socket and closes at once, without a frame, one that it refuses: \
the close code says why. Otherwise `hello` comes first.

Frames are text, JSON objects of at most {frames.MAX_BYTES} bytes when you send them. They are answered in \
their order. What is none of these messages is answered by `error`, whose code says why, and changes \
nothing; after {frames.MAX_ERRORS} errors the socket is closed.

A user may have several sockets open, on several devices; how many at once, `x-limits` says.

Notifications have a number, `seq`, that rises by one for each of them. They come in this order and never \
twice, those that you ask for again excepted. After a loss of connection, connect again and send `replay` \
with the last number that you have.
"""


def document() -> dict[str, Any]:
    """Return the document."""
    modes: list[tuple[type[frames.Frame], JsonSchemaMode]] = [
        *((each, "validation") for each in frames.CLIENT_MESSAGES.values()),
        *((each, "serialization") for each in frames.SERVER_MESSAGES.values()),
    ]
    _, schemas = models_json_schema(modes, ref_template="#/components/schemas/{model}")
    return {
        "asyncapi": VERSION,
        "info": {
            "title": "Loan CRM notifications",
            "version": "1.0.0",
            "description": _DESCRIPTION,
            "contact": {"name": "Loan CRM team", "url": "https://crm.example/"},
            "license": {"name": "Proprietary", "url": "https://crm.example/licence/"},
            "tags": [{"name": "Notifications", "description": "What you are told, at once."}],
        },
        "defaultContentType": "application/json",
        "servers": {
            "this": {
                "host": "crm.example",
                "protocol": "wss",
                "description": "This server",
                "security": [
                    {"$ref": "#/components/securitySchemes/query"},
                    {"$ref": "#/components/securitySchemes/subprotocol"},
                ],
            }
        },
        "channels": {
            "notifications": {
                "address": "/ws/notifications/",
                "servers": [{"$ref": "#/servers/this"}],
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in _MESSAGES},
                "bindings": {
                    "ws": {
                        "method": "GET",
                        "query": {
                            "type": "object",
                            "properties": {"token": {"type": "string", "description": "An access token."}},
                        },
                        "bindingVersion": "0.1.0",
                    }
                },
                "x-error-codes": dict(frames.ERROR_CODES),
                "x-close-codes": {str(code): text for code, text in frames.CLOSE_CODES.items()},
                "x-limits": {
                    "frame_bytes": frames.MAX_BYTES,
                    "errors": frames.MAX_ERRORS,
                    "replayed_at_once": frames.REPLAYED_AT_ONCE,
                    "sockets_of_a_user": settings.SOCKETS_PER_USER,
                },
            }
        },
        "operations": {
            **{name: _received(name) for name in frames.CLIENT_MESSAGES},
            **{
                f"tell_{name}": _operation("send", name) for name in ("hello", "notification", "unread_count")
            },
        },
        "components": {
            "messages": {name: _message(name, frame) for name, frame in _MESSAGES.items()},
            "schemas": schemas["$defs"],
            "securitySchemes": {
                "query": {"type": "httpApiKey", "name": "token", "in": "query"},
                "subprotocol": {
                    "type": "httpApiKey",
                    "name": "Sec-WebSocket-Protocol",
                    "in": "header",
                    "description": "`bearer, <token>`",
                },
            },
        },
    }


def _operation(action: Literal["send", "receive"], name: str) -> dict[str, Any]:
    return {
        "action": action,
        "description": _summary(_MESSAGES[name]),
        "channel": {"$ref": "#/channels/notifications"},
        "messages": [_named(name)],
    }


def _received(name: str) -> dict[str, Any]:
    answers, refusals = (*frames.REPLIES[name], "error"), frames.REFUSALS.get(name, ())
    return {
        **_operation("receive", name),
        "reply": {
            "channel": {"$ref": "#/channels/notifications"},
            "messages": [_named(answer) for answer in answers],
        },
        **({"x-error-codes": list(refusals)} if refusals else {}),
    }


def _summary(frame: type[frames.Frame]) -> str:
    return (frame.__doc__ or "").strip().splitlines()[0]


def _named(name: str) -> dict[str, str]:
    return {"$ref": f"#/channels/notifications/messages/{name}"}


def _message(name: str, frame: type[frames.Frame]) -> dict[str, Any]:
    return {
        "name": name,
        "summary": _summary(frame),
        "payload": {"$ref": f"#/components/schemas/{frame.__name__}"},
    }
