"""Reads. Every public selector takes the viewer: what you may not see does not exist.

`addressees` is for telling people what has happened: nobody reads its answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from apps.accounts import profiles, tokens
from apps.accounts.models import NotificationPreference, User
from apps.accounts.preferences import Digest, Matrix
from apps.kernel import clock
from apps.kernel.actor import Actor, Role
from apps.kernel.errors import DomainError, NotFound
from apps.kernel.models import found


class UserNotFound(NotFound):
    """No such user, or not visible to you."""

    code = "accounts.user_not_found"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who can be told of something, and how they wish to be told."""

    actor: Actor
    email: str
    first_name: str
    matrix: Matrix
    digest: Digest


def addressees(*, user_ids: Iterable[UUID] = (), emails: Iterable[str] = ()) -> dict[UUID, Addressee]:
    """Return the active ones of these users, by id, in one query."""
    users = User.objects.filter(Q(id__in=set(user_ids)) | Q(email__in=set(emails)), is_active=True)
    return {
        user.id: Addressee(
            actor=user.actor,
            email=user.email,
            first_name=user.first_name,
            matrix=user.notification_preference.matrix,
            digest=Digest(user.notification_preference.digest),
        )
        for user in users.select_related("notification_preference")
    }


def user_list(*, viewer: Actor) -> QuerySet[User]:
    """Return the users `viewer` may see: an admin sees all, others themselves."""
    users = User.objects.all()
    return users if viewer.role is Role.ADMIN else users.filter(id=viewer.user_id)


def user_get(*, viewer: Actor, user_id: UUID) -> User:
    """Return one visible user.

    Raises:
        UserNotFound: no such user, or not visible to `viewer`.
    """
    return found(user_list(viewer=viewer), user_id, UserNotFound)


def user_get_for_update(*, viewer: Actor, user_id: UUID) -> User:
    """Return one visible user, the row locked until the transaction ends.

    Raises:
        UserNotFound: no such user, or not visible to `viewer`.
    """
    return found(user_list(viewer=viewer).select_for_update(), user_id, UserNotFound)


def user_claim(
    *, viewer: Actor, user_id: UUID, role: Role, unknown: DomainError, unfit: DomainError, taken: DomainError
) -> None:
    """Lock the user of a new profile: the role stays and no second profile comes before the transaction ends.

    Raises:
        DomainError: `unknown` when there is no such user or `viewer` may not see it, `unfit` when the user's
            role is another, `taken` when the user has the profile of that role already.
    """
    user = found(user_list(viewer=viewer).select_for_update(no_key=True), user_id, unknown)
    if user.role != role:
        raise unfit
    if profiles.exists(role, user_id):
        raise taken


def profile_get(*, viewer: Actor) -> User:
    """Return the viewer's own user."""
    return User.objects.get(id=viewer.user_id)


def profile_get_for_update(*, viewer: Actor) -> User:
    """Return the viewer's own user, the row locked until the transaction ends."""
    return User.objects.select_for_update().get(id=viewer.user_id)


def preference_get(*, viewer: Actor) -> NotificationPreference:
    """Return the viewer's own preferences; every user has them from the start."""
    return NotificationPreference.objects.get(user_id=viewer.user_id)


def preference_get_for_update(*, viewer: Actor) -> NotificationPreference:
    """Return the viewer's own preferences, the row locked until the transaction ends."""
    return NotificationPreference.objects.select_for_update().get(user_id=viewer.user_id)


def session_user(*, claims: tokens.Claims) -> User:
    """Return the active user of an open session, in one query.

    In SQL, because every request asks it and the ORM takes three times as long to write it as to run it; nor
    does a raw queryset come for nothing.

    Raises:
        InvalidToken: the session is unknown, revoked or over, or its user is inactive.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SESSION_USER, [claims.family_id, claims.user_id, clock.now()])
        values = cursor.fetchone()
    if values is None:
        raise tokens.InvalidToken
    return User.from_db(connection.alias, _USER_FIELDS, values)


_USER_FIELDS = [field.attname for field in User._meta.concrete_fields]
_USER_COLUMNS = ", ".join(f'owner."{field.column}"' for field in User._meta.concrete_fields)
_SESSION_USER = f"""
    SELECT {_USER_COLUMNS} FROM accounts_user owner
    JOIN accounts_sessionfamily family ON family.user_id = owner.id
    WHERE family.id = %s AND owner.id = %s AND owner.is_active
      AND family.revoked_at IS NULL AND family.expires_at > %s
"""  # noqa: S608 - names of columns only
