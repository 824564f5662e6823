"""E-mails: each is a row first, and leaves from a task once its transaction is certain."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django_tasks import task
from django_tasks.backends.immediate import ImmediateBackend

from apps.accounts import selectors as accounts
from apps.accounts.preferences import Digest
from apps.accounts.selectors import Addressee
from apps.kernel import clock
from apps.notifications import selectors
from apps.notifications.models import Mail
from apps.notifications.wording import Words

log = logging.getLogger("crm.notifications")
_LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one person."""

    addressee: Addressee
    words: Words
    application_id: UUID | None


def mails_queue(letters: Iterable[Letter], *, bundle: bool = True) -> None:
    """Store mails in the current transaction; those that wait for no digest leave when it is done.

    Args:
        bundle: False for what is a digest already.
    """
    rows = [
        Mail(
            user_id=letter.addressee.actor.user_id,
            title=letter.words.title,
            message=letter.words.message,
            application_id=letter.application_id,
            in_digest=bundle and letter.addressee.digest is not Digest.NONE,
        )
        for letter in letters
    ]
    Mail.objects.bulk_create(rows)
    if not all(row.in_digest for row in rows):
        _enqueue()


def _enqueue() -> None:
    """Have the mails delivered: a task in the database is part of the transaction, others wait for it."""
    if isinstance(mails_deliver.get_backend(), ImmediateBackend):
        transaction.on_commit(lambda: mails_deliver.enqueue(), robust=True)
    else:
        mails_deliver.enqueue()


@task()
def mails_deliver() -> int:
    """Send every mail that is due, the oldest first, and return how many were sent.

    A mail is marked in the transaction that sends it: a crash in between sends it again, never not at all.
    One that fails waits, twice as long each time, and holds up no other.
    """
    sent = 0
    while True:
        with transaction.atomic():
            waiting = Mail.objects.select_for_update(skip_locked=True, of=("self",))
            due = waiting.filter(done_at=None, in_digest=False, due_at__lte=clock.now())
            mail = due.order_by("due_at", "id").first()
            if mail is None:
                return sent
            sent += _deliver(mail)


def mails_prune(*, days: int = 30) -> int:
    """Delete mails that were done with long ago, and return how many."""
    deleted, _ = Mail.objects.filter(done_at__lt=clock.now() - timedelta(days=days)).delete()
    return deleted


def _deliver(mail: Mail) -> bool:
    """Send one mail, unless its addressee may not see any more what it is about."""
    addressee = accounts.addressees(user_ids=[mail.user_id]).get(mail.user_id)
    if addressee is None or not selectors.is_mail_in_sight(viewer=addressee.actor, mail=mail):
        mail.done_at = clock.now()
        mail.save(update_fields=["done_at"])
        return False
    try:
        send_mail(
            subject=" ".join(mail.title.split()),
            message=f"Hello {addressee.first_name},\n\n{mail.message}\n\n{settings.FRONTEND_URL}\n",
            from_email=None,
            recipient_list=[addressee.email],
        )
    except Exception:  # the server's refusal, or text that no mail can carry
        mail.attempts += 1
        mail.due_at = clock.now() + min(timedelta(minutes=2 ** min(mail.attempts, 10)), _LONGEST_WAIT)
        mail.save(update_fields=["attempts", "due_at"])
        log.exception("a mail was not taken", extra={"action": "mails_deliver", "object_id": str(mail.id)})
        return False
    mail.done_at = clock.now()
    mail.save(update_fields=["done_at"])
    return True
