"""Business development managers."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.events import SightChanged
from apps.accounts.services import users
from apps.accounts.tests.factories import UserFactory
from apps.audit.models import AuditEvent
from apps.brokers import selectors
from apps.brokers.events import BdmMoved
from apps.brokers.models import Bdm, Broker
from apps.brokers.services import bdms, references
from apps.brokers.tests.factories import BdmFactory, BranchFactory, BrokerWithBdmFactory
from apps.kernel import events

pytestmark = pytest.mark.django_db
NAMED = {"name": "Mel Manager", "email": "mel@example.com"}


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


def test_a_bdm_is_a_user_of_that_role_and_only_once(admin):
    user, branch = UserFactory(role="bdm"), BranchFactory()
    bdm = bdms.bdm_create(user_id=user.id, branch_id=branch.id, actor=admin, **NAMED)
    assert selectors.bdm_list(viewer=user.actor).get() == bdm
    assert AuditEvent.objects.get(action="bdm_create").changes["branch_id"] == [None, str(branch.id)]
    with pytest.raises(references.UserTaken):
        bdms.bdm_create(user_id=user.id, branch_id=branch.id, actor=admin, **NAMED)
    with pytest.raises(references.UserRole):
        bdms.bdm_create(user_id=UserFactory().id, branch_id=branch.id, actor=admin, **NAMED)
    with pytest.raises(references.UnknownUser):
        bdms.bdm_create(user_id=uuid4(), branch_id=branch.id, actor=admin, **NAMED)
    with pytest.raises(references.UnknownBranch):
        bdms.bdm_create(user_id=UserFactory(role="bdm").id, branch_id=uuid4(), actor=admin, **NAMED)
    with pytest.raises(IntegrityError), transaction.atomic():
        BdmFactory(user=user)


def test_a_bdm_who_moves_leaves_the_brokers_of_the_old_branch(admin, monkeypatch):
    heard = []
    monkeypatch.setattr(events, "publish", heard.append)
    broker = BrokerWithBdmFactory()
    bdm, away = broker.default_bdm, BranchFactory()
    bdms.bdm_update(bdm_id=bdm.id, phone="0400 000 000", actor=admin)
    assert (heard, Broker.objects.get().default_bdm) == ([], bdm)
    bdms.bdm_update(bdm_id=bdm.id, branch_id=away.id, actor=admin)
    broker.refresh_from_db()
    assert (broker.default_bdm_id, broker.version) == (None, 2)
    event = AuditEvent.objects.get(object_id=broker.id)
    assert (event.action, event.changes) == ("broker_update", {"default_bdm_id": [str(bdm.id), None]})
    moved = BdmMoved(bdm_id=bdm.id, branch_id=away.id, actor_id=admin.user_id)
    assert heard == [moved, SightChanged((bdm.user_id,))]
    connection.check_constraints()
    with pytest.raises(references.UnknownBranch):
        bdms.bdm_update(bdm_id=bdm.id, branch_id=uuid4(), actor=admin)


def test_the_database_keeps_a_default_bdm_in_the_branch():
    broker, away = BrokerWithBdmFactory(), BranchFactory()

    def move_alone():
        Bdm.objects.filter(id=broker.default_bdm_id).update(branch=away)
        connection.check_constraints()

    with pytest.raises(IntegrityError), transaction.atomic():
        move_alone()


def test_a_default_bdm_stays(admin):
    bdm = BrokerWithBdmFactory().default_bdm
    with pytest.raises(bdms.BdmInUse):
        bdms.bdm_delete(bdm_id=bdm.id, actor=admin)
    Broker.objects.update(default_bdm=None)
    bdms.bdm_delete(bdm_id=bdm.id, actor=admin)
    assert not Bdm.objects.exists()


def test_a_user_with_a_profile_keeps_the_role(admin):
    bdm = BdmFactory()
    with pytest.raises(users.ProfileExists):
        users.user_update(user_id=bdm.user_id, role="broker", actor=admin)
    assert users.user_update(user_id=bdm.user_id, role="bdm", first_name="Bo", actor=admin).version == 2
    bdms.bdm_delete(bdm_id=bdm.id, actor=admin)
    assert users.user_update(user_id=bdm.user_id, role="broker", actor=admin).role == "broker"


def test_bdms_are_seen_in_their_branch():
    broker = BrokerWithBdmFactory()
    bdm, colleague, stranger = broker.default_bdm, BdmFactory(branch=broker.branch), BdmFactory()
    assert set(selectors.bdm_list(viewer=bdm.user.actor)) == {bdm, colleague}
    assert set(selectors.bdm_list(viewer=broker.user.actor)) == {bdm, colleague}
    assert set(selectors.bdm_list(viewer=stranger.user.actor)) == {stranger}
    Broker.objects.update(is_active=False)
    assert not selectors.bdm_list(viewer=broker.user.actor).exists()
