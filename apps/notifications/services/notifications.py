"""Reading: by one's own hand, one or many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F

from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid
from apps.kernel.models import change
from apps.notifications import push, selectors
from apps.notifications.models import Notification


class IdsOrAll(Invalid):
    """Name the notifications that you have read, or say that it is all of them."""

    code = "notifications.ids_or_all"


class UnknownNotification(Invalid):
    """No such notification, or not visible to you."""

    code = "notifications.unknown_notification"


@dataclass(frozen=True, slots=True)
class Marked:
    """How many notifications were unread before, and how many still are."""

    updated: int
    unread_count: int


@transaction.atomic
def notification_update(*, notification_id: UUID, actor: Actor, is_read: bool | None = None) -> Notification:
    """Say that an own notification is read, or is not.

    Raises:
        NotificationNotFound: not visible to `actor`.
    """
    notification = selectors.notification_get_for_update(viewer=actor, notification_id=notification_id)
    if is_read is not None and is_read != notification.is_read:
        change(notification, {"is_read": is_read, "read_at": clock.now() if is_read else None})
        push.wake_on_commit([actor.user_id])
    return notification


@transaction.atomic
def notification_mark_read(
    *, actor: Actor, ids: Sequence[UUID] | None = None, all: bool | None = None
) -> Marked:
    """Say that these own notifications are read, or all that `actor` may see.

    Raises:
        IdsOrAll: both are given, or none.
        UnknownNotification: one of `ids` is not visible to `actor`; none is marked then.
    """
    if (ids is None) == (not all):
        raise IdsOrAll(pointer="/body/ids" if ids is None else "/body/all")
    rows = selectors.notification_list(viewer=actor)
    if ids is not None:
        known = set(rows.filter(id__in=ids).order_by().values_list("id", flat=True))
        for number, each in enumerate(ids):
            if each not in known:
                raise UnknownNotification(pointer=f"/body/ids/{number}")
        rows = rows.filter(id__in=known)
    # Locked in one order: two devices of a user do not wait for each other in a circle.
    locked = rows.filter(is_read=False).order_by("id").select_for_update(no_key=True, of=("self",))
    unread = list(locked.values_list("id", flat=True))
    now = clock.now()
    updated = Notification.objects.filter(id__in=unread).update(
        is_read=True, read_at=now, updated_at=now, version=F("version") + 1
    )
    if updated:
        push.wake_on_commit([actor.user_id])
    return Marked(updated, selectors.unread(viewer=actor).unread_count)
