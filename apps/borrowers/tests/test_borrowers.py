"""Borrowers."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.services import users
from apps.accounts.tests.factories import UserFactory
from apps.audit.models import AuditEvent
from apps.borrowers import selectors
from apps.borrowers.models import Borrower
from apps.borrowers.serializers import BorrowerOutput, BorrowerUpdateInput, GuarantorOutput
from apps.borrowers.services import borrowers, parties, references
from apps.borrowers.tests.factories import ADDRESS, BorrowerFactory, CompanyFactory, GuarantorFactory
from apps.brokers.services import brokers
from apps.brokers.tests.factories import BdmFactory, BrokerFactory
from apps.kernel import clock

pytestmark = pytest.mark.django_db
PERSON = {"kind": "individual", "first_name": "Bea", "last_name": "Borrower"}


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


def create(actor, **values):
    return borrowers.borrower_create(**{**PERSON, **values}, actor=actor)


def test_a_brokers_borrower_is_the_brokers_own():
    broker, other = BrokerFactory(), BrokerFactory()
    assert create(broker.user.actor).broker_id == broker.id
    assert create(broker.user.actor, broker_id=broker.id).broker_id == broker.id
    for broker_id in (other.id, uuid4()):
        with pytest.raises(references.UnknownBroker):
            create(broker.user.actor, broker_id=broker_id)
    with pytest.raises(references.BrokerRequired):
        create(UserFactory().actor)


def test_a_bdm_names_a_broker_of_the_branch_and_an_admin_need_not(admin):
    bdm = BdmFactory()
    broker, stranger = BrokerFactory(branch=bdm.branch), BrokerFactory()
    assert create(bdm.user.actor, broker_id=broker.id).broker_id == broker.id
    with pytest.raises(references.BrokerRequired):
        create(bdm.user.actor)
    with pytest.raises(references.UnknownBroker):
        create(bdm.user.actor, broker_id=stranger.id)
    assert create(admin).broker_id is None
    assert create(admin, broker_id=stranger.id).broker_id == stranger.id


def test_a_login_is_a_user_of_that_role_and_only_once(admin):
    user, broker = UserFactory(role="borrower"), BrokerFactory()
    borrower = create(admin, user_id=user.id)
    with pytest.raises(references.UserTaken):
        create(admin, user_id=user.id)
    with pytest.raises(references.UserRole):
        create(admin, user_id=broker.user_id)
    for user_id in (UserFactory(role="borrower").id, uuid4()):
        with pytest.raises(references.UnknownUser):
            create(broker.user.actor, user_id=user_id)
    with pytest.raises(references.UserRole):  # all but admins see themselves only
        create(broker.user.actor, user_id=broker.user_id)
    assert selectors.borrower_list(viewer=user.actor).get() == borrower
    with pytest.raises(users.ProfileExists):
        users.user_update(user_id=user.id, role="broker", actor=admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        BorrowerFactory(user=user)


@pytest.mark.parametrize(
    ("born_on", "is_of_age"),
    [
        (date(2008, 2, 28), True),
        (date(2008, 2, 29), False),
        (date(2008, 3, 1), False),
        (date(1, 1, 1), True),
        (date(9999, 12, 31), False),
    ],
)
def test_a_borrower_is_18_on_the_business_day(admin, monkeypatch, born_on, is_of_age):
    # 28 February in Sydney, still the 27th in London
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 2, 27, 20, tzinfo=UTC))
    if is_of_age:
        assert create(admin, date_of_birth=born_on).date_of_birth == born_on
    else:
        with pytest.raises(borrowers.UnderAge):
            create(admin, date_of_birth=born_on)


def test_names_stay_those_of_the_kind(admin):
    borrower = BorrowerFactory()
    for values in ({"last_name": None}, {"company_name": "Example Pty Ltd"}, {"directors": ["Bea"]}):
        with pytest.raises(parties.NamesOfKind) as refused:
            borrowers.borrower_update(borrower_id=borrower.id, actor=admin, **values)
        assert refused.value.pointer == f"/body/{next(iter(values))}"
    for broken in ({"last_name": None}, {"company_name": "Example"}, {"kind": "trust"}, {"directors": ["B"]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Borrower.objects.filter(id=borrower.id).update(**broken)
    for broken in ({"residency": "unknown"}, {"marital_status": "unknown"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Borrower.objects.filter(id=borrower.id).update(**broken)


def test_what_is_read_can_be_sent_back(admin):
    amounts = [{"description": "Flat", "amount": Decimal("400000.00")}]
    borrower = create(
        admin,
        residential_address=dict(ADDRESS),
        employment={"employer": "Example", "occupation": None, "started_on": date(2020, 1, 31)},
        assets=amounts,
        liabilities=[{"description": "Card", "amount": Decimal("400000.01")}],
    )
    read = BorrowerOutput(Borrower.objects.get(id=borrower.id)).data
    assert read == BorrowerOutput(borrower).data
    assert (read["net_position"], read["name"]) == ("-0.01", "Bea Borrower")
    body = BorrowerUpdateInput(data={name: read[name] for name in BorrowerUpdateInput().fields}, partial=True)
    assert body.is_valid(), body.errors
    same = borrowers.borrower_update(borrower_id=borrower.id, actor=admin, **body.validated_data)
    assert same.version == 1
    assert not AuditEvent.objects.filter(action="borrower_update").exists()


def test_tags_that_mean_the_same_are_one():
    body = BorrowerUpdateInput(data={"tags": ["vip", " vip", "e\u0301", "\u00e9"]}, partial=True)
    assert body.is_valid(), body.errors
    assert body.validated_data["tags"] == ["vip", "\u00e9"]


def test_only_an_admin_says_who_signs_in_and_whose_a_borrower_is_no_longer(admin):
    broker, stranger = BrokerFactory(), BrokerFactory()
    borrower, actor = BorrowerFactory(broker=broker), broker.user.actor
    with pytest.raises(references.UserLinkForbidden):
        borrowers.borrower_update(
            borrower_id=borrower.id, user_id=UserFactory(role="borrower").id, actor=actor
        )
    with pytest.raises(references.BrokerRequired):
        borrowers.borrower_update(borrower_id=borrower.id, broker_id=None, actor=actor)
    with pytest.raises(references.UnknownBroker):
        borrowers.borrower_update(borrower_id=borrower.id, broker_id=stranger.id, actor=actor)
    same = borrowers.borrower_update(borrower_id=borrower.id, broker_id=broker.id, user_id=None, actor=actor)
    assert same.version == 1
    assert borrowers.borrower_update(borrower_id=borrower.id, broker_id=None, actor=admin).version == 2


def test_a_borrower_on_an_application_keeps_an_owner_who_is_not_seen(standing):
    borrower, broker = BorrowerFactory(), BrokerFactory()
    with pytest.raises(selectors.BorrowerNotFound):
        selectors.borrower_get(viewer=broker.user.actor, borrower_id=borrower.id)
    standing.borrowers.append(borrower.id)
    changed = borrowers.borrower_update(
        borrower_id=borrower.id, broker_id=borrower.broker_id, first_name="Bo", actor=broker.user.actor
    )
    assert changed.version == 2


def test_borrowers_are_seen_by_owner_branch_and_themselves(admin):
    bdm, user = BdmFactory(), UserFactory(role="borrower")
    broker = BrokerFactory(branch=bdm.branch)
    own, company, stranger = (
        BorrowerFactory(broker=broker, user=user),
        CompanyFactory(broker=broker),
        BorrowerFactory(),
    )
    assert set(selectors.borrower_list(viewer=broker.user.actor)) == {own, company}
    assert set(selectors.borrower_list(viewer=bdm.user.actor)) == {own, company}
    assert set(selectors.borrower_list(viewer=user.actor)) == {own}
    assert set(selectors.borrower_list(viewer=admin)) == {own, company, stranger}
    brokers.broker_update(broker_id=broker.id, is_active=False, actor=admin)
    assert not selectors.borrower_list(viewer=broker.user.actor).exists()


def test_a_page_is_rendered_without_queries(admin, django_assert_num_queries):
    GuarantorFactory.create_batch(3)
    with django_assert_num_queries(2):
        assert len(BorrowerOutput(selectors.borrower_list(viewer=admin), many=True).data) == 3
        assert len(GuarantorOutput(selectors.guarantor_list(viewer=admin), many=True).data) == 3


def test_a_borrower_with_guarantors_stays(admin):
    guarantor = GuarantorFactory()
    with pytest.raises(borrowers.BorrowerInUse):
        borrowers.borrower_delete(borrower_id=guarantor.borrower_id, actor=admin)
    with pytest.raises(brokers.BrokerInUse):
        brokers.broker_delete(broker_id=guarantor.borrower.broker_id, actor=admin)
    guarantor.delete()
    borrowers.borrower_delete(borrower_id=guarantor.borrower_id, actor=admin)
    assert not Borrower.objects.exists()
    assert AuditEvent.objects.get().action == "borrower_delete"
