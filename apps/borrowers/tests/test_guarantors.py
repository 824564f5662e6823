"""Guarantors."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.tests.factories import UserFactory
from apps.audit.models import AuditEvent
from apps.borrowers import selectors
from apps.borrowers.models import Guarantor
from apps.borrowers.services import guarantors, parties, references
from apps.borrowers.tests.factories import ADDRESS, BorrowerFactory, GuarantorFactory
from apps.brokers.tests.factories import BrokerFactory

pytestmark = pytest.mark.django_db
COMPANY = {"kind": "company", "company_name": "Example Pty Ltd"}


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


def test_a_guarantor_belongs_to_a_visible_borrower():
    broker = BrokerFactory()
    own, stranger = BorrowerFactory(broker=broker), BorrowerFactory()
    guarantor = guarantors.guarantor_create(borrower_id=own.id, actor=broker.user.actor, **COMPANY)
    assert (guarantor.name, guarantor.borrower_id) == ("Example Pty Ltd", own.id)
    for borrower_id in (stranger.id, uuid4()):
        with pytest.raises(references.UnknownBorrower):
            guarantors.guarantor_create(borrower_id=borrower_id, actor=broker.user.actor, **COMPANY)


def test_names_are_those_of_the_kind(admin):
    guarantor = GuarantorFactory()
    with pytest.raises(parties.NamesOfKind):
        guarantors.guarantor_create(
            borrower_id=guarantor.borrower_id, actor=admin, **COMPANY, first_name="Gus"
        )
    with pytest.raises(parties.NamesOfKind):
        guarantors.guarantor_update(guarantor_id=guarantor.id, first_name=None, actor=admin)
    for broken in ({"first_name": None}, {"abn": "51824753556"}, {"kind": "company"}, {"kind": "trust"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Guarantor.objects.update(**broken)


def test_a_change_is_audited_and_nothing_is_no_change(admin):
    guarantor = GuarantorFactory(address=dict(ADDRESS))
    same = guarantors.guarantor_update(guarantor_id=guarantor.id, address=dict(ADDRESS), actor=admin)
    assert same.version == 1
    guarantors.guarantor_update(guarantor_id=guarantor.id, relationship="Sister", actor=admin)
    assert AuditEvent.objects.get().changes == {"relationship": [None, "Sister"]}


def test_guarantors_are_seen_through_the_borrower_or_an_application(admin, standing):
    broker = BrokerFactory()
    own, stranger = GuarantorFactory(borrower__broker=broker), GuarantorFactory()
    assert set(selectors.guarantor_list(viewer=broker.user.actor)) == {own}
    standing.guarantors.append(stranger.id)
    assert set(selectors.guarantor_list(viewer=broker.user.actor)) == {own, stranger}
    assert not selectors.guarantor_list(viewer=UserFactory(role="borrower").actor).exists()
    assert selectors.guarantor_list(viewer=admin).count() == 2


def test_a_guarantor_who_stands_nowhere_goes(admin):
    guarantor = GuarantorFactory()
    guarantors.guarantor_delete(guarantor_id=guarantor.id, actor=admin)
    assert AuditEvent.objects.get().action == "guarantor_delete"
    with pytest.raises(selectors.GuarantorNotFound):
        guarantors.guarantor_delete(guarantor_id=guarantor.id, actor=admin)
