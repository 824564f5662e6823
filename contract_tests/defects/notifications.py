"""People who are told what is not theirs, twice, or not at all; and badges that count something else."""

import importlib
from dataclasses import replace
from typing import Any, ClassVar

from channels.db import database_sync_to_async
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from contract_tests.defects.planting import Defect, Requests, room, spoilt

_HEARS = ("each_socket_hears_exactly_what_its_owner_is_told",)
_TOLD = "inboxes::whoever_is_to_be_told_is_told_once"


class _Told(Defect):
    """Telling is spoiled where it is done; no request has to come first.

    Attributes:
        most: how many writes, socket steps included, the smallest scenario has at most.
    """

    whole = True
    most: ClassVar[int] = 2

    def begin(self) -> None:
        """Spoil the application's own modules, as a deployment that has changed them would."""
        for name in ("consumers", "handlers", "services.reminders", "services.digests"):
            importlib.import_module(f"apps.notifications.{name}")
        self.spoil()

    def spoil(self) -> None:
        """Spoil them."""
        raise NotImplementedError

    @classmethod
    def is_minimal(cls, requests: Requests) -> bool:
        """No more than these writes, and looks."""
        return len([one for one in requests if one["method"] != "GET"]) <= cls.most


def _selectors() -> Any:
    return room("apps.notifications.selectors")


def _rows() -> Any:
    return room("apps.notifications.models").Notification.objects


class MessageToTheWrongUser(_Told):
    """A socket reads what is new, whoever is told so."""

    operation = "application_transition"
    test = _TOLD
    checks = _HEARS

    def spoil(self) -> None:
        """Leave the owner out of the query."""

        def everybodys(*, viewer: Any, after_seq: int, until_seq: int) -> Any:
            return _rows().filter(seq__gt=after_seq, seq__lte=until_seq).order_by("seq", "id")

        inbox = room("apps.notifications.inbox")
        inbox.selectors = spoilt(_selectors(), notification_range=everybodys)


class ActorIsToldToo(_Told):
    """Whoever moves an application hears of it."""

    operation = "application_transition"
    test = _TOLD
    checks = _HEARS

    def spoil(self) -> None:
        """Forget who it was."""
        handlers = room("apps.notifications.handlers")
        real = handlers.notifications_send
        handlers.notifications_send = lambda drafts: real([replace(one, actor_id=None) for one in drafts])


class SeqSkipsNumbers(_Told):
    """Each notification skips a number."""

    operation = "application_transition"
    test = _TOLD
    checks = (*_HEARS, "unread_count_is_what_the_list_shows_unread")

    def spoil(self) -> None:
        """Take two numbers for each."""
        sending = room("apps.notifications.services.sending")
        real = sending._number

        def number(rows: Any) -> None:
            real([*rows, *rows])

        sending._number = number


class ToldThoughRolledBack(_Told):
    """Of a move that is refused, people hear all the same."""

    operation = "application_transition"
    test = "inboxes::a_refused_request_tells_nobody"
    checks = _HEARS

    def spoil(self) -> None:
        """Nothing yet."""

    def leave(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Tell them when the transaction is gone."""
        if request.method == "POST" and response.status_code in (400, 409):
            events, applications = room("apps.applications.events"), room("apps.applications.models")
            known = applications.Application.objects.filter(
                id=request.path_info.rstrip("/").split("/")[-2]
            ).first()
            if known is not None:
                admin = room("apps.accounts.models").User.objects.get(email="admin@world.example")
                moved = events.ApplicationMoved(known.id, known.stage, known.stage, admin.id)
                room("apps.notifications.handlers").application_moved(moved)
        return response


class BadgeDrifts(_Told):
    """The unread count is kept as a number that goes up and down, and knows nothing of who sees what."""

    operation = "application_update"
    test = "inboxes::who_sees_an_application_no_more_hears_of_it_no_more"
    checks = _HEARS
    most = 3

    def spoil(self) -> None:
        """Count once when the socket opens, then add what is told and take away what is read."""
        inbox, marking = (
            room("apps.notifications.inbox").Inbox,
            room("apps.notifications.inbox").notifications,
        )
        standing, news = inbox.standing, inbox.news

        def first(self: Any) -> Any:
            true = standing(self)
            self.badge, self.known = true.unread_count, true.seq
            return true

        def later(self: Any, after_seq: int) -> Any:
            true = news(self, after_seq)
            self.badge += sum(body.seq > self.known for body in true.bodies)
            self.known = max([self.known, *(body.seq for body in true.bodies)])
            return replace(true, standing=replace(true.standing, unread_count=self.badge))

        def mark_read(self: Any, ids: Any) -> None:
            all_of_them = True if ids is None else None
            self.badge -= marking.notification_mark_read(
                actor=self._actor(), ids=ids, all=all_of_them
            ).updated

        inbox.standing, inbox.news, inbox.mark_read = first, later, mark_read


class DuplicateOnReconnect(_Told):
    """Whoever connects is sent the newest of what was told lately, and the socket before was sent it too."""

    operation = "notification_socket"
    test = "inboxes::a_replay_brings_what_was_missed"
    checks = _HEARS
    most = 4

    def spoil(self) -> None:
        """Begin one number too early, unless nothing was told since the deployment started."""
        consumer, began = room("apps.notifications.consumers").NotificationsConsumer, timezone.now()
        real = consumer._hello

        def is_new(user_id: Any) -> bool:
            return bool(_rows().filter(user_id=user_id, created_at__gt=began).exists())

        async def hello(self: Any) -> None:
            await real(self)
            if await database_sync_to_async(is_new)(self.inbox.user_id):
                self.seq -= 1
                self._woken.set()

        consumer._hello = hello


class ReplayOmitsTheFirst(_Told):
    """A replay begins one number too late."""

    operation = "notification_socket"
    test = "inboxes::a_replay_brings_what_was_missed"
    checks = ("replay_is_exactly_what_was_missed",)

    def spoil(self) -> None:
        """Begin there."""
        consumer = room("apps.notifications.consumers").NotificationsConsumer
        real = consumer._replay

        async def replay(self: Any, after_seq: int) -> None:
            await real(self, after_seq + 1)

        consumer._replay = replay


class MarkReadOfAnothers(_Told):
    """Whoever knows the id of somebody else's notification marks it as read."""

    operation = "notification_mark_read"
    test = "inboxes::nobody_reads_what_is_somebody_elses"
    checks = ("reading_marks_ones_own_and_counts_them",)

    def spoil(self) -> None:
        """Look for it among all."""
        module = room("apps.notifications.services.notifications")
        module.selectors = spoilt(_selectors(), notification_list=lambda *, viewer: _rows().all())


class InAppOffSuppressesMail(_Told):
    """Whoever wishes to see nothing in the application gets no mail either."""

    operation = "application_transition"
    test = "inboxes::each_channel_is_chosen_for_itself"
    checks = _HEARS

    def spoil(self) -> None:
        """Ask for the one before the other."""
        sending = room("apps.notifications.services.sending")
        real = sending.wants
        sending.wants = lambda matrix, kind, channel: (
            real(matrix, kind, "in_app") and real(matrix, kind, channel)
        )


class ReminderTwice(_Told):
    """Whoever was reminded is reminded again when it is asked for again."""

    operation = "reminders_create"
    test = "inboxes::what_is_due_is_told_once"
    checks = ("each_is_reminded_once_for_each_threshold",)
    most = 3

    def spoil(self) -> None:
        """Forget what was told."""
        reminders = room("apps.notifications.services.reminders")
        reminders._untold = list
        unique = room("apps.notifications.models").Reminder.objects
        create = unique.bulk_create
        unique.bulk_create = lambda rows: create(rows, ignore_conflicts=True)


class DigestSentTwice(_Told):
    """What was bundled once goes into the next digest again."""

    operation = "reminders_create"
    test = "inboxes::a_digest_is_sent_once_in_its_period"
    checks = ("each_is_reminded_once_for_each_threshold",)
    most = 4

    def spoil(self) -> None:
        """Keep it."""
        digests = room("apps.notifications.services.digests")
        real, digests_send = digests.Mail, digests.digests_send

        def send(*, as_of: Any) -> int:
            waiting = list(real.objects.filter(in_digest=True, done_at=None).values_list("id", flat=True))
            sent = int(digests_send(as_of=as_of))
            real.objects.filter(id__in=waiting).update(done_at=None)
            return sent

        room("apps.notifications.services.reminders").digests_send = send
