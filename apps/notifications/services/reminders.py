"""What time brings: whoever should be reminded is, once for each threshold.

Source: domain.md, section 9, "Notification types" and "Reminders"
"""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django_tasks import task

from apps.kernel import clock, locks
from apps.notifications import due, recipients
from apps.notifications.due import Due
from apps.notifications.models import TYPES, Reminder
from apps.notifications.services.digests import digests_send
from apps.notifications.services.sending import Draft, notifications_send

_Key = tuple[UUID, str, str, str]


@transaction.atomic
def reminders_create(*, as_of: date) -> dict[str, int]:
    """Remind of everything that is due on a day, then send the digests of the period that it lies in.

    Of several thresholds that an object has reached, only the highest counts; once it was told of, lower ones
    are not told of any more. Run again for the same day, it does nothing.

    Args:
        as_of: business day, in the past or the future as well.

    Returns:
        Notifications that were made, for each type.
    """
    locks.hold("notifications.reminders")
    drafts: list[Draft] = []
    told: list[Reminder] = []
    for each, draft in _addressed(_untold(_highest(due.everything(as_of)))):
        drafts.append(draft)
        told.append(
            Reminder(
                object_type=each.object_type,
                object_id=each.occasion_id,
                kind=each.kind,
                threshold=each.threshold,
                role=each.role,
                as_of=as_of,
            )
        )
    Reminder.objects.bulk_create(told)
    made = Tally(notification.type for notification in notifications_send(drafts))
    digests_send(as_of=as_of)
    return {kind: made[kind] for kind in TYPES}


@task()
def reminders_today() -> int:
    """Remind of what is due today: what the clock asks for, as a task. Return how many were told."""
    return sum(reminders_create(as_of=clock.today()).values())


def _key(each: Due) -> _Key:
    return (each.occasion_id, each.object_type, each.kind, each.role)


def _highest(found: Iterable[Due]) -> list[Due]:
    highest: dict[_Key, Due] = {}
    for each in found:
        known = highest.get(_key(each))
        if known is None or each.threshold > known.threshold:
            highest[_key(each)] = each
    return list(highest.values())


def _untold(found: Sequence[Due]) -> list[Due]:
    rows = Reminder.objects.filter(object_id__in={each.occasion_id for each in found})
    told = {
        (object_id, object_type, kind, role): threshold
        for object_id, object_type, kind, role, threshold in rows.order_by()
        .values_list("object_id", "object_type", "kind", "role")
        .annotate(highest=Max("threshold"))
    }
    return [each for each in found if each.threshold > told.get(_key(each), -1)]


def _addressed(found: Sequence[Due]) -> Iterable[tuple[Due, Draft]]:
    """Pair what is due with whom it is told to; what nobody can be told of stays untold."""
    parties = recipients.of_applications(
        {each.application_id for each in found if each.author_id is None and each.application_id is not None}
    )
    authors = recipients.of_notes(
        (each.author_id, each.object_id) for each in found if each.author_id is not None
    )
    for each in found:
        if each.author_id is not None:
            people = [authors[each.object_id]] if each.object_id in authors else []
        elif each.application_id is not None:
            people = parties.get((each.application_id, each.to), [])
        else:
            people = []
        if people:
            yield (
                each,
                Draft(
                    each.type,
                    each.words,
                    people,
                    application_id=each.application_id,
                    about=(each.object_type, each.object_id),
                ),
            )
