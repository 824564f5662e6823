"""Users and preferences."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts import selectors, tokens
from apps.accounts.models import NotificationPreference, User
from apps.accounts.services import sessions, users
from apps.accounts.tests.factories import PASSWORD, UserFactory
from apps.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_an_address_is_taken_in_any_case_of_letters():
    admin = UserFactory(role="admin")
    UserFactory(email="ann@example.com")
    with pytest.raises(users.EmailTaken):
        users.user_create(
            email="ann@example.com", role="bdm", first_name="A", last_name="B", actor=admin.actor
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="ANN@example.com")


def test_an_update_bumps_the_version_once_and_is_audited():
    admin, user = UserFactory(role="admin"), UserFactory()
    changed = users.user_update(user_id=user.id, actor=admin.actor, first_name="Bo", last_name="Example")
    assert (changed.version, changed.first_name) == (2, "Bo")
    assert AuditEvent.objects.get(action="user_update").changes == {"first_name": ["Ann", "Bo"]}
    assert users.user_update(user_id=user.id, actor=admin.actor).version == 2
    assert AuditEvent.objects.filter(action="user_update").count() == 1


def test_others_see_themselves_only():
    user, other = UserFactory(), UserFactory()
    assert selectors.user_get(viewer=user.actor, user_id=user.id) == user
    with pytest.raises(selectors.UserNotFound):
        selectors.user_get(viewer=user.actor, user_id=other.id)


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "broker"}])
def test_the_last_active_admin_stays(change):
    admin = UserFactory(role="admin")
    UserFactory(role="admin", is_active=False)
    with pytest.raises(users.LastActiveAdmin):
        users.user_update(user_id=admin.id, actor=admin.actor, **change)
    with pytest.raises(users.LastActiveAdmin):
        users.user_deactivate(user_id=admin.id, actor=admin.actor)
    UserFactory(role="admin")
    users.user_update(user_id=admin.id, actor=admin.actor, **change)


def test_deactivation_ends_every_session_and_can_be_undone():
    admin, user = UserFactory(role="admin"), UserFactory()
    pair = sessions.auth_login(email=user.email, password=PASSWORD)
    users.user_deactivate(user_id=user.id, actor=admin.actor)
    for token in (pair.access, pair.refresh):
        with pytest.raises(tokens.InvalidToken):
            sessions.auth_verify(token=token)
    with pytest.raises(users.UserNotActive):
        users.user_deactivate(user_id=user.id, actor=admin.actor)
    users.user_update(user_id=user.id, actor=admin.actor, is_active=True)
    with pytest.raises(tokens.InvalidToken):  # active again, but signed out
        sessions.auth_verify(token=pair.access)


def test_preferences_change_cell_by_cell():
    user = UserFactory()
    changed = users.notification_preferences_update(
        actor=user.actor, matrix={"fee_due": {"email": False}}, digest="daily"
    )
    assert changed.matrix["fee_due"] == {"in_app": True, "email": False}
    assert len(changed.matrix) == 10
    assert (changed.digest, changed.version) == ("daily", 2)
    assert users.notification_preferences_update(actor=user.actor, matrix={"fee_due": {}}).version == 2


def test_the_database_keeps_the_matrix_whole():
    user = UserFactory()
    for broken in ({}, {"system": {"in_app": True}}):
        with pytest.raises(IntegrityError), transaction.atomic():
            NotificationPreference.objects.filter(user=user).update(matrix=broken)


@pytest.mark.django_db(transaction=True)
def test_two_admins_cannot_deactivate_each_other_at_once():
    first, second = UserFactory(role="admin"), UserFactory(role="admin")
    barrier, outcomes = threading.Barrier(2), []

    def deactivate(user):
        try:
            with transaction.atomic():
                barrier.wait(timeout=10)
                users.user_deactivate(user_id=user.id, actor=user.actor)
            outcomes.append("done")
        except users.LastActiveAdmin:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=deactivate, args=[user]) for user in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes) == ["done", "refused"]
    assert User.objects.filter(role="admin", is_active=True).count() == 1
