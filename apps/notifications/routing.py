"""Paths of sockets."""

from collections.abc import Awaitable, Callable
from typing import Any

from django.urls import path, re_path

from apps.notifications.consumers import NotificationsConsumer


async def refuse(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[Any]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """Refuse a socket on a path where there is none: the client sees HTTP 403."""
    await receive()
    await send({"type": "websocket.close"})


websocket_urlpatterns: list[Any] = [
    path("ws/notifications/", NotificationsConsumer.as_asgi()),
    re_path("", refuse),  # type: ignore[arg-type] # Channels routes ASGI applications
]
