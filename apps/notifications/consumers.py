"""The socket: one loop for each, which takes one thing after the other.

What wakes it carries nothing; it reads for itself what its user may see, by number, so that nothing is lost,
doubled or out of order, however often and late it is woken. Wakes do not pile up while it is busy: there is
one bit for them. A frame of the client is read when the one before is answered. So a socket holds one frame
and at most a hundred notifications, and a client that reads too slowly is closed.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from channels.consumer import AsyncConsumer
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings

from apps.accounts.tokens import InvalidToken
from apps.notifications import frames, handshake
from apps.notifications.frames import ClientFrame, Frame, FrameRefused
from apps.notifications.inbox import Inbox
from apps.notifications.push import group_of
from apps.notifications.services import sockets
from apps.notifications.services.notifications import UnknownNotification

log = logging.getLogger("crm.notifications")
Event = dict[str, Any]
_LAYER_PAUSE = 1.0  # seconds, when the layer fails


class Closing(Exception):
    """The socket is to be closed with a code of `frames.CLOSE_CODES`."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Gone(Exception):
    """The client has gone; there is nobody to close."""


class NotificationsConsumer(AsyncConsumer):
    """`/ws/notifications/`."""

    inbox: Inbox
    seq: int  # everything up to here was sent
    unread_count: int  # as the client knows it

    async def __call__(
        self, scope: Event, receive: Callable[[], Awaitable[Event]], send: Callable[[Event], Awaitable[None]]
    ) -> None:
        """Serve one socket from its opening to its end."""
        self._receive, self._send = receive, send
        self._woken = asyncio.Event()
        self._errors = 0
        opening = await receive()
        if opening["type"] != "websocket.connect":
            return
        if not handshake.is_secure(scope):
            await send({"type": "websocket.close"})  # what is redirected over HTTP is refused like a bad path
            return
        # A refusal accepts too: a close before would reach browsers as a failed request without its code.
        protocol = handshake.BEARER if handshake.is_bearer_offered(scope) else None
        code = 1011
        try:
            await self._put({"type": "websocket.accept", "subprotocol": protocol})
            await self._serve(scope)
        except Gone:
            return
        except Closing as end:
            code = end.code
        except InvalidToken:
            code = 4401
        except Exception:
            log.exception("a socket has failed", extra={"action": "socket"})
        with suppress(Exception):  # the client may have gone meanwhile, or still not read
            await asyncio.wait_for(
                send({"type": "websocket.close", "code": code}), settings.SOCKET_SEND_SECONDS
            )

    async def _serve(self, scope: Event) -> None:
        if not handshake.is_origin_allowed(scope):
            raise Closing(4403)
        token = handshake.token_of(scope)
        if token is None:
            raise Closing(4401)
        self.inbox = await database_sync_to_async(Inbox)(token)
        user_id = self.inbox.user_id
        self._layer = get_channel_layer()
        self._channel = await self._layer.new_channel()
        socket_id = await database_sync_to_async(sockets.socket_open)(user_id=user_id)
        if socket_id is None:
            raise Closing(4429)
        self._socket_id = socket_id
        listener = None
        try:
            # In the group before anything is read: whatever comes after the reading wakes us.
            await self._layer.group_add(group_of(user_id), self._channel)
            listener = asyncio.create_task(self._listen())
            await self._hello()
            await self._loop()
        finally:
            if listener is not None:
                listener.cancel()
            # Also when the server stops: the next socket must not find this one counted.
            await asyncio.shield(self._leave())

    async def _leave(self) -> None:
        with suppress(Exception):  # a layer that is down forgets us by itself
            await self._layer.group_discard(group_of(self.inbox.user_id), self._channel)
        await database_sync_to_async(sockets.socket_close)(socket_id=self._socket_id)

    async def _listen(self) -> None:
        """Note that something has happened; what it is, the loop finds out."""
        while True:
            try:
                await self._layer.receive(self._channel)
            except Exception:
                log.exception("the channel layer has failed", extra={"action": "socket"})
                await asyncio.sleep(_LAYER_PAUSE)
                with suppress(Exception):
                    await self._layer.group_add(group_of(self.inbox.user_id), self._channel)
            self._woken.set()

    # --- the loop ------------------------------------------------------------------------------------
    async def _loop(self) -> None:
        beat = time.monotonic() + settings.SOCKET_HEARTBEAT_SECONDS
        client = asyncio.create_task(_started(self._receive))
        try:
            while True:
                woken = asyncio.create_task(self._woken.wait())
                left = min(self.inbox.expires_at - time.time(), beat - time.monotonic())
                await asyncio.wait({client, woken}, timeout=max(0, left), return_when=asyncio.FIRST_COMPLETED)
                woken.cancel()
                if time.time() >= self.inbox.expires_at:
                    raise Closing(4408)
                if time.monotonic() >= beat:
                    await self._renew()
                    beat = time.monotonic() + settings.SOCKET_HEARTBEAT_SECONDS
                    self._woken.set()
                if self._woken.is_set():
                    self._woken.clear()
                    await self._catch_up()
                if client.done():
                    event = client.result()
                    if event["type"] == "websocket.disconnect":
                        raise Gone
                    await self._answer(event)
                    client = asyncio.create_task(_started(self._receive))
        finally:
            client.cancel()

    async def _renew(self) -> None:
        await database_sync_to_async(sockets.socket_renew)(
            socket_id=self._socket_id, user_id=self.inbox.user_id
        )

    async def _answer(self, event: Event) -> None:
        """Do what one frame of the client asks for, or say why not."""
        try:
            await self._do(frames.read(text=event.get("text"), data=event.get("bytes")))
        except FrameRefused as refusal:
            await self._refuse(refusal.code)
        except UnknownNotification:
            await self._refuse("unknown_notification")

    async def _do(self, frame: ClientFrame) -> None:
        match frame:
            case frames.Ping():
                await self._tell(frames.Pong())
            case frames.GetUnreadCount():
                await self._catch_up(answer=True)
            case frames.MarkReadIds(ids=ids):
                await database_sync_to_async(self.inbox.mark_read)(ids)
                await self._catch_up(answer=True)
            case frames.MarkReadAll():
                await database_sync_to_async(self.inbox.mark_read)(None)
                await self._catch_up(answer=True)
            case frames.Replay(after_seq=after_seq):
                await self._replay(after_seq)

    async def _refuse(self, code: frames.ErrorCode) -> None:
        self._errors += 1
        await self._tell(frames.Error(code=code))
        if self._errors >= frames.MAX_ERRORS:
            raise Closing(4400)

    # --- what is sent --------------------------------------------------------------------------------
    async def _hello(self) -> None:
        standing = await database_sync_to_async(self.inbox.standing)()
        self.seq, self.unread_count = standing.seq, standing.unread_count
        await self._tell(
            frames.Hello(user=str(self.inbox.user_id), seq=self.seq, unread_count=self.unread_count)
        )

    async def _catch_up(self, *, answer: bool = False) -> None:
        """Send what is new, and the unread count when it has changed or was asked for."""
        while True:
            news = await database_sync_to_async(self.inbox.news)(self.seq)
            count, standing_seq = news.standing.unread_count, news.standing.seq
            for body in news.bodies:
                await self._tell(frames.Told(seq=body.seq, notification=body, unread_count=count))
                self.seq, self.unread_count = body.seq, count
            self.seq = max(self.seq, news.until_seq)
            if self.seq >= standing_seq:
                break
        if answer or count != self.unread_count:
            self.unread_count = count
            await self._tell(frames.UnreadCount(seq=standing_seq, unread_count=count))

    async def _replay(self, after_seq: int) -> None:
        """Send again what has a greater number. What was not sent yet counts as sent then."""
        if after_seq > self.seq:
            await self._catch_up()
        news = await database_sync_to_async(self.inbox.news)(after_seq)
        for body in news.bodies:
            count = news.standing.unread_count
            await self._tell(frames.Told(seq=body.seq, notification=body, unread_count=count))
            self.unread_count = count
        if after_seq <= self.seq:
            self.seq = max(self.seq, news.until_seq)
        await self._tell(frames.ReplayDone())

    async def _tell(self, frame: Frame) -> None:
        await self._put({"type": "websocket.send", "text": frame.model_dump_json()})

    async def _put(self, event: Event) -> None:
        """Hand an event to the server, which waits while the client does not read.

        Raises:
            Closing: it has not read for too long.
            Gone: it is not there any more.
        """
        try:
            await asyncio.wait_for(self._send(event), settings.SOCKET_SEND_SECONDS)
        except TimeoutError:
            raise Closing(1013) from None
        except OSError:  # what ASGI servers raise when the client has gone
            raise Gone from None


async def _started(receive: Callable[[], Awaitable[Event]]) -> Event:
    return await receive()
