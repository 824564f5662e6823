"""Rows for the tests of services; an application is made by its service, as every other one is."""

from apps.applications.models import Application, StageEvent
from apps.applications.services.applications import application_create
from apps.borrowers.tests.factories import BorrowerFactory
from apps.brokers.tests.factories import BrokerWithBdmFactory
from apps.kernel import clock

ADDRESS = {
    "unit": None,
    "street_no": "1",
    "street": "George Street",
    "suburb": "Sydney",
    "state": "NSW",
    "postcode": "2000",
}


def terms(**changes):
    """Return terms as a body says them once it is cleaned."""
    return {
        "loan_amount": 100_000,
        "annual_rate": 9,
        "term_months": 12,
        "repayment_type": "interest_only",
        "repayment_frequency": "monthly",
        "day_count": "periodic",
        "interest_only_periods": 0,
        "prepaid_interest_periods": 0,
        "instalment_amount": None,
        **changes,
    }


def application(**values):
    """Return a new application of a broker with a default BDM."""
    broker = values.pop("broker", None) or BrokerWithBdmFactory()
    made = application_create(actor=broker.user.actor, **values)
    return Application.objects.get(id=made.id)


def put(made, stage, *, resume_stage=None, settled_on=None, approved=False):
    """Put an application into `stage` as if it had come there; only its last event is written."""
    now = clock.now()
    StageEvent.objects.create(
        application=made,
        seq=made.stage_events.count() + 1,
        from_stage=made.stage,
        to_stage=stage,
        at=now,
        effective_on=settled_on if stage == "settled" else None,
    )
    made.stage, made.stage_since, made.resume_stage = stage, now, resume_stage
    made.terms_locked, made.settled_on = approved, settled_on
    made.save()
    return made


def borrower_of(broker, **values):
    """Return a borrower whom this broker brought."""
    return BorrowerFactory(broker=broker, **values)
