"""Sockets that let in whom they must not, stay open when they must close, or die of what they are sent."""

import importlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

import jwt

from contract_tests.defects.planting import Defect, Requests, room, spoilt
from hooks.sockets import PROTOCOL


class _OfTheSocket(Defect):
    """The socket is spoiled where it is made; no HTTP request has to come first.

    Attributes:
        acts: what the smallest scenario does, by its methods.
    """

    operation = "notification_socket"
    whole = True
    acts: tuple[str, ...]

    def begin(self) -> None:
        """Spoil the socket's own code, as a deployment that has changed it would."""
        self.spoil(importlib.import_module("apps.notifications.consumers"))

    def spoil(self, consumers: Any) -> None:
        """Spoil the module of the consumer."""
        raise NotImplementedError

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """Nothing but these acts."""
        return tuple(one["method"] for one in requests) == cls.acts


class TokenNotCheckedOnConnect(_OfTheSocket):
    """A token opens a socket by what it says, whoever has signed it and however long ago."""

    test = "channel::only_a_living_access_token_opens_a_socket"
    checks = ("only_a_living_access_token_opens_a_socket",)
    acts = ("OPEN",)

    def spoil(self, consumers: Any) -> None:
        """Read the claims, and look at nothing else."""
        _read_tokens_as(_whatever_it_says)


class RefreshTokenAcceptedBySocket(_OfTheSocket):
    """A refresh token opens a socket."""

    test = "channel::only_a_living_access_token_opens_a_socket"
    checks = ("only_a_living_access_token_opens_a_socket",)
    acts = ("OPEN",)

    def spoil(self, consumers: Any) -> None:
        """Take either kind."""
        tokens = room("apps.accounts.tokens")
        _read_tokens_as(lambda raw: tokens.read(raw, tokens.ACCESS, tokens.REFRESH))

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """One socket, opened with a refresh token."""
        given = f"{requests[0]['query']} {requests[0]['headers'].get(PROTOCOL, '')}"
        return super().is_minimal(requests) and "refresh" in given


class MalformedFrameKillsTheConsumer(_OfTheSocket):
    """What is no JSON ends the socket."""

    test = "channel::what_is_no_message_is_answered_by_an_error"
    checks = ("what_is_no_message_is_answered_by_an_error", "the_socket_never_fails")
    acts = ("OPEN", "SEND")

    def spoil(self, consumers: Any) -> None:
        """Let it escape."""
        real = consumers.frames.read

        def read(*, text: str | None, data: bytes | None) -> Any:
            try:
                return real(text=text, data=data)
            except consumers.FrameRefused as refused:
                if refused.code == "malformed":
                    raise ValueError("Expecting value") from None
                raise

        consumers.frames.read = read


class SocketSurvivesDeactivation(_OfTheSocket):
    """Whoever is deactivated while a socket is open goes on hearing everything."""

    operation = "user_deactivate"
    test = "channel::a_session_that_ends_closes_its_sockets"
    checks = ("a_session_that_ends_closes_its_sockets",)
    acts = ("OPEN", "POST")

    def spoil(self, consumers: Any) -> None:
        """Look at the session once, when the socket opens."""
        inbox = consumers.Inbox
        real = inbox._actor

        def actor(self: Any) -> Any:
            if not hasattr(self, "known"):
                self.known = real(self)
            return self.known

        inbox._actor = actor


class ErrorWithoutCode(_OfTheSocket):
    """An error does not say what was wrong."""

    test = "channel::what_is_no_message_is_answered_by_an_error"
    checks = ("the_server_sends_published_messages_only",)
    acts = ("OPEN", "SEND")

    def spoil(self, consumers: Any) -> None:
        """Leave it out."""
        real = consumers.NotificationsConsumer._put

        async def put(self: Any, event: dict[str, Any]) -> None:
            if '"type":"error"' in event.get("text", ""):
                event = {**event, "text": '{"type":"error"}'}
            await real(self, event)

        consumers.NotificationsConsumer._put = put


class ExpiryNotWatched(_OfTheSocket):
    """A socket outlives its token."""

    test = "channel::an_expired_token_closes_its_socket"
    checks = ("an_expired_token_closes_its_socket",)
    acts = ("OPEN", "WAIT")

    def spoil(self, consumers: Any) -> None:
        """Let each socket think that its token lives for ever."""
        inbox = consumers.Inbox
        real = inbox.__init__

        def init(self: Any, token: str) -> None:
            real(self, token)
            self.expires_at += 10**9

        inbox.__init__ = init


def _whatever_it_says(raw: str) -> Any:
    """Return the claims of a token that nobody has looked at."""
    tokens = room("apps.accounts.tokens")
    try:
        said = jwt.decode(raw, options={"verify_signature": False})
        user, family = UUID(str(said["sub"])), UUID(str(said["fam"]))
    except (jwt.InvalidTokenError, KeyError, ValueError):
        raise tokens.InvalidToken from None
    return tokens.Claims(tokens.ACCESS, user, family, str(said.get("jti")), int(said.get("exp", 0)))


def _read_tokens_as(read: Callable[[str], Any]) -> None:
    """Let the socket's handshake, and nothing else, read tokens so."""
    inbox, authentication = room("apps.notifications.inbox"), room("apps.accounts.authentication")

    def session_of(raw: str) -> Any:
        claims = read(raw)
        return authentication.selectors.session_user(claims=claims), claims

    inbox.authentication = spoilt(authentication, session_of=session_of)
