"""Branches."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.tests.factories import UserFactory
from apps.audit.models import AuditEvent
from apps.brokers import selectors
from apps.brokers.models import Branch
from apps.brokers.services import branches
from apps.brokers.tests.factories import BdmFactory, BranchFactory, BrokerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


def test_a_name_is_taken_in_any_case_of_letters(admin):
    home = branches.branch_create(name="Sydney", actor=admin)
    away = branches.branch_create(name="Perth", actor=admin)
    with pytest.raises(branches.BranchNameTaken):
        branches.branch_create(name="SYDNEY", actor=admin)
    with pytest.raises(branches.BranchNameTaken):
        branches.branch_update(branch_id=away.id, name="sydney", actor=admin)
    assert branches.branch_update(branch_id=home.id, name="SYDNEY", actor=admin).version == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        BranchFactory(name="perth")


def test_a_change_is_audited_and_nothing_is_no_change(admin):
    branch = BranchFactory(name="Sydney")
    assert branches.branch_update(branch_id=branch.id, name="Sydney", actor=admin).version == 1
    branches.branch_update(branch_id=branch.id, is_active=False, actor=admin)
    event = AuditEvent.objects.get(object_id=branch.id)
    assert (event.action, event.changes) == ("branch_update", {"is_active": [True, False]})


@pytest.mark.parametrize("factory", [BdmFactory, BrokerFactory])
def test_a_branch_somebody_works_for_stays(admin, factory):
    branch = factory().branch
    with pytest.raises(branches.BranchInUse):
        branches.branch_delete(branch_id=branch.id, actor=admin)
    assert Branch.objects.filter(id=branch.id).exists()
    assert not AuditEvent.objects.filter(action="branch_delete").exists()


def test_a_branch_nobody_works_for_goes(admin):
    branch = BranchFactory()
    branches.branch_delete(branch_id=branch.id, actor=admin)
    assert AuditEvent.objects.get(object_id=branch.id).action == "branch_delete"
    with pytest.raises(selectors.BranchNotFound):
        branches.branch_delete(branch_id=branch.id, actor=admin)


def test_all_but_admins_see_their_own_branch(admin):
    bdm, broker = BdmFactory(), BrokerFactory()
    BranchFactory()
    assert selectors.branch_list(viewer=admin).count() == 3
    assert selectors.branch_list(viewer=bdm.user.actor).get() == bdm.branch
    assert selectors.branch_list(viewer=broker.user.actor).get() == broker.branch
    for role in ("bdm", "broker", "borrower"):
        assert not selectors.branch_list(viewer=UserFactory(role=role).actor).exists()
    with pytest.raises(selectors.BranchNotFound):
        selectors.branch_get(viewer=bdm.user.actor, branch_id=broker.branch_id)
    with pytest.raises(selectors.BranchNotFound):
        selectors.branch_get(viewer=admin, branch_id=uuid4())
