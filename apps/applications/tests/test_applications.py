"""Applications: created, changed, handed over, deleted."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.tests.factories import UserFactory
from apps.applications import selectors
from apps.applications.models import Application, ReferenceCounter, SecurityProperty, StageEvent
from apps.applications.services import applications, assignments, links, security
from apps.applications.services.applications import application_create, application_delete, application_update
from apps.applications.services.references import reference_take
from apps.applications.tests.factories import ADDRESS, application, borrower_of, put, terms
from apps.audit.models import AuditEvent
from apps.brokers.services.bdms import bdm_update
from apps.brokers.services.brokers import broker_update
from apps.brokers.tests.factories import BdmFactory, BranchFactory, BrokerFactory, BrokerWithBdmFactory
from apps.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


def test_a_broker_need_not_say_who_brings_it_and_the_default_bdm_works_it():
    broker = BrokerWithBdmFactory()
    made = application_create(actor=broker.user.actor)
    assert (made.broker_id, made.bdm_id, made.stage) == (broker.id, broker.default_bdm_id, "inquiry")
    assert (made.terms, made.terms_version, made.version) == (None, 0, 1)
    assert set(made.solvency.values()) == {None}
    event = StageEvent.objects.get(application=made)
    assert (event.seq, event.from_stage, event.to_stage) == (1, None, "inquiry")
    assert (event.by, event.at) == (broker.user_id, made.stage_since)
    assert AuditEvent.objects.get(action="application_create").application_id == made.id


def test_without_a_bdm_means_without_one():
    broker = BrokerWithBdmFactory()
    assert application_create(actor=broker.user.actor, bdm_id=None).bdm_id is None


def test_everybody_else_says_which_broker_brings_it(admin):
    with pytest.raises(assignments.BrokerRequired):
        application_create(actor=admin)
    with pytest.raises(assignments.BrokerRequired):
        application_create(actor=UserFactory(role="broker").actor)
    with pytest.raises(assignments.UnknownBroker):
        application_create(actor=BrokerFactory().user.actor, broker_id=BrokerFactory().id)
    with pytest.raises(assignments.BrokerInactive):
        application_create(actor=admin, broker_id=BrokerFactory(is_active=False).id)


def test_a_bdm_is_of_the_brokers_branch(admin):
    broker, stranger = BrokerWithBdmFactory(), BdmFactory()
    with pytest.raises(assignments.BdmOfAnotherBranch):
        application_create(actor=admin, broker_id=broker.id, bdm_id=stranger.id)
    with pytest.raises(assignments.UnknownBdm):
        application_create(actor=broker.user.actor, bdm_id=stranger.id)


def test_references_are_counted_for_each_year():
    assert reference_take(date(2031, 1, 1)) == "APP-2031-000001"
    assert reference_take(date(2031, 12, 31)) == "APP-2031-000002"
    assert reference_take(date(2032, 1, 1)) == "APP-2032-000001"
    assert ReferenceCounter.objects.get(year=2031).last == 2


@pytest.mark.django_db(transaction=True)
def test_references_stay_unique_when_many_create_at_once():
    broker, taken = BrokerFactory(), []

    def create():
        try:
            taken.append(application_create(actor=broker.user.actor).reference)
        finally:
            connection.close()

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    numbers = sorted(int(reference[-6:]) for reference in taken)
    assert numbers == [1, 2, 3, 4]


def test_a_change_bumps_the_version_once_and_nothing_changed_bumps_nothing():
    made = application()
    actor = made.broker.user.actor
    changed = application_update(application_id=made.id, actor=actor, purpose="A shop", exit_strategy="sale")
    assert (changed.version, changed.purpose) == (2, "A shop")
    again = application_update(application_id=made.id, actor=actor, purpose="A shop")
    assert (again.version, again.updated_at) == (2, changed.updated_at)
    assert AuditEvent.objects.filter(action="application_update").count() == 1


def test_terms_are_versioned():
    made = application()
    actor = made.broker.user.actor
    for given, version in [
        (None, 0),
        (terms(), 1),
        (terms(), 1),
        (terms(loan_amount=Decimal("100000.01")), 2),
        (None, 3),
        (terms(), 4),
    ]:
        changed = application_update(application_id=made.id, actor=actor, terms=given)
        assert changed.terms_version == version
    assert application(terms=terms()).terms_version == 1


@pytest.mark.parametrize(
    ("stage", "approved"), [("formal_approval", True), ("declined", False), ("inquiry", True)]
)
def test_locked_terms_do_not_change_even_to_the_same(stage, approved):
    made = put(application(terms=terms()), stage, approved=approved)
    for given in (terms(), None):
        with pytest.raises(applications.TermsLocked):
            application_update(application_id=made.id, actor=made.broker.user.actor, terms=given)


def test_only_other_types_have_words_of_their_own():
    made = application()
    actor = made.broker.user.actor
    with pytest.raises(applications.TypeOtherUnexpected):
        application_update(application_id=made.id, actor=actor, application_type_other="Bridging")
    other = {"application_type": "other", "application_type_other": "Bridging"}
    application_update(application_id=made.id, actor=actor, **other)
    with pytest.raises(applications.TypeOtherUnexpected):
        application_update(application_id=made.id, actor=actor, application_type="caveat")
    application_update(
        application_id=made.id, actor=actor, application_type="caveat", application_type_other=None
    )


def test_a_broker_does_not_hand_an_application_over(admin):
    made = application()
    actor, other = made.broker.user.actor, BrokerFactory()
    for values in ({"broker_id": other.id}, {"bdm_id": None}, {"bdm_id": BdmFactory().id}):
        with pytest.raises(assignments.AssignmentForbidden):
            application_update(application_id=made.id, actor=actor, **values)
    same = {"broker_id": made.broker_id, "bdm_id": made.bdm_id}
    assert application_update(application_id=made.id, actor=actor, **same).version == 1
    assert application_update(application_id=made.id, actor=admin, broker_id=other.id).bdm_id is None
    with pytest.raises(selectors.ApplicationNotFound):
        application_update(application_id=made.id, actor=actor, purpose="Mine")


def test_the_bdm_goes_with_the_broker_or_stays_behind(admin):
    made = application()
    colleague = BrokerFactory(branch=made.broker.branch)
    kept = application_update(application_id=made.id, actor=admin, broker_id=colleague.id)
    assert kept.bdm_id == made.bdm_id
    stranger = BrokerWithBdmFactory()
    with pytest.raises(assignments.BdmOfAnotherBranch):
        application_update(application_id=made.id, actor=admin, broker_id=stranger.id, bdm_id=made.bdm_id)
    moved = application_update(
        application_id=made.id, actor=admin, broker_id=stranger.id, bdm_id=stranger.default_bdm_id
    )
    assert (moved.bdm_id, moved.branch_id) == (stranger.default_bdm_id, stranger.branch_id)


def test_a_broker_who_moves_leaves_the_bdm_and_takes_the_book(admin):
    made, untouched = application(), application()
    branch = BranchFactory()
    broker_update(broker_id=made.broker_id, actor=admin, branch_id=branch.id)
    moved = selectors.application_get(viewer=admin, application_id=made.id)
    assert (moved.branch_id, moved.bdm_id, moved.version) == (branch.id, None, 2)
    assert AuditEvent.objects.get(action="application_update").changes == {"bdm_id": [str(made.bdm_id), None]}
    untouched.refresh_from_db()
    assert (untouched.version, untouched.bdm_id is None) == (1, False)


def test_a_bdm_who_moves_leaves_the_applications(admin):
    made = application()
    bdm_update(bdm_id=made.bdm_id, actor=admin, name="Same branch")
    made.refresh_from_db()
    assert made.bdm_id is not None
    bdm_update(bdm_id=made.bdm_id, actor=admin, branch_id=BranchFactory().id)
    made.refresh_from_db()
    assert (made.bdm_id, made.version) == (None, 2)


@pytest.mark.django_db(transaction=True)
def test_no_application_keeps_a_bdm_of_another_branch_whoever_comes_first():
    admin = UserFactory(role="admin").actor
    broker, branch = BrokerWithBdmFactory(), BranchFactory()
    given = application(broker=broker, bdm_id=None)
    barrier, problems = threading.Barrier(3), []

    def run(act):
        try:
            with transaction.atomic():
                barrier.wait(timeout=10)
                act()
        except assignments.BdmOfAnotherBranch:
            pass  # the broker had moved already
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    acts = (
        lambda: broker_update(broker_id=broker.id, actor=admin, branch_id=branch.id),
        lambda: application_update(application_id=given.id, actor=admin, bdm_id=broker.default_bdm_id),
        lambda: application_create(actor=broker.user.actor),
    )
    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert problems == []
    assert not Application.objects.exclude(bdm=None).exists()


def test_deleting_takes_links_properties_and_the_one_event_along():
    made = application()
    actor = made.broker.user.actor
    links.application_borrower_link(
        application_id=made.id, actor=actor, borrower_id=borrower_of(made.broker).id, role="primary"
    )
    security.security_property_create(
        application_id=made.id, actor=actor, address=ADDRESS, property_type="land"
    )
    application_delete(application_id=made.id, actor=actor)
    connection.check_constraints()
    for table in (Application, StageEvent, SecurityProperty):
        assert not table.objects.exists()
    assert AuditEvent.objects.get(action="application_delete").application_id == made.id


def test_what_has_moved_or_was_valued_is_not_deleted(admin):
    moved, valued = put(application(), "withdrawn"), application()
    found = security.security_property_create(
        application_id=valued.id, actor=admin, address=ADDRESS, property_type="land"
    )
    security.valuation_create(
        security_property_id=found.id, actor=admin, valuer="V", valued_on=clock.today(), amount=Decimal(1)
    )
    for made in (moved, valued):
        with pytest.raises(applications.ApplicationInUse):
            application_delete(application_id=made.id, actor=admin)


def test_a_file_goes_stale_after_14_days_unless_it_is_over():
    made = application()
    for days, stale in [(13, False), (15, True)]:
        made.stage_since = clock.now() - timedelta(days=days)
        assert made.is_stale is stale
    made.stage = "withdrawn"
    assert not made.is_stale


def test_a_settled_loan_expires_when_its_term_ends():
    made = put(
        application(terms=terms(term_months=1)), "settled", settled_on=date(2024, 1, 31), approved=True
    )
    assert made.expires_on == date(2024, 2, 29)
    assert application().expires_on is None


@pytest.mark.parametrize(
    "broken",
    [
        {"stage": "nowhere"},
        {"stage": "more_info_required"},
        {"resume_stage": "inquiry"},
        {"stage": "formal_approval"},
        {"stage": "settled", "terms_locked": True},
        {"settled_on": date(2024, 1, 1)},
        {"application_type_other": "Bridging"},
        {"loan_amount": None},
        {"annual_rate": None},
        {"terms_version": 0},
        {"loan_amount": Decimal(0)},
    ],
)
def test_the_database_keeps_an_application_whole(broken):
    made = application(terms=terms())
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(id=made.id).update(**broken)
