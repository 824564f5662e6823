"""Notifications for the tests, made as every other one is."""

from apps.accounts import selectors as accounts
from apps.accounts.preferences import NotificationType
from apps.accounts.services.users import notification_preferences_update
from apps.applications.services.transitions import application_transition
from apps.notifications.services.sending import Draft, notifications_send
from apps.notifications.wording import Words

SYSTEM = NotificationType.SYSTEM


def tell(*actors, words=None, kind=SYSTEM, application_id=None, actor_id=None):
    """Tell these actors something, and return what was made."""
    people = accounts.addressees(user_ids=[actor.user_id for actor in actors])
    told = [people[actor.user_id] for actor in actors if actor.user_id in people]
    words = words or Words("Title", "Message.")
    return notifications_send([Draft(kind, words, told, application_id=application_id, actor_id=actor_id)])


def prefer(actor, kind=None, *, in_app=True, email=True, digest="none"):
    """Set the channels of one type, and the digest."""
    cells = {} if kind is None else {kind: {"in_app": in_app, "email": email}}
    notification_preferences_update(actor=actor, matrix=cells, digest=digest)


def withdraw(application, actor):
    """Move an application, for a reason."""
    return application_transition(
        application_id=application.id, actor=actor, to="withdrawn", comment="Because."
    )
