"""Documents that are made from an application, and the guards that wait for them."""

import io

import pypdf
import pytest

from apps.accounts.tests.factories import UserFactory
from apps.applications import guards
from apps.applications import selectors as applications
from apps.applications.lifecycle import Guard
from apps.applications.models import Application
from apps.applications.services.applications import application_update
from apps.applications.tests.factories import application, put, terms
from apps.audit.models import AuditEvent
from apps.documents import selectors, storage
from apps.documents.models import TEMPLATES, Document, DocumentVersion
from apps.documents.services import documents, references
from apps.documents.services.generation import generated_document_create
from apps.documents.tests.factories import document
from apps.documents.tests.loans import discharged, loan
from apps.fees.services.fees import fee_waive
from apps.fees.services.funding import funding_table_create
from apps.fees.tests.factories import SETTLED_ON, charge
from apps.kernel import clock

pytestmark = pytest.mark.django_db
LETTER = "indicative_letter"
_MISSING = {
    "application_form": {"borrowers", "terms", "security_properties"},
    "indicative_letter": {"borrowers", "terms", "security_properties", "funding_table"},
    "formal_approval_letter": {
        "borrowers",
        "terms",
        "security_properties",
        "funding_table",
        "formal_approval",
    },
    "loan_contract": {
        "borrowers",
        "terms",
        "security_properties",
        "funding_table",
        "repayment_schedule",
        "formal_approval",
    },
    "guarantee_deed": {"borrowers", "guarantors", "terms"},
    "discharge_letter": {"borrowers", "terms", "security_properties", "discharge"},
    "repayment_schedule": {"borrowers", "terms", "repayment_schedule"},
}


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


def generate(made, actor, template=LETTER, **values):
    return generated_document_create(application_id=made.id, actor=actor, template=template, **values)


def holds(guard, made):
    fresh = Application.objects.get(id=made.id)
    return guards._holds(guard, fresh, clock.today())


@pytest.mark.parametrize("template", TEMPLATES)
def test_each_template_is_rendered_from_what_the_application_has(admin, template, stored):
    made = discharged(admin)
    found = generate(made, admin, template)
    (version,) = found.versions.all()
    assert found.application_id == made.id
    assert found.type == ("other" if template == "repayment_schedule" else template)
    assert (found.audience, found.current_version, found.created_by) == ("internal", 1, admin.user_id)
    assert (version.kind, version.template, version.terms_version) == ("generated", template, 1)
    assert version.content_type == "application/pdf"
    with storage.opened(version.id) as file:
        pdf = file.read()
    assert stored()[version.storage_name] == pdf
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert made.reference in words
    assert "Bea Borrower" in words
    if template == "loan_contract":
        assert "538,179.97" not in words  # without brokerage and legal fee, more is left
        assert "558,749.97" in words
        assert "1,007,916.67" in words


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_is_missing_is_named_and_nothing_is_stored(admin, template, stored):
    made = application()
    with pytest.raises(selectors.TemplateDataMissing) as refusal:
        generate(made, admin, template)
    assert {code for _, code, _ in refusal.value.errors} == _MISSING[template]
    assert not Document.objects.exists()
    assert stored() == {}


def test_the_same_data_gives_the_same_bytes_in_the_next_version(admin, monkeypatch):
    made = loan(admin)
    generate(made, admin)
    later = clock.now().replace(year=clock.now().year + 1)
    monkeypatch.setattr(clock, "now", lambda: later)
    found = generate(made, UserFactory(role="admin").actor)
    first, second = found.versions.all()
    assert (first.data_sha256, first.sha256) == (second.data_sha256, second.sha256)
    assert (second.number, found.current_version, Document.objects.count()) == (2, 2, 1)


def test_other_data_give_another_hash(admin):
    made = loan(admin, stage="inquiry")
    made = put(made, "inquiry")
    generate(made, admin)
    application_update(application_id=made.id, actor=admin, purpose="Working capital")
    first, second = generate(made, admin).versions.all()
    assert first.data_sha256 != second.data_sha256
    assert first.sha256 != second.sha256


def test_title_and_audience_are_of_the_document(admin):
    made = loan(admin)
    generate(made, admin, title="Offer", audience="shared")
    kept = generate(made, admin)
    assert (kept.title, kept.audience) == ("Offer", "shared")
    changed = generate(made, admin, title="Second offer")
    assert (changed.title, changed.audience, changed.current_version) == ("Second offer", "shared", 3)
    event = AuditEvent.objects.filter(action="generated_document_create").latest("id")
    assert event.application_id == made.id
    assert event.changes["title"] == ["Offer", "Second offer"]
    assert event.changes["current_version"] == [2, 3]


def test_an_audience_without_the_author_is_refused(admin):
    made = loan(admin)
    bdm = made.bdm.user.actor
    generate(made, admin, audience="internal")
    with pytest.raises(references.AudienceWithoutYou):
        generate(made, bdm, audience="private")  # it would hide somebody else's document
    assert DocumentVersion.objects.count() == 1


def test_a_private_document_of_somebody_else_is_not_gone_on_with(admin):
    made = loan(admin)
    hidden = generate(made, admin, audience="private")
    found = generate(made, made.bdm.user.actor)
    assert found.id != hidden.id
    assert found.current_version == 1


def test_an_uploaded_document_of_the_type_is_not_gone_on_with(admin):
    made = loan(admin)
    uploaded = document(admin, application_id=made.id, type=LETTER)
    found = generate(made, admin)
    assert found.id != uploaded.id
    document(admin, application_id=made.id, type=LETTER)
    assert holds(Guard.INDICATIVE_LETTER_GENERATED, made)


def test_the_application_has_to_be_visible(admin):
    stranger = application().broker.default_bdm.user.actor
    made = loan(admin)
    with pytest.raises(applications.ApplicationNotFound):
        generate(made, stranger)


def test_the_letter_counts_for_the_terms_it_was_made_from(admin):
    made = put(loan(admin, stage="inquiry"), "funding_table_issued")
    assert not holds(Guard.INDICATIVE_LETTER_GENERATED, made)
    generate(made, admin)
    assert holds(Guard.INDICATIVE_LETTER_GENERATED, made)
    application_update(application_id=made.id, actor=admin, terms=terms(loan_amount=900_000))
    assert not holds(Guard.INDICATIVE_LETTER_GENERATED, made)
    with pytest.raises(selectors.TemplateDataMissing):  # the funding table is of the old terms
        generate(made, admin)
    funding_table_create(application_id=made.id, actor=admin, starts_on=SETTLED_ON)
    assert generate(made, admin).current_version == 2
    assert holds(Guard.INDICATIVE_LETTER_GENERATED, made)


def test_a_contract_counts_once_it_is_there(admin):
    made = loan(admin)
    assert not holds(Guard.LOAN_CONTRACT_GENERATED, made)
    generate(made, admin, "loan_contract")
    assert holds(Guard.LOAN_CONTRACT_GENERATED, made)
    assert not holds(Guard.LOAN_CONTRACT_SIGNED, made)


def test_a_waived_fee_is_not_in_the_contract(admin):
    made = loan(admin)
    fee = charge(made, admin, description="Courier")
    generate(made, admin, "loan_contract")
    fee_waive(fee_id=fee.id, actor=admin)
    first, second = generate(made, admin, "loan_contract").versions.all()
    assert first.data_sha256 != second.data_sha256


def test_while_somebody_is_asked_to_sign_there_is_no_next_version(admin, ask):
    made = loan(admin)
    ask(generate(made, admin), admin)
    with pytest.raises(documents.SignaturePending):
        generate(made, admin)
