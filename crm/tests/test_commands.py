"""Commands are safe to run again, and leave data that the API itself could have made."""

import hashlib
from collections import Counter
from io import BytesIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from apps.accounts.models import User
from apps.applications import selectors as applications
from apps.applications.models import Application
from apps.brokers.models import Bdm, Broker
from apps.documents import conditions, keys, storage
from apps.documents.models import Document, DocumentVersion, SignatureRequest
from apps.kernel import clock
from apps.ledger.selectors import balance_get
from apps.notes.selectors import note_list

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    """Keep documents in a folder of the test's own."""
    ours = {**settings.STORAGES["documents"], "OPTIONS": {"location": str(tmp_path), "durable": False}}
    settings.STORAGES = {**settings.STORAGES, "documents": ours}


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


def test_the_demo_has_papers_as_the_stages_say():
    call_command("seed_demo")
    versions = DocumentVersion.objects.select_related("document__application")
    for version in versions:
        with storage.opened(version.id) as file:
            assert hashlib.sha256(file.read()).hexdigest() == version.sha256
    assert {version.kind for version in versions} == {"uploaded", "generated", "signed"}
    for application in Application.objects.all():
        passed = {event.to_stage for event in application.stage_events.all()}
        for stage, guard in (
            ("iloo_issued", conditions.indicative_letter_generated),
            ("iloo_signed", conditions.indicative_letter_signed),
            ("loan_docs_issued", conditions.loan_contract_generated),
            ("loan_docs_signed", conditions.loan_contract_signed),
        ):
            assert guard(application, application.stage_since.date()) is (stage in passed), application.stage
    states = Counter(request.status_at(clock.now()) for request in SignatureRequest.objects.all())
    assert states["pending"] == 2
    assert states["completed"] == Document.objects.filter(is_locked=True).count() > 2
    for version in versions.filter(kind="signed"):
        with storage.opened(version.id) as file:
            (seal,) = PdfFileReader(BytesIO(file.read())).embedded_signatures
        found = validate_pdf_signature(seal, ValidationContext(trust_roots=[keys.signer().signing_cert]))
        assert (found.bottom_line, found.coverage.name) == (True, "ENTIRE_FILE")


def test_notes_of_the_demo_are_read_by_their_audience():
    call_command("seed_demo")
    read = {
        user.email.partition("@")[0]: set(note_list(viewer=user.actor).values_list("audience", flat=True))
        for user in User.objects.all()
    }
    assert read["bdm"] == {"private", "internal", "broker", "shared"}
    assert read["broker"] == {"broker", "shared"}
    assert read["borrower"] == {"shared"}


def test_demo_data_is_refused_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="Not in production"):
        call_command("seed_demo")
    assert not User.objects.exists()
