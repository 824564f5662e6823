"""Telling people: rows with a number each, mails, and a hint to their sockets when all of it is certain."""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from apps.accounts.preferences import NotificationType, wants
from apps.accounts.selectors import Addressee
from apps.notifications import push
from apps.notifications.models import Notification
from apps.notifications.services.mails import Letter, mails_queue
from apps.notifications.wording import Words

# Rows are taken in the order of the users, so that nobody waits for anybody in a circle.
_TAKE = """
INSERT INTO notifications_counter (user_id, last)
SELECT user_id, taken FROM unnest(%s::uuid[], %s::int[]) AS wanted (user_id, taken) ORDER BY user_id
ON CONFLICT (user_id) DO UPDATE SET last = notifications_counter.last + excluded.last
RETURNING user_id, last
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is told to whom.

    Args:
        about: type and id of what it links to.
        actor_id: who did it and is not told; None when nobody did.
    """

    type: NotificationType
    words: Words
    addressees: Sequence[Addressee]
    application_id: UUID | None = None
    about: tuple[str, UUID] | None = None
    actor_id: UUID | None = None


def notifications_send(drafts: Iterable[Draft]) -> list[Notification]:
    """Tell each addressee once, by the channels that they wish for; return the notifications that were made.

    In the caller's transaction: when it is rolled back, nothing was told. As many queries for one addressee
    as for a thousand.
    """
    made: list[Notification] = []
    letters: list[Letter] = []
    for draft in drafts:
        people = {each.actor.user_id: each for each in draft.addressees}
        for user_id, each in people.items():
            if user_id == draft.actor_id:
                continue
            if wants(each.matrix, draft.type, "in_app"):
                made.append(_row(draft, user_id))
            if wants(each.matrix, draft.type, "email"):
                letters.append(Letter(each, draft.words, draft.application_id))
    if made:
        _number(made)
        Notification.objects.bulk_create(made)
        push.wake_on_commit(row.user_id for row in made)
    mails_queue(letters)
    return made


def _row(draft: Draft, user_id: UUID) -> Notification:
    object_type, object_id = draft.about or (None, None)
    return Notification(
        user_id=user_id,
        type=draft.type.value,
        title=draft.words.title,
        message=draft.words.message,
        application_id=draft.application_id,
        object_type=object_type,
        object_id=object_id,
        created_by=draft.actor_id,
    )


def _number(rows: Sequence[Notification]) -> None:
    """Give each row its user's next `seq`; who tells the same user next waits until this transaction ends."""
    taken = Tally(row.user_id for row in rows)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [list(taken), list(taken.values())])
        following = {user_id: last - taken[user_id] + 1 for user_id, last in cursor.fetchall()}
    for row in rows:
        row.seq = following[row.user_id]
        following[row.user_id] += 1
