"""Who stands on an application, and what secures it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.tests.factories import UserFactory
from apps.applications import selectors
from apps.applications.models import (
    ApplicationBorrower,
    ApplicationSignature,
    SecurityProperty,
    Valuation,
)
from apps.applications.services import links, security, signature
from apps.applications.tests.factories import ADDRESS, application, borrower_of, put, terms
from apps.borrowers.tests.factories import BorrowerFactory, GuarantorFactory
from apps.brokers.tests.factories import BdmFactory
from apps.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return application(terms=terms())


def _link(made, borrower, role="primary"):
    return links.application_borrower_link(
        application_id=made.id, actor=made.broker.user.actor, borrower_id=borrower.id, role=role
    )


def _guarantee(made, guarantor):
    return links.application_guarantor_link(
        application_id=made.id, actor=made.broker.user.actor, guarantor_id=guarantor.id
    )


def _secure(made, **values):
    return security.security_property_create(
        application_id=made.id,
        actor=made.broker.user.actor,
        **{"address": ADDRESS, "property_type": "land", **values},
    )


def _value(found, amount=1000, **values):
    bdm = BdmFactory(branch=found.application.broker.branch)
    return security.valuation_create(
        security_property_id=found.id,
        actor=bdm.user.actor,
        **{"valuer": "V", "valued_on": clock.today(), "amount": Decimal(amount), **values},
    )


def test_one_primary_borrower_and_nobody_twice(made):
    first, second = borrower_of(made.broker), borrower_of(made.broker)
    assert _link(made, first).version == 2
    with pytest.raises(links.AlreadyLinked):
        _link(made, first, "co_borrower")
    with pytest.raises(links.PrimaryExists):
        _link(made, second)
    assert [link.role for link in _link(made, second, "co_borrower").borrower_links.all()] == [
        "primary",
        "co_borrower",
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationBorrower.objects.update(role="primary")


def test_whom_the_actor_does_not_see_does_not_exist(made):
    with pytest.raises(links.UnknownBorrower):
        _link(made, BorrowerFactory())
    with pytest.raises(links.UnknownGuarantor):
        _guarantee(made, GuarantorFactory())


def test_nobody_guarantees_an_own_loan(made):
    borrower = borrower_of(made.broker)
    guarantor = GuarantorFactory(borrower=borrower)
    _link(made, borrower)
    with pytest.raises(links.GuarantorIsPrimary):
        _guarantee(made, guarantor)
    links.application_borrower_unlink(
        application_id=made.id, actor=made.broker.user.actor, borrower_id=borrower.id
    )
    _guarantee(made, guarantor)
    with pytest.raises(links.AlreadyLinked):
        _guarantee(made, guarantor)
    with pytest.raises(links.GuarantorIsPrimary):
        _link(made, borrower)
    _link(made, borrower, "co_borrower")


def test_a_signature_goes_with_the_borrower(made):
    borrower = borrower_of(made.broker, user=UserFactory(role="borrower"))
    _link(made, borrower)
    signature.application_sign(application_id=made.id, actor=borrower.user.actor, full_name="Bea")
    links.application_borrower_unlink(
        application_id=made.id, actor=made.broker.user.actor, borrower_id=borrower.id
    )
    assert not ApplicationSignature.objects.exists()
    with pytest.raises(selectors.ApplicationNotFound):
        signature.application_sign(application_id=made.id, actor=borrower.user.actor, full_name="Bea")
    with pytest.raises(selectors.LinkNotFound):
        links.application_borrower_unlink(
            application_id=made.id, actor=made.broker.user.actor, borrower_id=borrower.id
        )


@pytest.mark.parametrize("stage", ["settled", "discharged", "closed"])
def test_what_is_paid_out_keeps_its_parties_and_its_security(made, stage):
    borrower, guarantor, found = borrower_of(made.broker), None, _secure(made)
    guarantor = GuarantorFactory(borrower=borrower_of(made.broker))
    _link(made, borrower)
    _guarantee(made, guarantor)
    made.refresh_from_db()
    put(made, stage, approved=True, settled_on=clock.today())
    path = {"application_id": made.id, "actor": made.broker.user.actor}
    for act in (
        lambda: _link(made, borrower_of(made.broker), "co_borrower"),
        lambda: _guarantee(made, GuarantorFactory(borrower=borrower_of(made.broker))),
        lambda: links.application_borrower_unlink(borrower_id=borrower.id, **path),
        lambda: links.application_guarantor_unlink(guarantor_id=guarantor.id, **path),
    ):
        with pytest.raises(links.PartiesLocked):
            act()
    one = {"security_property_id": found.id, "actor": made.broker.user.actor}
    for act in (
        lambda: _secure(made),
        lambda: security.security_property_update(bedrooms=1, **one),
        lambda: security.security_property_delete(**one),
        lambda: _value(found),
    ):
        with pytest.raises(security.SecurityLocked):
            act()


def test_security_bumps_the_property_and_the_application(made):
    found = _secure(made, bedrooms=1)
    actor = made.broker.user.actor
    security.security_property_update(security_property_id=found.id, actor=actor, bedrooms=1)
    changed = security.security_property_update(security_property_id=found.id, actor=actor, bedrooms=2)
    valued = _value(found)
    made.refresh_from_db()
    assert (found.version, changed.version, valued.version, made.version) == (1, 2, 3, 4)


def test_the_latest_valuation_counts_and_the_newest_comes_first(made):
    found = _secure(made)
    yesterday = clock.today() - timedelta(days=1)
    for amount, day in [(1, clock.today()), (2, yesterday), (3, clock.today()), (4, yesterday)]:
        shown = _value(found, amount, valued_on=day)
    assert [valuation.amount for valuation in shown.valuations.all()] == [3, 1, 4, 2]
    assert shown.latest_valuation.amount == 3
    with pytest.raises(security.ValuedInFuture):
        _value(found, valued_on=clock.today() + timedelta(days=1))


def test_the_lvr_needs_terms_and_every_value():
    unready = application()
    actor = unready.broker.user.actor
    house, shop = _secure(unready), _secure(unready)
    _value(house, 100_000)
    shown = [selectors.application_get(viewer=actor, application_id=unready.id).lvr]
    _value(shop, 50_000)
    shown.append(selectors.application_get(viewer=actor, application_id=unready.id).lvr)
    assert shown == [None, None]
    ready = application(terms=terms())
    actor = ready.broker.user.actor
    _value(_secure(ready), 100_000)
    shop = _secure(ready)
    assert selectors.application_get(viewer=actor, application_id=ready.id).lvr is None
    _value(shop, 50_000)
    assert selectors.application_get(viewer=actor, application_id=ready.id).lvr == Decimal("66.67")


def test_a_property_takes_its_valuations_along_while_the_terms_may_change(made):
    found = _secure(made)
    _value(found)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Valuation.objects.all().delete()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Valuation.objects.update(amount=2)
    security.security_property_delete(security_property_id=found.id, actor=made.broker.user.actor)
    connection.check_constraints()
    assert not Valuation.objects.exists()
    kept = _secure(made)
    made.refresh_from_db()
    put(made, "declined")
    with pytest.raises(security.SecurityLocked):
        security.security_property_delete(security_property_id=kept.id, actor=made.broker.user.actor)


def test_the_database_keeps_amounts_of_a_property_positive(made):
    found = _secure(made)
    for broken in ({"existing_debt": -1}, {"property_type": "castle"}, {"occupancy": "haunted"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SecurityProperty.objects.filter(id=found.id).update(**broken)
