"""Changing a password: knowing the old one, or holding a token that was mailed."""

import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import connection, transaction

from apps.accounts.models import PasswordReset, User
from apps.accounts.services.sessions import (
    failure_record,
    failures_check,
    families_revoke,
    pair_sha256,
    seconds_to_wait,
)
from apps.audit.services import event_record
from apps.kernel import clock, locks
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, TooManyAttempts

_HOUR = timedelta(hours=1)
_postman = ThreadPoolExecutor(max_workers=1, thread_name_prefix="postman")


class WrongPassword(Invalid):
    """The old password is not right."""

    code = "accounts.wrong_password"
    keeps_writes = True  # the failure is counted


class WeakPassword(Invalid):
    """The new password is too easy to guess. The message says why."""

    code = "accounts.weak_password"


class InvalidResetToken(Invalid):
    """The reset token is wrong, expired or used. Ask for a new one."""

    code = "accounts.invalid_reset_token"


class TooManyResets(TooManyAttempts):
    """Too many resets for this account from this address. Wait, then try again."""

    code = "accounts.too_many_resets"


def auth_password_change(*, old_password: str, new_password: str, actor: Actor) -> None:
    """Set a new password and end every session of the user, the caller's too.

    Raises:
        TooManyFailures: the old password was guessed too often.
        WrongPassword: `old_password` is not the current one; counted.
        WeakPassword: a password rule refuses `new_password`.
    """
    user = User.objects.select_for_update().get(id=actor.user_id)
    pair = pair_sha256(user.email)
    failures_check(pair=pair)
    if not user.check_password(old_password):
        failure_record(pair=pair)
        raise WrongPassword(pointer="/body/old_password")
    _password_set(user, new_password)
    event_record(actor_id=user.id, action="auth_password_change", object_type="user", object_id=user.id)


def auth_password_reset(*, email: str) -> None:
    """Mail a reset token to an active user; do the same work for an address nobody has.

    Raises:
        TooManyResets: 5 requests in an hour (a setting) for this address, known or not.
    """
    pair = pair_sha256(email)
    locks.hold(f"reset:{pair}")
    asked = PasswordReset.objects.filter(pair_sha256=pair).values_list("requested_at", flat=True)
    wait = seconds_to_wait(
        asked.order_by("-requested_at"), limit=settings.PASSWORD_RESETS_PER_HOUR, window=_HOUR
    )
    if wait:
        raise TooManyResets(retry_after=wait)
    reset_queue(user=User.objects.filter(email=email, is_active=True).first(), pair=pair)


def reset_queue(*, user: User | None, pair: str) -> None:
    """Store a request for a new password; the mail leaves after commit, from another thread."""
    lifetime = timedelta(minutes=settings.PASSWORD_RESET_MINUTES)
    PasswordReset.objects.create(user=user, pair_sha256=pair, expires_at=clock.now() + lifetime)
    transaction.on_commit(_deliver_soon)


def auth_password_reset_confirm(*, uid: UUID, token: str, new_password: str) -> None:
    """Set a new password with a mailed token, which works once; end every session of the user.

    Raises:
        InvalidResetToken: wrong, expired, used, or another user's.
        WeakPassword: a password rule refuses `new_password`; the token stays good.
    """
    reset = (
        PasswordReset.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(user_id=uid, user__is_active=True, token_sha256=_digest(token), used_at=None)
        .filter(expires_at__gt=clock.now())
        .first()
    )
    if reset is None or reset.user is None:
        raise InvalidResetToken(pointer="/body/token")
    _password_set(reset.user, new_password)
    PasswordReset.objects.filter(user_id=uid, used_at=None).update(used_at=clock.now())
    event_record(actor_id=uid, action="auth_password_reset_confirm", object_type="user", object_id=uid)


def mail_deliver() -> int:
    """Send every mail that waits, oldest first, and return how many were sent.

    A mail is marked in the transaction that sends it: a crash in between sends it again, never not at all.
    """
    sent = 0
    while True:
        with transaction.atomic():
            waiting = PasswordReset.objects.select_for_update(skip_locked=True, of=("self",))
            reset = waiting.filter(sent_at=None, expires_at__gt=clock.now()).order_by("id").first()
            if reset is None:
                return sent
            token = secrets.token_hex(32)
            reset.token_sha256, reset.sent_at = _digest(token), clock.now()
            reset.save(update_fields=["token_sha256", "sent_at"])
            if reset.user is not None:
                _send(reset.user, token)
                sent += 1


def resets_prune() -> int:
    """Delete requests that no longer count, and return how many."""
    deleted, _ = PasswordReset.objects.filter(
        expires_at__lt=clock.now(), requested_at__lt=clock.now() - _HOUR
    ).delete()
    return deleted


def _password_set(user: User, new_password: str) -> None:
    try:
        validate_password(new_password, user)
    except ValidationError as refusal:
        raise WeakPassword(" ".join(refusal.messages), pointer="/body/new_password") from None
    user.set_password(new_password)
    user.save(update_fields=["password"])
    families_revoke(user_id=user.id, reason="password")


def _send(user: User, token: str) -> None:
    send_mail(
        subject="Set your password",
        message=(
            f"Hello {user.first_name},\n\nplease choose a password within the hour:\n\n"
            f"{settings.FRONTEND_URL}/password/?uid={user.id}&token={token}\n\n"
            "If you did not ask for this, you need not do anything.\n"
        ),
        from_email=None,
        recipient_list=[user.email],
    )


def _deliver_soon() -> None:
    """Hand the queue to the postman. What a dying process leaves behind `manage.py send_mail` sends."""
    _postman.submit(_deliver_and_disconnect)


def _deliver_and_disconnect() -> Any:
    try:
        return mail_deliver()
    finally:
        connection.close()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
