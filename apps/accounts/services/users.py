"""Users, profiles and preferences."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.accounts import preferences, profiles, selectors
from apps.accounts.events import SightChanged
from apps.accounts.models import NotificationPreference, User
from apps.accounts.services.passwords import reset_queue
from apps.accounts.services.sessions import families_revoke, pair_sha256
from apps.audit.services import event_record
from apps.kernel import events, locks
from apps.kernel.actor import Actor, Role
from apps.kernel.errors import Conflict, Invalid
from apps.kernel.models import change


class EmailTaken(Invalid):
    """Another user has this e-mail address."""

    code = "accounts.email_taken"


class LastActiveAdmin(Conflict):
    """This is the last active admin; make another user an admin first."""

    code = "accounts.last_active_admin"


class UserNotActive(Conflict):
    """The user is not active."""

    code = "accounts.user_not_active"


class ProfileExists(Conflict):
    """The user has a profile of the present role; delete it or give it to another user first."""

    code = "accounts.profile_exists"


@transaction.atomic
def user_create(*, email: str, role: str, actor: Actor, **values: Any) -> User:
    """Create a user without a password and mail an invitation to set one.

    Raises:
        EmailTaken: in any case of letters.
    """
    user = User(email=email, role=role, created_by=actor.user_id, **values)
    user.set_unusable_password()
    _save_new(user)
    NotificationPreference.objects.create(user=user, created_by=actor.user_id)
    reset_queue(user=user, pair=pair_sha256(email))
    event_record(
        actor_id=actor.user_id,
        action="user_create",
        object_type="user",
        object_id=user.id,
        changes={"email": [None, email], "role": [None, role]},
    )
    return user


@transaction.atomic
def user_update(*, user_id: UUID, actor: Actor, **values: Any) -> User:
    """Change a user; a role changes only here, and counts from the user's next request on.

    Raises:
        UserNotFound: not visible to `actor`.
        EmailTaken: in any case of letters.
        ProfileExists: another role, and the user is a BDM, broker or borrower by profile.
        LastActiveAdmin: the change would leave no active admin.
    """
    user = selectors.user_get_for_update(viewer=actor, user_id=user_id)
    if values.get("role", user.role) != user.role or not values.get("is_active", user.is_active):
        _keep_an_admin(user, values)
    email = values.get("email", user.email)
    if User.objects.filter(email=email).exclude(id=user.id).exists():
        raise EmailTaken(pointer="/body/email")
    # Whoever creates a profile holds the user's row too, so none appears before this transaction ends.
    if values.get("role", user.role) != user.role and profiles.exists(Role(user.role), user.id):
        raise ProfileExists(pointer="/body/role")
    was_active = user.is_active
    try:
        with transaction.atomic():
            changes = change(user, values)
    except IntegrityError:  # taken since we looked
        raise EmailTaken(pointer="/body/email") from None
    if was_active and not user.is_active:
        families_revoke(user_id=user.id, reason="deactivated")
    if "role" in changes:
        events.publish(SightChanged((user.id,)))
    _record(actor, "user_update", user, changes)
    return user


@transaction.atomic
def user_deactivate(*, user_id: UUID, actor: Actor) -> User:
    """Deactivate a user and end every session; the user's tokens are refused from now on.

    Raises:
        UserNotFound: not visible to `actor`.
        UserNotActive: already deactivated.
        LastActiveAdmin: nobody could sign in as an admin any more.
    """
    user = selectors.user_get_for_update(viewer=actor, user_id=user_id)
    if not user.is_active:
        raise UserNotActive
    _keep_an_admin(user, {"is_active": False})
    changes = change(user, {"is_active": False})
    families_revoke(user_id=user.id, reason="deactivated")
    _record(actor, "user_deactivate", user, changes)
    return user


@transaction.atomic
def profile_update(*, actor: Actor, **values: Any) -> User:
    """Change one's own name, phone or time zone."""
    user = selectors.profile_get_for_update(viewer=actor)
    _record(actor, "profile_update", user, change(user, values))
    return user


@transaction.atomic
def notification_preferences_update(
    *,
    actor: Actor,
    matrix: Mapping[str, Mapping[str, bool]] | None = None,
    digest: str | None = None,
) -> NotificationPreference:
    """Change some cells of the matrix, the digest, or both."""
    preference = selectors.preference_get_for_update(viewer=actor)
    values: dict[str, Any] = {"matrix": preferences.merged(preference.matrix, matrix or {})}
    if digest is not None:
        values["digest"] = digest
    changes = change(preference, values)
    if changes:
        event_record(
            actor_id=actor.user_id,
            action="notification_preferences_update",
            object_type="notification_preference",
            object_id=preference.id,
            changes=changes,
        )
    return preference


def _save_new(user: User) -> None:
    if User.objects.filter(email=user.email).exists():
        raise EmailTaken(pointer="/body/email")
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:  # taken since we looked
        raise EmailTaken(pointer="/body/email") from None


def _keep_an_admin(user: User, values: Mapping[str, Any]) -> None:
    """Refuse a change after which nobody would be an active admin.

    The lock is taken after the user's row and nothing is locked after it, so two such changes wait for each
    other here and the second sees what the first did.
    """
    was = user.role == Role.ADMIN and user.is_active
    stays = values.get("role", user.role) == Role.ADMIN and values.get("is_active", user.is_active)
    if was and not stays:
        locks.hold("accounts.last_active_admin")
        if not User.objects.filter(role=Role.ADMIN, is_active=True).exclude(id=user.id).exists():
            raise LastActiveAdmin


def _record(actor: Actor, action: str, user: User, changes: dict[str, list[Any]]) -> None:
    if changes:
        event_record(
            actor_id=actor.user_id, action=action, object_type="user", object_id=user.id, changes=changes
        )
