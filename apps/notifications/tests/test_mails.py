"""Mails: after the commit, by themselves or in a digest, and only of what their reader may still see."""

from datetime import date, timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from apps.accounts.tests.factories import UserFactory
from apps.brokers.services.brokers import broker_update
from apps.kernel import clock
from apps.notifications.models import Digest, Mail, Notification
from apps.notifications.services import mails
from apps.notifications.services.reminders import reminders_create
from apps.notifications.tests.factories import prefer, tell, withdraw
from apps.notifications.wording import Words

MONDAY = date(2026, 3, 30)
DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def subjects():
    return [each.subject for each in mail.outbox]


@pytest.mark.django_db
def test_a_mail_leaves_after_the_commit(django_capture_on_commit_callbacks):
    user = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        tell(user.actor, words=Words("A\r\nBcc: x", "B"))
        assert mail.outbox == []
    assert [(each.subject, each.to) for each in mail.outbox] == [("A Bcc: x", [user.email])]
    assert mails.mails_deliver.call() == 0


@pytest.mark.django_db
def test_what_is_rolled_back_sends_nothing(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        tell(UserFactory().actor)
        transaction.set_rollback(True)
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_a_stored_task_belongs_to_the_transaction_and_a_worker_runs_it(settings):
    settings.TASKS = DATABASE
    actor = UserFactory().actor
    with transaction.atomic():
        tell(actor)
        assert DBTaskResult.objects.count() == 1
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()
    with transaction.atomic():
        tell(actor)
    assert mail.outbox == []
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    assert subjects() == ["Title"]
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


@pytest.mark.django_db
@pytest.mark.parametrize("failure", [SMTPException("no"), ValueError("not a header")])
def test_a_mail_that_fails_waits_and_holds_up_no_other(monkeypatch, failure):
    first, second = UserFactory(), UserFactory()
    send = mails.send_mail

    def refuse(**parts):
        if parts["recipient_list"] == [first.email]:
            raise failure
        return send(**parts)

    monkeypatch.setattr(mails, "send_mail", refuse)
    tell(first.actor, second.actor)
    assert mails.mails_deliver.call() == 1
    assert [each.to for each in mail.outbox] == [[second.email]]
    waiting = Mail.objects.get(done_at=None)
    assert (waiting.attempts, waiting.due_at > clock.now()) == (1, True)
    assert mails.mails_deliver.call() == 0
    monkeypatch.undo()
    Mail.objects.filter(id=waiting.id).update(due_at=clock.now() - timedelta(seconds=1))
    call_command("send_mail")
    assert len(mail.outbox) == 2


@pytest.mark.django_db
def test_a_mail_of_what_is_out_of_sight_by_then_is_not_sent(made, people):
    withdraw(made, people["admin"])
    broker_update(broker_id=made.broker_id, actor=people["admin"], is_active=False)
    mails.mails_deliver.call()
    assert made.broker.user.email not in [address for each in mail.outbox for address in each.to]
    assert not Mail.objects.filter(done_at=None).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("digest", ["daily", "weekly"])
def test_a_digest_replaces_single_mails_once_in_its_period(digest):
    user = UserFactory()
    prefer(user.actor, digest=digest)
    tell(user.actor, words=Words("One", "First."))
    tell(user.actor, words=Words("Two", "Second."))
    mails.mails_deliver.call()
    assert mail.outbox == []
    assert Notification.objects.count() == 2
    for _ in range(2):
        reminders_create(as_of=MONDAY)
        mails.mails_deliver.call()
        (sent,) = mail.outbox
        assert all(word in sent.body for word in ("One", "First.", "Two", "Second."))
    tell(user.actor, words=Words("Three", "Third."))
    reminders_create(as_of=MONDAY + timedelta(days=1))
    mails.mails_deliver.call()
    assert len(mail.outbox) == (2 if digest == "daily" else 1)
    reminders_create(as_of=MONDAY + timedelta(days=7))
    mails.mails_deliver.call()
    assert len(mail.outbox) == 2
    assert "Three" in mail.outbox[1].body
    assert "One" not in mail.outbox[1].body
    assert Digest.objects.count() == 2


@pytest.mark.django_db
def test_a_digest_says_nothing_of_what_is_out_of_sight(made, people):
    prefer(people["broker"], digest="daily")
    withdraw(made, people["admin"])
    tell(people["broker"], words=Words("Kept", "Mine."))
    broker_update(broker_id=made.broker_id, actor=people["admin"], is_active=False)
    reminders_create(as_of=MONDAY)
    (waiting,) = Mail.objects.filter(user_id=people["broker"].user_id, done_at=None)
    assert "Kept" in waiting.message
    assert made.reference not in waiting.message


@pytest.mark.django_db
def test_who_wants_no_digest_any_more_gets_what_was_kept_back():
    user = UserFactory()
    prefer(user.actor, digest="weekly")
    tell(user.actor)
    prefer(user.actor, digest="none")
    reminders_create(as_of=MONDAY)
    mails.mails_deliver.call()
    assert len(mail.outbox) == 1
