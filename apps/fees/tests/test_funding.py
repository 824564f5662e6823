"""Funding tables: versions, what they show, when there is none."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.tests.factories import UserFactory
from apps.applications import selectors as applications
from apps.applications.services.applications import application_delete, application_update
from apps.applications.services.security import security_property_create
from apps.applications.tests.factories import ADDRESS, application, put, terms
from apps.audit.models import AuditEvent
from apps.fees import selectors
from apps.fees.funding import NetFundsNegative
from apps.fees.models import FundingTable
from apps.fees.services import funding
from apps.fees.services.funding import funding_table_create
from apps.fees.tests.factories import SETTLED_ON, charge, worked_loan
from apps.kernel import clock
from apps.repayments.schedule import DateOutOfRange

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


def _table(made, admin, starts_on=SETTLED_ON, **values):
    return funding_table_create(application_id=made.id, actor=admin, starts_on=starts_on, **values)


def test_versions_stay_and_are_of_their_terms(admin):
    made = worked_loan(admin)
    first = _table(made, admin)
    charge(made, admin, collect="at_settlement")
    application_update(application_id=made.id, actor=admin, terms=terms())
    second = _table(made, admin)
    listed = selectors.application_funding_table_list(viewer=admin, application_id=made.id)
    assert [(each.id, each.is_current) for each in listed.order_by("number")] == [
        (first.id, False),
        (second.id, True),
    ]
    assert (first.deducted_fees, str(first.net_funds)) == ([], "928749.97")
    assert (str(second.net_funds), str(second.prepaid_interest)) == ("99890.00", "0.00")
    event = AuditEvent.objects.get(object_id=second.id)
    assert (event.action, event.application_id) == ("funding_table_create", made.id)


def test_the_value_is_shown_when_all_of_it_is_known(admin):
    made = worked_loan(admin)
    assert (_table(made, admin).security_value, _table(made, admin).lvr) == (
        Decimal("1450000.00"),
        Decimal("68.97"),
    )
    security_property_create(application_id=made.id, actor=admin, address=ADDRESS, property_type="land")
    assert (_table(made, admin).security_value, _table(made, admin).lvr) == (None, None)
    assert applications.application_get(viewer=admin, application_id=made.id).lvr is None


def test_refusals_in_their_order(admin):
    with pytest.raises(funding.TermsMissing):
        _table(application(), admin)
    made = worked_loan(admin)
    with pytest.raises(DateOutOfRange):
        _table(made, admin, date.max)
    _table(made, admin, payouts=[{"payee": "Bank", "amount": Decimal("928749.97")}])
    with pytest.raises(NetFundsNegative):
        _table(made, admin, payouts=[{"payee": "Bank", "amount": Decimal("928749.98")}])
    monthly = {"repayment_type": "principal_and_interest", "day_count": "actual_365"}
    short = application(terms=terms(**monthly, instalment_amount=Decimal("750.00")))
    with pytest.raises(funding.NotComputable):
        _table(short, admin, date(2025, 3, 1))  # 31 days of 9 % on 100,000.00: 764.38
    _table(short, admin, date(2025, 2, 1))
    put(made, "settled", settled_on=clock.today(), approved=True)
    with pytest.raises(funding.FundingLocked):
        _table(made, admin)
    with pytest.raises(DateOutOfRange):
        _table(made, admin, date.max)
    with pytest.raises(applications.ApplicationNotFound):
        _table(made, UserFactory(role="bdm").actor)


def test_an_application_that_may_be_deleted_takes_its_tables_along(admin):
    made = application(terms=terms())
    _table(made, admin)
    application_delete(application_id=made.id, actor=admin)
    assert FundingTable.objects.count() == 0


@pytest.mark.parametrize(
    "statement", ["UPDATE fees_fundingtable SET net_funds = 0", "DELETE FROM fees_fundingtable"]
)
def test_the_database_keeps_what_was_computed(admin, statement):
    _table(worked_loan(admin), admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(statement)
