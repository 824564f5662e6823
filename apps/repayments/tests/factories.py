"""Loans for the tests of services, in stages to which other apps lead."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from apps.accounts.tests.factories import UserFactory
from apps.applications.models import Application
from apps.applications.tests.factories import application, put, terms
from apps.kernel import clock
from apps.ledger import posting
from apps.ledger import services as ledger
from apps.repayments.services.schedules import repayment_schedule_create


def loan(**changes):
    """Return an application with the terms of a loan of 1,000.00 that is repaid in three months."""
    values = {
        "loan_amount": Decimal("1000.00"),
        "annual_rate": Decimal("12.0000"),
        "term_months": 3,
        "repayment_type": "principal_and_interest",
    }
    return application(terms=terms(**{**values, **changes}))


@transaction.atomic
def settled(days=200, **changes):
    """Return a loan that was paid out `days` ago: its schedule and its first entry."""
    made = loan(**changes)
    day = clock.today() - timedelta(days=days)
    admin = UserFactory(role="admin").actor
    repayment_schedule_create(application_id=made.id, actor=admin, starts_on=day)
    put(made, "settled", settled_on=day, approved=True)
    ledger.entry_post(
        application_id=made.id,
        posting=posting.settlement(
            loan_amount=made.loan_amount,
            deducted_fees=Decimal(0),
            prepaid_interest=Decimal(0),
            payouts=[],
            net_funds=made.loan_amount,
        ),
        effective_on=day,
        description="Settlement",
        source=None,
        actor_id=None,
    )
    return Application.objects.get(id=made.id)
