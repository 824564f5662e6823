"""Waking the sockets of users: a hint without content, so that nothing can reach the wrong one.

Each socket reads for itself what its user may see. A hint that is lost costs time only: sockets look again
by themselves every now and then.
"""

from collections.abc import Iterable
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

WAKE = "notifications.wake"


def group_of(user_id: UUID) -> str:
    """Return the group of a user's sockets in the channel layer."""
    return f"notifications.{user_id.hex}"


def wake_on_commit(user_ids: Iterable[UUID]) -> None:
    """Wake the sockets of these users when the transaction is done; a layer that is down fails nobody."""
    wanted = sorted(set(user_ids))
    if wanted:
        # Not a partial: Django asks for the name of what fails.
        transaction.on_commit(lambda: _wake(wanted), robust=True)


def _wake(user_ids: list[UUID]) -> None:
    async_to_sync(_send)(user_ids)


async def _send(user_ids: list[UUID]) -> None:
    layer = get_channel_layer()
    for user_id in user_ids:
        await layer.group_send(group_of(user_id), {"type": WAKE})
