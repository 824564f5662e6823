"""Changing a password."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from apps.accounts import tokens
from apps.accounts.models import PasswordReset, User
from apps.accounts.services import passwords, sessions
from apps.accounts.tests.factories import PASSWORD, UserFactory
from apps.kernel import clock

pytestmark = pytest.mark.django_db
NEW = "Another-long-password-2"


def _mailed_token():
    assert passwords.mail_deliver() == 1
    return re.search(r"token=([0-9a-f]{64})", mail.outbox[-1].body)[1]


def test_a_change_needs_the_old_password_and_ends_every_session():
    user = UserFactory()
    pair = sessions.auth_login(email=user.email, password=PASSWORD)
    with pytest.raises(passwords.WrongPassword):
        passwords.auth_password_change(old_password="x", new_password=NEW, actor=user.actor)
    passwords.auth_password_change(old_password=PASSWORD, new_password=NEW, actor=user.actor)
    with pytest.raises(tokens.InvalidToken):
        sessions.auth_verify(token=pair.access)
    with pytest.raises(sessions.InvalidCredentials):
        sessions.auth_login(email=user.email, password=PASSWORD)
    sessions.auth_login(email=user.email, password=NEW)


def test_guessing_the_old_password_is_throttled(settings):
    user = UserFactory()
    for _ in range(settings.LOGIN_FAILURES):
        with pytest.raises(passwords.WrongPassword):
            passwords.auth_password_change(old_password="x", new_password=NEW, actor=user.actor)
    with pytest.raises(sessions.TooManyFailures):
        passwords.auth_password_change(old_password=PASSWORD, new_password=NEW, actor=user.actor)


@pytest.mark.parametrize("weak", ["123456789012", "password1234", "user-example.com"])
def test_a_weak_password_is_refused_and_says_why(weak):
    user = UserFactory(email="user-example.com@example.com")
    with pytest.raises(passwords.WeakPassword) as refusal:
        passwords.auth_password_change(old_password=PASSWORD, new_password=weak, actor=user.actor)
    assert refusal.value.detail


def test_a_mailed_token_works_once_and_kills_the_others():
    user = UserFactory()
    passwords.auth_password_reset(email=user.email)
    first = _mailed_token()
    passwords.auth_password_reset(email=user.email)
    second = _mailed_token()
    passwords.auth_password_reset_confirm(uid=user.id, token=second, new_password=NEW)
    sessions.auth_login(email=user.email, password=NEW)
    for token in (first, second, "0" * 64):
        with pytest.raises(passwords.InvalidResetToken):
            passwords.auth_password_reset_confirm(uid=user.id, token=token, new_password=PASSWORD)


def test_a_token_is_one_users_and_ends_after_an_hour():
    user, other = UserFactory(), UserFactory()
    passwords.auth_password_reset(email=user.email)
    token = _mailed_token()
    with pytest.raises(passwords.InvalidResetToken):
        passwords.auth_password_reset_confirm(uid=other.id, token=token, new_password=NEW)
    PasswordReset.objects.update(expires_at=clock.now())
    with pytest.raises(passwords.InvalidResetToken):
        passwords.auth_password_reset_confirm(uid=user.id, token=token, new_password=NEW)


def test_a_refused_password_leaves_the_token_good():
    user = UserFactory()
    passwords.auth_password_reset(email=user.email)
    token = _mailed_token()
    with pytest.raises(passwords.WeakPassword):
        passwords.auth_password_reset_confirm(uid=user.id, token=token, new_password="1" * 12)
    passwords.auth_password_reset_confirm(uid=user.id, token=token, new_password=NEW)


def test_nobody_and_the_inactive_get_no_mail_but_the_same_answer():
    inactive = UserFactory(is_active=False)
    for email in ("nobody@example.com", inactive.email):
        assert passwords.auth_password_reset(email=email) is None
    assert PasswordReset.objects.filter(user=None).count() == 2
    assert passwords.mail_deliver() == 0


def test_resets_are_throttled_for_known_and_unknown_alike(settings):
    for email in (UserFactory().email, "nobody@example.com"):
        for _ in range(settings.PASSWORD_RESETS_PER_HOUR):
            passwords.auth_password_reset(email=email)
        with pytest.raises(passwords.TooManyResets):
            passwords.auth_password_reset(email=email)


def test_only_a_digest_of_the_token_is_stored():
    passwords.auth_password_reset(email=UserFactory().email)
    token = _mailed_token()
    assert token not in str(PasswordReset.objects.values())


@pytest.mark.django_db(transaction=True)
def test_the_mail_leaves_by_itself_after_commit():
    user = UserFactory()
    passwords.auth_password_reset(email=user.email)
    passwords._postman.submit(lambda: None).result(timeout=10)  # behind the delivery, in the same queue
    assert [message.to for message in mail.outbox] == [[user.email]]


def test_old_requests_are_pruned():
    passwords.auth_password_reset(email="nobody@example.com")
    assert passwords.resets_prune() == 0
    PasswordReset.objects.update(
        requested_at=clock.now() - timedelta(hours=2), expires_at=clock.now() - timedelta(hours=1)
    )
    assert passwords.resets_prune() == 1


def test_an_invitation_lets_a_new_user_in(settings):
    from apps.accounts.services import users

    admin = UserFactory(role="admin")
    new = users.user_create(
        email="new@example.com", role="broker", first_name="N", last_name="W", actor=admin.actor
    )
    assert not User.objects.get(id=new.id).has_usable_password()
    passwords.auth_password_reset_confirm(uid=new.id, token=_mailed_token(), new_password=NEW)
    sessions.auth_login(email=new.email, password=NEW)
