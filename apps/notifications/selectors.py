"""Reads. Every public selector takes the viewer: what you may not see does not exist."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from apps.accounts import visibility
from apps.kernel.actor import Actor
from apps.kernel.errors import NotFound
from apps.kernel.models import found
from apps.notifications.models import TYPES, Counter, Mail, Notification


class NotificationNotFound(NotFound):
    """No such notification, or not visible to you."""

    code = "notifications.notification_not_found"


@dataclass(frozen=True, slots=True)
class Unread:
    """How many notifications wait to be read; each type is counted, also with 0."""

    unread_count: int
    by_type: dict[str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """The last `seq` of a user and how many visible notifications are unread, at one moment."""

    seq: int
    unread_count: int


def notification_list(*, viewer: Actor) -> QuerySet[Notification]:
    """Return the viewer's own notifications, less those of applications out of sight.

    Source: domain.md, section 3
    """
    return Notification.objects.filter(_in_sight(viewer), user_id=viewer.user_id)


def notification_get(*, viewer: Actor, notification_id: UUID) -> Notification:
    """Return one visible notification.

    Raises:
        NotificationNotFound: no such notification, or not visible to `viewer`.
    """
    return found(notification_list(viewer=viewer), notification_id, NotificationNotFound)


def notification_get_for_update(*, viewer: Actor, notification_id: UUID) -> Notification:
    """Return one visible notification, the row locked until the transaction ends.

    Raises:
        NotificationNotFound: no such notification, or not visible to `viewer`.
    """
    rows = notification_list(viewer=viewer).select_for_update(no_key=True)
    return found(rows, notification_id, NotificationNotFound)


def unread(*, viewer: Actor) -> Unread:
    """Return what waits to be read, in one query."""
    rows = notification_list(viewer=viewer).filter(is_read=False).order_by()
    counts = dict(rows.values_list("type").annotate(number=Count("id")))
    return Unread(sum(counts.values()), {kind: counts.get(kind, 0) for kind in TYPES})


def standing(*, viewer: Actor) -> Standing:
    """Return the viewer's `seq` and unread count as of one moment, in one query."""
    rows = notification_list(viewer=viewer).filter(is_read=False).order_by()
    counted = rows.values("user_id").annotate(number=Count("id")).values("number")
    counters = Counter.objects.filter(user_id=viewer.user_id)
    row = (
        counters.annotate(unread=Coalesce(Subquery(counted), Value(0))).values_list("last", "unread").first()
    )
    return Standing(*row) if row else Standing(0, 0)


def notification_range(*, viewer: Actor, after_seq: int, until_seq: int) -> QuerySet[Notification]:
    """Return the visible notifications within a range of `seq`, in its order."""
    rows = notification_list(viewer=viewer).filter(seq__gt=after_seq, seq__lte=until_seq)
    return rows.order_by("seq")


def told_of(application_ids: Iterable[UUID]) -> set[UUID]:
    """Return the users whose unread count may depend on who sees these applications."""
    rows = Notification.objects.filter(application_id__in=set(application_ids), is_read=False)
    return set(rows.order_by().values_list("user_id", flat=True).distinct())


def is_mail_in_sight(*, viewer: Actor, mail: Mail) -> bool:
    """Tell whether the addressee of a mail may still see what it is about."""
    return Mail.objects.filter(_in_sight(viewer), id=mail.id).exists()


def _in_sight(viewer: Actor) -> Q:
    return Q(application_id=None) | Q(application_id__in=visibility.application_ids(viewer))
