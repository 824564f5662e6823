"""Open sockets, counted in the database: every process sees them, and one that died is forgotten in time."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from apps.kernel import clock, locks
from apps.notifications.models import Socket

_BEATS = 3  # that may be missed


@transaction.atomic
def socket_open(*, user_id: UUID) -> UUID | None:
    """Count one more socket of the user and return its id; None when there are too many."""
    locks.hold(f"sockets:{user_id}")
    open_now = Socket.objects.filter(user_id=user_id)
    open_now.filter(expires_at__lte=clock.now()).delete()
    if open_now.count() >= settings.SOCKETS_PER_USER:
        return None
    return Socket.objects.create(user_id=user_id, expires_at=_until()).id


def socket_renew(*, socket_id: UUID, user_id: UUID) -> None:
    """Say that a socket is still open."""
    Socket.objects.update_or_create(id=socket_id, defaults={"user_id": user_id, "expires_at": _until()})


def socket_close(*, socket_id: UUID) -> None:
    """Count a socket no longer."""
    Socket.objects.filter(id=socket_id).delete()


def sockets_prune() -> int:
    """Forget the sockets of processes that died, and return how many."""
    deleted, _ = Socket.objects.filter(expires_at__lte=clock.now()).delete()
    return deleted


def _until() -> datetime:
    return clock.now() + timedelta(seconds=_BEATS * settings.SOCKET_HEARTBEAT_SECONDS)
