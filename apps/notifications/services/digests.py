"""Mails that are bundled: one for each period, of what their readers may still see."""

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

from apps.accounts import selectors as accounts
from apps.accounts import visibility
from apps.accounts.preferences import Digest as Wish
from apps.accounts.selectors import Addressee
from apps.kernel import clock
from apps.notifications import recipients, wording
from apps.notifications.models import Digest, Mail
from apps.notifications.services.mails import Letter, mails_queue
from apps.notifications.wording import Words


def digests_send(*, as_of: date) -> int:
    """Bundle what waits, for each user who had no digest in the period of this day; return how many.

    Who wants no digest any more gets what was kept back at once.
    """
    waiting: dict[UUID, list[Mail]] = defaultdict(list)
    for mail in Mail.objects.filter(in_digest=True, done_at=None).order_by("created_at", "id"):
        waiting[mail.user_id].append(mail)
    people = accounts.addressees(user_ids=waiting)
    periods = {user_id: _period(each, as_of) for user_id, each in people.items()}
    had = set(Digest.objects.filter(user_id__in=people).values_list("user_id", "period", "starts_on"))
    ready = {user_id: each for user_id, each in people.items() if (user_id, *periods[user_id]) not in had}
    seen = recipients.seeing(
        (
            (each.actor, mail.application_id)
            for user_id, each in ready.items()
            for mail in waiting[user_id]
            if mail.application_id is not None
        ),
        visibility.application_ids,
    )
    letters: list[Letter] = []
    sent: list[Digest] = []
    for user_id, each in ready.items():
        period, starts_on = periods[user_id]
        lines = [
            Words(mail.title, mail.message)
            for mail in waiting[user_id]
            if mail.application_id is None or (user_id, mail.application_id) in seen
        ]
        if lines:
            letters.append(Letter(each, wording.digest(period, lines), None))
            sent.append(Digest(user_id=user_id, period=period, starts_on=starts_on))
    done = [
        mail.id
        for user_id, mails in waiting.items()
        if user_id in ready or user_id not in people
        for mail in mails
    ]
    Mail.objects.filter(id__in=done).update(done_at=clock.now())
    Digest.objects.bulk_create(sent)
    mails_queue(letters, bundle=False)
    return len(sent)


def _period(addressee: Addressee, as_of: date) -> tuple[str, date]:
    """Return the period in which a day lies, and its first day; weeks begin on Monday."""
    if addressee.digest is Wish.WEEKLY:
        return "weekly", as_of - timedelta(days=min(as_of.weekday(), (as_of - date.min).days))
    return "daily", as_of
