"""Writers who meet: each is answered, none waits for ever, and what must be true stays true."""

import threading
import time

import pytest
from django.db import connection, transaction

from apps.accounts.services import users
from apps.accounts.tests.factories import UserFactory
from apps.brokers import selectors
from apps.brokers.models import Bdm, Branch, Broker
from apps.brokers.services import bdms, branches, brokers, references
from apps.brokers.tests.factories import BdmFactory, BranchFactory, BrokerFactory, BrokerWithBdmFactory
from apps.kernel.errors import DomainError

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Run each work in a transaction of its own, all at once; return `done` or the refusal's code of each."""
    barrier, outcomes = threading.Barrier(len(works)), {}

    def run(place, work):
        try:
            with transaction.atomic():
                barrier.wait(timeout=10)
                work()
                time.sleep(0.05)  # the others meet what is not committed yet
            outcomes[place] = "done"
        except DomainError as refusal:
            outcomes[place] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return [outcomes[place] for place in range(len(works))]


def test_a_bdm_and_the_broker_who_takes_that_bdm_along_move_at_once():
    admin = UserFactory(role="admin").actor
    broker, away = BrokerWithBdmFactory(), BranchFactory()
    bdm = broker.default_bdm
    moves = at_once(
        lambda: brokers.broker_update(
            broker_id=broker.id, branch_id=away.id, default_bdm_id=bdm.id, actor=admin
        ),
        lambda: bdms.bdm_update(bdm_id=bdm.id, branch_id=away.id, actor=admin),
    )
    assert moves[1] == "done"
    assert moves[0] in ("done", brokers.BdmOfAnotherBranch.code)


def test_a_broker_is_taken_on_in_a_branch_that_closes():
    admin, branch = UserFactory(role="admin").actor, BranchFactory()
    outcomes = at_once(
        lambda: brokers.broker_create(branch_id=branch.id, name="Kim", email="k@example.com", actor=admin),
        lambda: branches.branch_delete(branch_id=branch.id, actor=admin),
    )
    assert outcomes in (
        ["done", branches.BranchInUse.code],
        [references.UnknownBranch.code, "done"],
    )
    assert Broker.objects.exists() == Branch.objects.exists()


def test_one_user_becomes_one_broker():
    admin, branch, user = UserFactory(role="admin").actor, BranchFactory(), UserFactory()

    def create():
        brokers.broker_create(
            branch_id=branch.id, user_id=user.id, name="Kim", email="k@example.com", actor=admin
        )

    assert sorted(at_once(create, create)) == [references.UserTaken.code, "done"]


def test_a_role_changes_or_a_profile_appears():
    admin, branch, user = UserFactory(role="admin").actor, BranchFactory(), UserFactory(role="bdm")
    outcomes = at_once(
        lambda: bdms.bdm_create(
            user_id=user.id, branch_id=branch.id, name="Mel", email="m@example.com", actor=admin
        ),
        lambda: users.user_update(user_id=user.id, role="broker", actor=admin),
    )
    assert outcomes in (["done", users.ProfileExists.code], [references.UserRole.code, "done"])


def test_many_hand_out_work_at_once_and_nobody_moves_meanwhile():
    admin, bdm, away = UserFactory(role="admin").actor, BdmFactory(), BranchFactory()
    working, moved = threading.Barrier(3), threading.Event()

    def hand_out():
        selectors.moves_wait()
        working.wait(timeout=10)  # the other one has not had to wait
        moved.wait(timeout=0.2)
        assert Bdm.objects.get(id=bdm.id).branch_id == bdm.branch_id

    def move():
        working.wait(timeout=10)
        bdms.bdm_update(bdm_id=bdm.id, branch_id=away.id, actor=admin)
        moved.set()

    assert at_once(hand_out, hand_out, move) == ["done"] * 3
    assert Bdm.objects.get(id=bdm.id).branch_id == away.id


def test_a_bdm_goes_while_a_broker_takes_that_bdm():
    admin, bdm = UserFactory(role="admin").actor, BdmFactory()
    broker = BrokerFactory(branch=bdm.branch)
    outcomes = at_once(
        lambda: brokers.broker_update(broker_id=broker.id, default_bdm_id=bdm.id, actor=admin),
        lambda: bdms.bdm_delete(bdm_id=bdm.id, actor=admin),
    )
    assert outcomes in (["done", bdms.BdmInUse.code], [references.UnknownBdm.code, "done"])
