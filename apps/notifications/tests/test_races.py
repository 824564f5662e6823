"""Writers who meet: numbers without gaps, nothing told twice, nobody waiting in a circle."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from apps.accounts.tests.factories import UserFactory
from apps.applications.tests.factories import application
from apps.fees.tests.factories import charge
from apps.kernel.errors import DomainError
from apps.notifications import selectors
from apps.notifications.models import Counter, Notification, Reminder
from apps.notifications.services.notifications import notification_mark_read
from apps.notifications.services.reminders import reminders_create
from apps.notifications.tests.factories import tell

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Run these at the same time, and return what each returns."""
    barrier, outcomes = Barrier(len(works)), {}

    def run(place, work):
        try:
            barrier.wait(timeout=60)
            outcomes[place] = work()
        except DomainError as refusal:
            outcomes[place] = refusal.code
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return [outcomes[place] for place in range(len(works))]


def test_numbers_have_no_gaps_when_many_tell_the_same_users():
    users = [UserFactory() for _ in range(3)]
    orders = [users, users[::-1], users[1:] + users[:1]]

    def told(order, fails):
        def work():
            for _ in range(5):
                with transaction.atomic():
                    tell(*(user.actor for user in order))
                    transaction.set_rollback(fails)
            return True

        return work

    at_once(*(told(order, fails) for order in orders for fails in (False, True, False)))
    for user in users:
        numbers = Notification.objects.filter(user=user).order_by("seq").values_list("seq", flat=True)
        assert list(numbers) == list(range(1, 31))
        assert Counter.objects.get(user=user).last == 30


def test_two_devices_that_read_at_once_count_each_notification_once():
    actor = UserFactory().actor
    ids = [tell(actor)[0].id for _ in range(20)]
    marked = at_once(
        lambda: notification_mark_read(actor=actor, ids=ids),
        lambda: notification_mark_read(actor=actor, ids=ids[::-1]),
        lambda: notification_mark_read(actor=actor, all=True),
    )
    assert sum(each.updated for each in marked) == 20
    assert selectors.unread(viewer=actor).unread_count == 0
    assert set(Notification.objects.values_list("version", flat=True)) == {2}


def test_reminders_that_run_at_once_tell_once():
    admin = UserFactory(role="admin").actor
    made = application()
    for _ in range(3):
        charge(made, admin, due_on=date(2026, 3, 31))
    runs = at_once(*(lambda: reminders_create(as_of=date(2026, 3, 31)) for _ in range(4)))
    assert sum(run["fee_due"] for run in runs) == 3
    assert Notification.objects.filter(type="fee_due").count() == 3
    assert Reminder.objects.count() == 3
