"""Fees and loans for the tests of services; whatever has a rule is made by its service."""

from datetime import date
from decimal import Decimal

from apps.applications.services.security import security_property_create, valuation_create
from apps.applications.tests.factories import ADDRESS, application, terms
from apps.fees.services.charges import fee_create
from apps.fees.services.definitions import fee_definition_create

SETTLED_ON = date(2025, 3, 31)
BANDS = [{"up_to": "500000.00", "rate": "2.0000"}, {"up_to": None, "rate": "1.5000"}]


def definition(actor, **changes):
    """Add a fixed, taxable, upfront rule to the catalogue, or what `changes` make of it."""
    values = {
        "code": "legal",
        "name": "Legal fee",
        "kind": "legal",
        "method": "fixed",
        "amount": Decimal("1200.00"),
        "gst": "taxable",
        "collect": "upfront",
    }
    return fee_definition_create(actor=actor, **{**values, **changes})


def percentage(actor, **changes):
    """Add a rule of 2 % of the loan, collected at settlement."""
    values = {
        "code": "establishment",
        "name": "Establishment fee",
        "kind": "establishment",
        "method": "percentage",
        "amount": None,
        "rate": Decimal("2.0000"),
        "base": "loan_amount",
        "gst": "input_taxed",
        "collect": "at_settlement",
    }
    return definition(actor, **{**values, **changes})


def charge(made, actor, **changes):
    """Charge a fee of 100.00 by figures of its own, or what `changes` make of it."""
    values = {
        "kind": "other",
        "description": "Courier",
        "net": Decimal("100.00"),
        "gst_treatment": "taxable",
        "collect": "upfront",
    }
    if "definition_id" in changes:
        values = {}
    return fee_create(application_id=made.id, actor=actor, **{**values, **changes})


def worked_loan(actor):
    """Return the loan of domain.md, section 5, with its security."""
    made = application(
        terms=terms(
            loan_amount=Decimal("1000000.00"), annual_rate=Decimal("9.5000"), prepaid_interest_periods=9
        )
    )
    found = security_property_create(
        application_id=made.id, actor=actor, address=ADDRESS, property_type="commercial"
    )
    valuation_create(
        security_property_id=found.id,
        actor=actor,
        valuer="V",
        valued_on=date(2025, 3, 1),
        amount=Decimal("1450000.00"),
    )
    return made
