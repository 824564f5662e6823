"""Every frame of the socket, in both directions. The AsyncAPI document is made from these classes.

Strict: a frame has exactly the fields of its class, and nothing is taken for something else.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)

from apps.accounts.preferences import NotificationType
from apps.kernel.converters import as_uuid

MAX_BYTES: Final = 4096
MAX_ERRORS: Final = 10
IDS_AT_ONCE: Final = 100
REPLAYED_AT_ONCE: Final = 100
_MAX_SEQ = 2**31 - 1

ErrorCode = Literal["malformed", "too_large", "unknown_type", "invalid", "unknown_notification"]
# Looked at in this order: the first that is true is answered.
ERROR_CODES: Final[Mapping[ErrorCode, str]] = {
    "too_large": f"The frame has more than {MAX_BYTES} bytes.",
    "malformed": "The frame is no JSON object: a binary one, another value, broken, or with a name twice.",
    "unknown_type": "The object has no `type`, or one that is none of the messages.",
    "invalid": "The message has not exactly the fields of its type, or a value that these do not take.",
    "unknown_notification": "One of the ids is no notification of the user's that is in sight.",
}
CLOSE_CODES: Final[Mapping[int, str]] = {
    1011: "The server has failed.",
    1013: "The client reads too slowly. Connect again and ask for a replay.",
    4400: f"The client has made {MAX_ERRORS} errors.",
    4401: "Not authenticated: no token, or one that is not or no longer good.",
    4403: "The page that connects is not one of ours.",
    4408: "The access token has expired. Connect again with a new one.",
    4429: "The user has as many sockets open as they may have: `sockets_of_a_user`.",
}


class FrameRefused(Exception):
    """What the client sent is no frame of ours."""

    def __init__(self, code: ErrorCode) -> None:
        super().__init__(code)
        self.code: ErrorCode = code


def _whole(value: Any) -> Any:
    """Return 5 for 5.0: they are the same number to JSON Schema."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _true(value: Any) -> Any:
    """Return a boolean; 1 is equal to true and is none."""
    if not isinstance(value, bool):
        raise ValueError("not a boolean")
    return value


def _unique(ids: list[UUID]) -> list[UUID]:
    if len(set(ids)) < len(ids):
        raise ValueError("each id may stand once")
    return ids


Id = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"})]
Instant = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Seq = Annotated[int, Field(ge=0, le=_MAX_SEQ)]
Count = Annotated[int, Field(ge=0)]
GivenId = Annotated[UUID, BeforeValidator(as_uuid)]
GivenIds = Annotated[
    list[GivenId],
    Field(min_length=1, max_length=IDS_AT_ONCE, json_schema_extra={"uniqueItems": True}),
    AfterValidator(_unique),
]


class Frame(BaseModel):
    """One text frame: a JSON object that says its type."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, json_schema_serialization_defaults_required=True
    )


# --- what the client sends ----------------------------------------------------------------------------
class Ping(Frame):
    """Is anybody there?"""

    type: Literal["ping"]


class GetUnreadCount(Frame):
    """How many notifications are unread?"""

    type: Literal["get_unread_count"]


class MarkReadIds(Frame):
    """These notifications of mine are read."""

    type: Literal["mark_read"]
    ids: GivenIds


class MarkReadAll(Frame):
    """All notifications of mine are read."""

    type: Literal["mark_read"]
    all: Annotated[Literal[True], BeforeValidator(_true)]


class Replay(Frame):
    """Send again what has a greater number, at most 100 of them."""

    type: Literal["replay"]
    after_seq: Annotated[Seq, BeforeValidator(_whole)]


ClientFrame = Ping | GetUnreadCount | MarkReadIds | MarkReadAll | Replay
CLIENT_MESSAGES: Final[Mapping[str, type[Frame]]] = {
    "ping": Ping,
    "get_unread_count": GetUnreadCount,
    "mark_read_ids": MarkReadIds,
    "mark_read_all": MarkReadAll,
    "replay": Replay,
}


# --- what the server sends ----------------------------------------------------------------------------
class About(Frame):
    """What a notification links to."""

    type: str
    id: Id


class NotificationBody(Frame):
    """A notification as `GET /api/v1/notifications/{id}/` shows it."""

    id: Id
    seq: Seq
    type: Literal[*(kind.value for kind in NotificationType)]  # type: ignore[valid-type] # one for each
    title: str
    message: str
    application_id: Id | None
    object: About | None
    is_read: bool
    read_at: Instant | None
    created_at: Instant
    updated_at: Instant
    created_by: Id | None
    version: Annotated[int, Field(ge=1)]


class Hello(Frame):
    """The first frame: who you are, the number of your last notification, and how many are unread."""

    type: Literal["hello"] = "hello"
    user: Id
    seq: Seq
    unread_count: Count


class Told(Frame):
    """A notification: a new one, or one that was asked for again."""

    type: Literal["notification"] = "notification"
    seq: Seq
    notification: NotificationBody
    unread_count: Count


class UnreadCount(Frame):
    """How many are unread: it has changed, here or elsewhere, or you have asked."""

    type: Literal["unread_count"] = "unread_count"
    seq: Seq
    unread_count: Count


class Pong(Frame):
    """Somebody is there."""

    type: Literal["pong"] = "pong"


class ReplayDone(Frame):
    """All that was asked for again has been sent."""

    type: Literal["replay_done"] = "replay_done"


_MEANINGS: Final = " ".join(f"`{code}`: {text}" for code, text in ERROR_CODES.items())


class Error(Frame):
    """What you sent was not understood, or refused; nothing has changed."""

    type: Literal["error"] = "error"
    code: Annotated[ErrorCode, Field(description=_MEANINGS)]


SERVER_MESSAGES: Final[Mapping[str, type[Frame]]] = {
    "hello": Hello,
    "notification": Told,
    "unread_count": UnreadCount,
    "pong": Pong,
    "replay_done": ReplayDone,
    "error": Error,
}
# What the server answers with; `error` besides, to whatever it does not understand or refuses.
REPLIES: Final[Mapping[str, tuple[str, ...]]] = {
    "ping": ("pong",),
    "get_unread_count": ("unread_count",),
    "mark_read_ids": ("unread_count",),
    "mark_read_all": ("unread_count",),
    "replay": ("notification", "replay_done"),
}

# What a message is refused by although its schema takes it. All other codes are of what is no message.
REFUSALS: Final[Mapping[str, tuple[ErrorCode, ...]]] = {"mark_read_ids": ("unknown_notification",)}

_READERS: Final[Mapping[str, TypeAdapter[Any]]] = {
    "ping": TypeAdapter(Ping),
    "get_unread_count": TypeAdapter(GetUnreadCount),
    "mark_read": TypeAdapter(MarkReadIds | MarkReadAll),
    "replay": TypeAdapter(Replay),
}


def read(*, text: str | None, data: bytes | None) -> ClientFrame:
    """Return the frame that a client has sent.

    Args:
        text: of a text frame.
        data: of a binary one, which is never right.

    Raises:
        FrameRefused: it is none of ours.
    """
    if text is None:
        raise FrameRefused("too_large" if len(data or b"") > MAX_BYTES else "malformed")
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise FrameRefused("malformed") from None
    if size > MAX_BYTES:
        raise FrameRefused("too_large")
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise FrameRefused("malformed") from None
    if not isinstance(document, dict):
        raise FrameRefused("malformed")
    kind = document.get("type")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise FrameRefused("unknown_type")
    try:
        frame: ClientFrame = reader.validate_json(text)
    except ValidationError:
        raise FrameRefused("invalid") from None
    return frame


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        raise ValueError("an object has the same name twice")
    return document


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
