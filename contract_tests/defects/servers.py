"""What is wrong only between processes, or only where a real server writes: nothing in process shows it."""

import importlib
import re
from collections import Counter
from typing import Any
from uuid import UUID, uuid4

from channels.layers import InMemoryChannelLayer, channel_layers

from contract_tests.defects.planting import Defect


class _OfServers(Defect):
    """What the deployment starts with is spoiled; no request has to come first."""

    operation = "notification_socket"
    whole = True
    test = "live_channel"
    checks = ("everybody_hears_it_from_whichever_server",)


class NewsStaysInItsProcess(_OfServers):
    """Who listens at another server than the one that tells hears of it at some later time."""

    def begin(self) -> None:
        """Let each process keep its own channel layer, whatever the settings say."""
        channel_layers.set("default", InMemoryChannelLayer())


class SocketsCountedInEachProcess(_OfServers):
    """Whoever may have ten sockets has ten at each server."""

    def begin(self) -> None:
        """Count in memory."""
        service: Any = importlib.import_module("apps.notifications.services.sockets")
        consumers: Any = importlib.import_module("apps.notifications.consumers")
        owners: dict[UUID, UUID] = {}

        def opened(*, user_id: UUID) -> UUID | None:
            if Counter(owners.values())[user_id] >= service.settings.SOCKETS_PER_USER:
                return None
            socket_id = uuid4()
            owners[socket_id] = user_id
            return socket_id

        consumers.sockets.socket_open = opened
        consumers.sockets.socket_close = lambda *, socket_id: owners.pop(socket_id, None)


class TokenInTheLogOfTheServer(_OfServers):
    """The server writes each opening of a socket into its log, with the token in the query."""

    def begin(self) -> None:
        """Mask nothing."""
        logs: Any = importlib.import_module("crm.api.logs")
        logs._SECRETS = re.compile(r"(?!)()()()")
