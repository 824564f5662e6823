"""Brokers and their commission accounts."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.tests.factories import UserFactory
from apps.audit.models import AuditEvent
from apps.brokers import selectors
from apps.brokers.events import BrokerMoved
from apps.brokers.models import Broker
from apps.brokers.serializers import BrokerMaskedOutput, BrokerOutput
from apps.brokers.services import brokers, references
from apps.brokers.tests.factories import (
    ACCOUNT,
    BdmFactory,
    BranchFactory,
    BrokerFactory,
    BrokerWithBdmFactory,
)
from apps.kernel import events

pytestmark = pytest.mark.django_db
NAMED = {"name": "Kim Broker", "email": "kim@example.com"}


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


@pytest.fixture
def heard(monkeypatch):
    published = []
    monkeypatch.setattr(events, "publish", published.append)
    return published


def test_a_broker_may_come_without_a_login(admin):
    broker = brokers.broker_create(branch_id=BranchFactory().id, actor=admin, **NAMED)
    assert (broker.user_id, broker.default_bdm_id, broker.is_active) == (None, None, True)
    taken = BrokerFactory().user_id
    for user_id, refusal in (
        (uuid4(), references.UnknownUser),
        (UserFactory(role="bdm").id, references.UserRole),
        (taken, references.UserTaken),
    ):
        with pytest.raises(refusal):
            brokers.broker_create(branch_id=broker.branch_id, user_id=user_id, actor=admin, **NAMED)
        with pytest.raises(refusal):
            brokers.broker_update(broker_id=broker.id, user_id=user_id, actor=admin)
    user = UserFactory()
    assert brokers.broker_update(broker_id=broker.id, user_id=user.id, actor=admin).user_id == user.id
    assert brokers.broker_update(broker_id=broker.id, user_id=user.id, actor=admin).version == 2


def test_the_default_bdm_is_of_the_branch(admin):
    bdm, stranger = BdmFactory(), BdmFactory()
    with pytest.raises(brokers.BdmOfAnotherBranch):
        brokers.broker_create(branch_id=bdm.branch_id, default_bdm_id=stranger.id, actor=admin, **NAMED)
    with pytest.raises(references.UnknownBdm):
        brokers.broker_create(branch_id=bdm.branch_id, default_bdm_id=uuid4(), actor=admin, **NAMED)
    broker = brokers.broker_create(branch_id=bdm.branch_id, default_bdm_id=bdm.id, actor=admin, **NAMED)
    with pytest.raises(brokers.BdmOfAnotherBranch):
        brokers.broker_update(broker_id=broker.id, default_bdm_id=stranger.id, actor=admin)
    with pytest.raises(brokers.BdmOfAnotherBranch):
        brokers.broker_update(
            broker_id=broker.id, branch_id=stranger.branch_id, default_bdm_id=bdm.id, actor=admin
        )


def test_a_broker_who_moves_leaves_the_default_bdm_behind(admin, heard):
    broker, away = BrokerWithBdmFactory(), BranchFactory()
    with pytest.raises(references.UnknownBranch):
        brokers.broker_update(broker_id=broker.id, branch_id=uuid4(), actor=admin)
    moved = brokers.broker_update(broker_id=broker.id, branch_id=away.id, actor=admin)
    assert (moved.default_bdm_id, moved.version) == (None, 2)
    assert heard == [BrokerMoved(broker_id=broker.id, branch_id=away.id, actor_id=admin.user_id)]
    assert brokers.broker_update(broker_id=broker.id, branch_id=away.id, actor=admin).version == 2


def test_a_broker_who_moves_may_get_a_bdm_of_the_new_branch(admin, heard):
    broker, bdm = BrokerWithBdmFactory(), BdmFactory()
    moved = brokers.broker_update(
        broker_id=broker.id, branch_id=bdm.branch_id, default_bdm_id=bdm.id, actor=admin
    )
    assert (moved.default_bdm_id, len(heard)) == (bdm.id, 1)


def test_a_commission_account_that_is_set_changes_by_an_admin_only(admin):
    bdm = BdmFactory()
    broker, desk = BrokerFactory(branch=bdm.branch), bdm.user.actor
    brokers.broker_update(broker_id=broker.id, commission_account=dict(ACCOUNT), actor=desk)
    assert (
        brokers.broker_update(broker_id=broker.id, commission_account=dict(ACCOUNT), actor=desk).version == 2
    )
    for account in (None, {**ACCOUNT, "bsb": "062-001"}):
        with pytest.raises(brokers.CommissionAccountLocked):
            brokers.broker_update(broker_id=broker.id, commission_account=account, actor=desk)
    brokers.broker_update(broker_id=broker.id, commission_account=None, actor=admin)
    shown = {**ACCOUNT, "account_number": "****678"}
    first, second = AuditEvent.objects.filter(action="broker_update").order_by("id")
    assert (first.changes, second.changes) == (
        {"commission_account": [None, shown]},
        {"commission_account": [shown, None]},
    )


def test_an_account_number_is_masked_and_an_account_is_whole():
    broker = BrokerFactory(commission_account=dict(ACCOUNT))
    assert BrokerOutput(broker).data["commission_account"] == ACCOUNT
    assert BrokerMaskedOutput(broker).data["commission_account"]["account_number"] == "****678"
    assert BrokerMaskedOutput(BrokerFactory()).data["commission_account"] is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Broker.objects.update(commission_account={"bsb": "062-000"})


def test_only_an_admin_says_who_signs_in(admin):
    bdm = BdmFactory()
    broker = BrokerFactory(branch=bdm.branch)
    for user_id in (None, UserFactory().id, uuid4()):
        with pytest.raises(references.UserLinkForbidden):
            brokers.broker_update(broker_id=broker.id, user_id=user_id, actor=bdm.user.actor)
    brokers.broker_update(broker_id=broker.id, user_id=broker.user_id, name="Kit", actor=bdm.user.actor)
    assert brokers.broker_update(broker_id=broker.id, user_id=None, actor=admin).user_id is None


def test_a_bdm_cannot_tell_another_branch_from_none():
    bdm, away = BdmFactory(), BdmFactory()
    broker = BrokerFactory(branch=bdm.branch)
    refusals = []
    for branch_id in (away.branch_id, uuid4()):
        with pytest.raises(references.UnknownBranch) as refused:
            brokers.broker_update(broker_id=broker.id, branch_id=branch_id, actor=bdm.user.actor)
        refusals.append((refused.value.detail, refused.value.pointer))
    assert refusals[0] == refusals[1]
    for bdm_id in (away.id, uuid4()):
        with pytest.raises(references.UnknownBdm):
            brokers.broker_update(broker_id=broker.id, default_bdm_id=bdm_id, actor=bdm.user.actor)
    with pytest.raises(selectors.BrokerNotFound):
        brokers.broker_update(broker_id=BrokerFactory().id, name="Kit", actor=bdm.user.actor)


def test_a_broker_sees_the_own_record_while_active(admin):
    bdm = BdmFactory()
    broker, colleague = BrokerFactory(branch=bdm.branch), BrokerFactory(branch=bdm.branch)
    stranger = BrokerFactory()
    assert set(selectors.broker_list(viewer=broker.user.actor)) == {broker}
    assert set(selectors.broker_list(viewer=bdm.user.actor)) == {broker, colleague}
    assert set(selectors.broker_list(viewer=admin)) == {broker, colleague, stranger}
    assert not selectors.broker_list(viewer=UserFactory(role="borrower").actor).exists()
    brokers.broker_update(broker_id=broker.id, is_active=False, actor=admin)
    assert not selectors.broker_list(viewer=broker.user.actor).exists()


def test_a_page_is_rendered_without_queries(admin, django_assert_num_queries):
    BrokerWithBdmFactory.create_batch(3)
    with django_assert_num_queries(1):
        assert len(BrokerOutput(selectors.broker_list(viewer=admin), many=True).data) == 3


def test_a_broker_who_brought_nothing_goes(admin):
    broker = BrokerFactory()
    brokers.broker_delete(broker_id=broker.id, actor=admin)
    assert AuditEvent.objects.get(object_id=broker.id).action == "broker_delete"
    with pytest.raises(selectors.BrokerNotFound):
        selectors.broker_get(viewer=admin, broker_id=broker.id)
