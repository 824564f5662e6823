"""Frames that are no message, each wrong in one way; and the largest that are right."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from contract_tests import asyncapi
from contract_tests.channel.steps import Step, sent

PING = '{"type":"ping"}'
_ID = "00000000-0000-4000-8000-000000000001"
_SEVERAL = [str(UUID(int=(4 << 76) + (2 << 62) + number)) for number in range(101)]
VALUES: tuple[Any, ...] = (None, True, False, 0, 1, -1, 1.5, "", "0", "ping", [], [0], {}, {"type": "ping"})


def malformed(socket: str) -> Iterator[Step]:
    """Yield frames that are wrong before anybody asks what they mean, and those at their limits."""
    most = asyncapi.limit("frame_bytes")
    texts = [
        "",
        " ",
        "\ufeff" + PING,
        PING[:-1],
        PING + PING,
        PING + "}",
        PING.replace('"', "'"),
        "{type:ping}",
        "ping",
        "\x00",
        '{"type":"ping","type":"ping"}',
        '{"type":"replay","after_seq":1,"after_seq":0}',
        '{"type":"replay","after_seq":NaN}',
        '{"type":"replay","after_seq":Infinity}',
        '{"type":"replay","after_seq":-Infinity}',
        '{"type":"replay","after_seq":1e999}',
        '{"type":"replay","after_seq":01}',
        '{"type":"replay","after_seq":1.0}',
        '{"type":"replay","after_seq":-0}',
        '{"type":"replay","after_seq":2147483648}',
        '{"type":"replay","after_seq":' + "9" * 3000 + "}",
        '{"type":"\\ud800"}',
        '{"type":"ping","\\ud800":1}',
        '{"type":"ping","x":"\\u0000"}',
        '{"type":"pin\\u0067"}',
        "/*x*/" + PING,
        PING + " " * (most - len(PING)),
        PING + " " * (most + 1 - len(PING)),
        '{"type":"ping","x":"' + "é" * (most // 2) + '"}',  # more bytes than characters
        "[" * 2000 + "]" * 2000,
        '{"x":' * 600 + "1" + "}" * 600,
        '{"type":"ping","x":' + "[" * 1500 + "]" * 1500 + "}",
        "x" * (most + 1),
    ]
    yield from (sent(socket, text=text) for text in texts)
    datas = [b"", PING.encode(), b"\xff\xfe", b"\xc3\x28", b"x" * most, b"x" * (most + 1)]
    yield from (sent(socket, data=data) for data in datas)


def wrong_messages(socket: str) -> Iterator[Step]:
    """Yield JSON that is no message, or nearly one."""
    for value in VALUES:
        yield sent(socket, value)
        yield sent(socket, {"type": value})
        if value is not True:
            yield sent(socket, {"type": "mark_read", "all": value})
        yield sent(socket, {"type": "mark_read", "ids": value})
        yield sent(socket, {"type": "mark_read", "ids": [value]})
        if value not in (0, 1) or isinstance(value, bool):
            yield sent(socket, {"type": "replay", "after_seq": value})
    for message in _messages():
        yield sent(socket, {name: value for name, value in message.items() if name != "type"})
        yield sent(socket, {**message, "more": 1})
        yield sent(socket, {**message, "type": str(message["type"]).upper()})
        yield sent(socket, {**message, "type": f"{message['type']} "})
        for name in message.keys() - {"type"}:
            yield sent(socket, {other: value for other, value in message.items() if other != name})
    for server_message in asyncapi.types(asyncapi.server_messages()):
        yield sent(socket, {"type": server_message})
    yield sent(socket, {"type": "mark_read", "ids": [_ID], "all": True})
    yield sent(socket, {"type": "mark_read", "ids": [_ID, _ID]})
    for text in (_ID.replace("-", ""), f"{{{_ID}}}", f"urn:uuid:{_ID}", f" {_ID}", _ID[:-1], f"{_ID}0"):
        yield sent(socket, {"type": "mark_read", "ids": [text]})
    yield sent(socket, text=json.dumps({"type": "mark_read", "ids": _SEVERAL[:100]}, separators=(",", ":")))
    yield sent(socket, text=json.dumps({"type": "mark_read", "ids": _SEVERAL}, separators=(",", ":")))


def _messages() -> tuple[dict[str, Any], ...]:
    return (
        {"type": "ping"},
        {"type": "get_unread_count"},
        {"type": "mark_read", "all": True},
        {"type": "mark_read", "ids": [_ID]},
        {"type": "replay", "after_seq": 1},
    )
