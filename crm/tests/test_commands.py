"""Commands are safe to run again, and leave data that the API itself could have made."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from apps.accounts.models import User
from apps.applications import selectors as applications
from apps.applications.models import Application
from apps.brokers.models import Bdm, Broker
from apps.ledger.selectors import balance_get

pytestmark = pytest.mark.django_db


def counts():
    """Return how many rows each table of ours has."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("apps.")]
    return {model.__name__: model._default_manager.count() for model in ours}


@pytest.mark.parametrize("command", ["seed_demo", "seed_world", "send_mail", "send_reminders", "prune"])
def test_a_command_can_be_run_twice(command, capsys):
    call_command(command)
    before, printed = counts(), capsys.readouterr().out
    call_command(command)
    assert counts() == before
    assert printed


@pytest.mark.parametrize("command", ["seed_demo", "seed_world"])
def test_seeded_rows_keep_the_rules(command):
    call_command(command)
    connection.check_constraints()
    for broker in Broker.objects.exclude(default_bdm=None).select_related("default_bdm"):
        assert broker.default_bdm.branch_id == broker.branch_id
    for profile in (*Bdm.objects.select_related("user"), *Broker.objects.exclude(user=None)):
        assert profile.user.role == type(profile).__name__.lower()


@pytest.mark.parametrize("command", ["seed_demo", "seed_world"])
def test_seeded_histories_lead_to_where_the_application_stands(command):
    call_command(command)
    for application in Application.objects.all():
        events = list(application.stage_events.order_by("seq"))
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert [None, *(event.to_stage for event in events)][:-1] == [event.from_stage for event in events]
        assert (events[-1].to_stage, events[-1].at) == (application.stage, application.stage_since)
        assert sorted(events, key=lambda event: event.at) == events


def test_the_demo_has_a_loan_that_is_being_repaid():
    call_command("seed_demo")
    connection.check_constraints()
    admin = User.objects.get(email="admin@demo.example").actor
    (settled,) = applications.application_list(viewer=admin).filter(stage="settled")
    assert 0 < settled.outstanding_principal < settled.loan_amount
    assert (settled.unpaid_fees, settled.payments.count(), settled.fees.count()) == (0, 1, 5)
    book = balance_get(viewer=admin)
    assert book.total_debit == book.total_credit > settled.loan_amount
    assert sum(account.balance for account in book.accounts) == 0


def test_demo_data_is_refused_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="Not in production"):
        call_command("seed_demo")
    assert not User.objects.exists()
