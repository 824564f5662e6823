"""Signing in and out: families of tokens, rotation, detection of reuse."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import uuid_utils.compat
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from apps.accounts import selectors, tokens
from apps.accounts.events import SessionsRevoked
from apps.accounts.models import LoginFailure, SessionFamily, User
from apps.audit import tracing
from apps.audit.services import event_record
from apps.kernel import clock, events, locks
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, TooManyAttempts, Unauthenticated

security_log = logging.getLogger("crm.security")


class InvalidCredentials(Unauthenticated):
    """E-mail address and password do not belong to an active account."""

    code = "accounts.invalid_credentials"
    keeps_writes = True  # the failure is counted


class TooManyFailures(TooManyAttempts):
    """Too many failed attempts for this account from this address. Wait, then try again."""

    code = "accounts.too_many_failures"


class InvalidRefreshToken(Invalid):
    """The token is not a refresh token of yours."""

    code = "accounts.invalid_refresh_token"


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a sign-in or a rotation hands out; `user` for the answer of a sign-in."""

    access: str
    refresh: str
    user: User


def pair_sha256(email: str) -> str:
    """Return the digest under which attempts for `email` from the caller's address are counted."""
    return hashlib.sha256(f"{email.lower()}|{tracing.address()}".encode()).hexdigest()


def failures_check(*, pair: str) -> None:
    """Hold the pair's counter for this transaction, and refuse when it is full.

    Raises:
        TooManyFailures: 10 failures in 15 minutes (both are settings).
    """
    locks.hold(f"login:{pair}")
    window = timedelta(minutes=settings.LOGIN_FAILURE_MINUTES)
    failed = LoginFailure.objects.filter(pair_sha256=pair).values_list("failed_at", flat=True)
    wait = seconds_to_wait(failed.order_by("-failed_at"), limit=settings.LOGIN_FAILURES, window=window)
    if wait:
        raise TooManyFailures(retry_after=wait)


def seconds_to_wait(newest_first: QuerySet[Any, datetime], *, limit: int, window: timedelta) -> int:
    """Return the seconds until fewer than `limit` moments lie within `window`; 0 when fewer do now."""
    now = clock.now()
    within = [moment for moment in newest_first[:limit] if moment > now - window]
    if len(within) < limit:
        return 0
    return max(1, int((within[-1] + window - now).total_seconds()) + 1)


def failure_record(*, pair: str) -> None:
    """Count one failure; the caller's refusal must keep its writes."""
    LoginFailure.objects.create(pair_sha256=pair)
    security_log.warning("failed attempt", extra={"action": "auth_login", "address": tracing.address()})


def credentials_check(*, email: str, password: str) -> User:
    """Return the active user to whom both belong, and record the sign-in.

    Unknown account, wrong password and inactive account are one refusal, after the same work.

    Raises:
        TooManyFailures: this account and address have failed too often.
        InvalidCredentials: anything else is wrong; counted.
    """
    pair = pair_sha256(email)
    failures_check(pair=pair)
    user = User.objects.filter(email=email).first()
    if user is None:
        make_password(password)  # the same time as checking one
    if user is None or not user.check_password(password) or not user.is_active:
        failure_record(pair=pair)
        raise InvalidCredentials
    LoginFailure.objects.filter(pair_sha256=pair).delete()
    user.last_login_at = clock.now()
    user.save(update_fields=["last_login_at"])
    event_record(actor_id=user.id, action="auth_login", object_type="user", object_id=user.id)
    return user


def auth_login(*, email: str, password: str) -> TokenPair:
    """Sign in.

    Raises:
        TooManyFailures: this account and address have failed too often.
        InvalidCredentials: anything else is wrong; counted.
    """
    user = credentials_check(email=email, password=password)
    now = clock.now()
    family = SessionFamily.objects.create(
        id=uuid_utils.compat.uuid7(), user=user, refresh_jti=_new_jti(), expires_at=_refresh_end(now)
    )
    return _tokens(family, user)


def auth_refresh(*, refresh: str) -> TokenPair:
    """Exchange a refresh token for a new pair; it works once.

    Raises:
        InvalidToken: not a live refresh token. One that was exchanged before revokes its whole family.
    """
    claims = tokens.read(refresh, tokens.REFRESH)
    family = (
        SessionFamily.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(id=claims.family_id, user_id=claims.user_id)
        .first()
    )
    if family is None or family.revoked_at or family.expires_at <= clock.now() or not family.user.is_active:
        raise tokens.InvalidToken
    if family.refresh_jti != claims.jti:
        families_revoke(user_id=family.user_id, family_id=family.id, reason="refresh_reused")
        event_record(actor_id=None, action="refresh_reused", object_type="user", object_id=family.user_id)
        raise tokens.InvalidToken
    family.refresh_jti, family.expires_at = _new_jti(), _refresh_end(clock.now())
    family.save(update_fields=["refresh_jti", "expires_at"])
    return _tokens(family, family.user)


def auth_verify(*, token: str) -> tokens.Claims:
    """Return what a token says, when it would be honoured now.

    Raises:
        InvalidToken: it would not be.
    """
    claims = tokens.read(token, tokens.ACCESS, tokens.REFRESH)
    selectors.session_user(claims=claims)
    if claims.token_type == tokens.REFRESH:
        current = SessionFamily.objects.filter(id=claims.family_id, refresh_jti=claims.jti)
        if not current.exists():
            raise tokens.InvalidToken
    return claims


def auth_logout(*, refresh: str, actor: Actor) -> None:
    """Revoke the family of one of the caller's refresh tokens; its access tokens die with it.

    Raises:
        InvalidRefreshToken: not a refresh token, expired, or somebody else's.
    """
    try:
        claims = tokens.read(refresh, tokens.REFRESH)
    except tokens.InvalidToken:
        raise InvalidRefreshToken(pointer="/body/refresh") from None
    known = SessionFamily.objects.filter(id=claims.family_id, user_id=actor.user_id)
    if claims.user_id != actor.user_id or not known.exists():
        raise InvalidRefreshToken(pointer="/body/refresh")
    families_revoke(user_id=actor.user_id, family_id=claims.family_id, reason="logout")
    event_record(actor_id=actor.user_id, action="auth_logout", object_type="user", object_id=actor.user_id)


def families_revoke(*, user_id: UUID, reason: str, family_id: UUID | None = None) -> None:
    """Revoke one family of a user, or all of them."""
    families = SessionFamily.objects.filter(user_id=user_id, revoked_at=None)
    if family_id is not None:
        families = families.filter(id=family_id)
    if families.update(revoked_at=clock.now(), revoked_for=reason):
        events.publish(SessionsRevoked(user_id=user_id))


def sessions_prune() -> int:
    """Delete families and failures that no longer decide anything; return how many."""
    now = clock.now()
    families, _ = SessionFamily.objects.filter(expires_at__lt=now).delete()
    window = timedelta(minutes=settings.LOGIN_FAILURE_MINUTES)
    failures, _ = LoginFailure.objects.filter(failed_at__lt=now - window).delete()
    return families + failures


def _new_jti() -> str:
    return uuid_utils.compat.uuid4().hex


def _refresh_end(now: datetime) -> datetime:
    lifetime: timedelta = settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"]
    return now + lifetime


def _tokens(family: SessionFamily, user: User) -> TokenPair:
    return TokenPair(
        access=tokens.access_token(user_id=user.id, family_id=family.id),
        refresh=tokens.refresh_token(user_id=user.id, family_id=family.id, jti=family.refresh_jti),
        user=user,
    )
