"""Tables: notifications and their counters, mails, digests, reminders that were sent, open sockets.

An application is named by its id without a constraint: when it is deleted, what was told of it stays where it
is, so that `seq` has no gap, and nobody sees it any more, because nobody sees the application.
"""

from typing import Any, ClassVar

import uuid_utils.compat
from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.accounts.preferences import NotificationType
from apps.kernel import clock
from apps.kernel.models import Entity

TYPES = [kind.value for kind in NotificationType]
PERIODS = ("daily", "weekly")


def _application() -> Any:
    return models.ForeignKey(
        "applications.Application",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )


class Counter(models.Model):
    """The last `seq` of a user; its row is the lock under which the next one is taken."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.last}"


class Notification(Entity):
    """One thing that one user is told. Only whether it is read ever changes."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="notifications",
        db_index=False,  # notifications_seq begins with it
    )
    seq = models.PositiveIntegerField()
    type = models.TextField(choices=[(kind, kind) for kind in TYPES])
    title = models.TextField()
    message = models.TextField()
    application = _application()
    object_type = models.TextField(null=True)  # noqa: DJ001 - the wire says null, not ""
    object_id = models.UUIDField(null=True)
    is_read = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "seq"], name="notifications_seq"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="notifications_from_one"),
            models.CheckConstraint(condition=Q(type__in=TYPES), name="notifications_type"),
            models.CheckConstraint(
                condition=Q(is_read=True, read_at__isnull=False) | Q(is_read=False, read_at=None),
                name="notifications_read_at",
            ),
            models.CheckConstraint(
                condition=Q(object_type=None, object_id=None)
                | Q(object_type__isnull=False, object_id__isnull=False),
                name="notifications_object_whole",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # the list as everybody first sees it, newest first
            models.Index(fields=["user", "-created_at", "-id"], name="notifications_newest"),
            # the badge
            models.Index(
                fields=["user", "type", "application"],
                condition=Q(is_read=False),
                name="notifications_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}: {self.title}"

    @property
    def object(self) -> dict[str, Any] | None:
        """What it is about, as the wire names it."""
        if self.object_type is None:
            return None
        return {"type": self.object_type, "id": self.object_id}


class Mail(models.Model):
    """One e-mail that is to be sent, by itself or within the next digest."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    title = models.TextField()
    message = models.TextField()
    application = _application()
    in_digest = models.BooleanField()
    created_at = models.DateTimeField(default=clock.now, editable=False)
    due_at = models.DateTimeField(default=clock.now)  # later than `created_at` after a failed attempt
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)  # sent, put into a digest, or out of the user's sight by then

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at", "id"], condition=Q(done_at=None), name="notifications_mail_due")
        ]

    def __str__(self) -> str:
        return self.title


class Digest(models.Model):
    """A user's mails of one period were bundled; once in a period."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,  # notifications_digest_once begins with it
    )
    period = models.TextField(choices=[(period, period) for period in PERIODS])
    starts_on = models.DateField()
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "period", "starts_on"], name="notifications_digest_once"),
            models.CheckConstraint(condition=Q(period__in=PERIODS), name="notifications_digest_period"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.period} {self.starts_on}"


class Reminder(models.Model):
    """Those of one role were reminded of an object at a threshold; never twice."""

    object_type = models.TextField()
    object_id = models.UUIDField()
    kind = models.TextField()
    threshold = models.PositiveSmallIntegerField()  # days
    role = models.TextField()
    as_of = models.DateField()
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["object_id", "object_type", "kind", "threshold", "role"],
                name="notifications_reminder_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.threshold} {self.role} {self.object_id}"


class Socket(models.Model):
    """An open connection of a user, as long as its process says so; a process that died says nothing."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.expires_at}"
