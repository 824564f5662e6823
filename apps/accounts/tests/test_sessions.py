"""Signing in and out."""

from datetime import timedelta

import pytest

from apps.accounts import selectors, tokens
from apps.accounts.models import LoginFailure, SessionFamily, User
from apps.accounts.services import sessions
from apps.accounts.tests.factories import PASSWORD, UserFactory
from apps.audit import tracing
from apps.kernel import clock

pytestmark = pytest.mark.django_db


def _login(user):
    return sessions.auth_login(email=user.email, password=PASSWORD)


def test_a_sign_in_gives_tokens_of_one_family():
    user = UserFactory()
    pair = _login(user)
    access, refresh = tokens.read(pair.access, "access"), tokens.read(pair.refresh, "refresh")
    assert (access.user_id, access.family_id) == (user.id, refresh.family_id)
    assert access.expires_at - clock.now().timestamp() <= 15 * 60
    assert selectors.session_user(claims=access) == user
    assert User.objects.get(id=user.id).last_login_at is not None


def test_every_wrong_sign_in_is_refused_alike_and_counted():
    active, inactive = UserFactory(), UserFactory(is_active=False)
    refusals = set()
    for email, password in [
        (active.email, "wrong"),
        (inactive.email, PASSWORD),
        ("nobody@example.com", PASSWORD),
    ]:
        with pytest.raises(sessions.InvalidCredentials) as refusal:
            sessions.auth_login(email=email, password=password)
        refusals.add((refusal.value.code, refusal.value.detail))
    assert len(refusals) == 1
    assert LoginFailure.objects.count() == 3


def test_ten_failures_lock_the_pair_of_account_and_address_and_nobody_else(settings):
    user, other = UserFactory(), UserFactory()
    for _ in range(settings.LOGIN_FAILURES):
        with pytest.raises(sessions.InvalidCredentials):
            sessions.auth_login(email=user.email, password="wrong")
    with pytest.raises(sessions.TooManyFailures) as refusal:
        _login(user)
    assert 0 < refusal.value.retry_after <= settings.LOGIN_FAILURE_MINUTES * 60 + 1
    _login(other)
    with tracing.request(address="203.0.113.9"):
        _login(user)
    LoginFailure.objects.update(failed_at=clock.now() - timedelta(minutes=settings.LOGIN_FAILURE_MINUTES))
    _login(user)


def test_a_success_forgets_the_failures():
    user = UserFactory()
    with pytest.raises(sessions.InvalidCredentials):
        sessions.auth_login(email=user.email, password="wrong")
    _login(user)
    assert not LoginFailure.objects.exists()


def test_a_refresh_token_works_once_and_reuse_ends_the_family():
    user = UserFactory()
    first = _login(user)
    second = sessions.auth_refresh(refresh=first.refresh)
    with pytest.raises(tokens.InvalidToken):
        sessions.auth_refresh(refresh=first.refresh)
    assert SessionFamily.objects.get().revoked_for == "refresh_reused"
    for token in (second.access, second.refresh):
        with pytest.raises(tokens.InvalidToken):
            sessions.auth_verify(token=token)


def test_an_access_token_is_no_refresh_token():
    with pytest.raises(tokens.InvalidToken):
        sessions.auth_refresh(refresh=_login(UserFactory()).access)


def test_verify_honours_both_kinds_and_not_an_exchanged_one():
    first = _login(UserFactory())
    assert sessions.auth_verify(token=first.access).token_type == "access"
    assert sessions.auth_verify(token=first.refresh).token_type == "refresh"
    sessions.auth_refresh(refresh=first.refresh)
    with pytest.raises(tokens.InvalidToken):
        sessions.auth_verify(token=first.refresh)


def test_logout_ends_ones_own_family_only():
    user, other = UserFactory(), UserFactory()
    here, there = _login(user), _login(user)
    with pytest.raises(sessions.InvalidRefreshToken):
        sessions.auth_logout(refresh=here.refresh, actor=other.actor)
    with pytest.raises(sessions.InvalidRefreshToken):
        sessions.auth_logout(refresh=here.access, actor=user.actor)
    sessions.auth_logout(refresh=here.refresh, actor=user.actor)
    with pytest.raises(tokens.InvalidToken):
        sessions.auth_verify(token=here.access)
    sessions.auth_verify(token=there.access)


@pytest.mark.parametrize(
    "raw", ["", "x", "a.b.c", "é.é.é", "eyJhbGciOiJub25lIn0.e30.", "a" * 3000, "\x00", "...."]
)
def test_garbage_is_an_invalid_token(raw):
    with pytest.raises(tokens.InvalidToken):
        tokens.read(raw, "access", "refresh")


def test_what_no_longer_decides_is_pruned(settings):
    _login(UserFactory())
    LoginFailure.objects.create(pair_sha256="x")
    long_ago = clock.now() - timedelta(days=30)
    assert sessions.sessions_prune() == 0
    SessionFamily.objects.update(expires_at=long_ago)
    LoginFailure.objects.update(failed_at=long_ago)
    assert sessions.sessions_prune() == 2
