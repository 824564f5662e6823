"""Signers who meet: one version, one end, whoever is first."""

from datetime import timedelta

import pytest

from apps.accounts.tests.factories import UserFactory
from apps.applications.services.transitions import application_transition
from apps.documents import selectors
from apps.documents.models import DocumentVersion, SignatureRequest
from apps.documents.services.generation import generated_document_create
from apps.documents.services.signature_requests import signature_request_cancel, signature_request_create
from apps.documents.services.signing import signing_decline, signing_sign
from apps.documents.tests.loans import loan
from apps.documents.tests.test_races import _at_once
from apps.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


@pytest.fixture
def letter(admin):
    return generated_document_create(application_id=loan(admin).id, actor=admin, template="indicative_letter")


def signing(token, made):
    sha256 = made.versions.get(number=1).sha256
    return lambda: signing_sign(token=token, full_name="Bea", document_sha256=sha256).status


def test_of_many_signers_at_once_the_last_one_seals(admin, letter, ask):
    request, tokens = ask(letter, admin, signers=4)
    assert _at_once(*(signing(token, letter) for token in tokens)) == ["signed"] * 4
    kinds = DocumentVersion.objects.filter(document_id=letter.id).order_by("number")
    assert list(kinds.values_list("kind", flat=True)) == ["generated", "signed"]
    assert SignatureRequest.objects.get(id=request.id).status == "completed"


def test_one_token_used_at_once_signs_once(admin, letter, ask):
    _, (first, _) = ask(letter, admin, signers=2)
    answers = _at_once(*(signing(first, letter) for _ in range(4)))
    assert sorted(answers) == ["documents.already_acted"] * 3 + ["signed"]


@pytest.mark.parametrize("ending", ["declined", "cancelled", "moved"])
def test_a_request_has_one_end(admin, letter, ask, ending):
    request, (token,) = ask(letter, admin)
    end = {
        "declined": lambda: signing_decline(token=token, reason="No").status,
        "cancelled": lambda: signature_request_cancel(signature_request_id=request.id, actor=admin).state,
        "moved": lambda: (
            application_transition(
                application_id=letter.application_id, actor=admin, to="withdrawn", comment="Because."
            ).to_stage
        ),
    }[ending]
    signed, ended = _at_once(signing(token, letter), end)
    final = SignatureRequest.objects.get(id=request.id).status
    versions = DocumentVersion.objects.filter(document_id=letter.id).count()
    if signed == "signed":
        assert (final, versions) == ("completed", 2)
        assert ended in ("documents.signing_not_found", "documents.not_pending", "withdrawn")
    else:
        assert signed == "documents.signing_not_found"
        assert (final, versions) == ({"moved": "cancelled"}.get(ending, ending), 1)


def test_of_two_requests_at_once_one_is_made(admin, letter):
    def request():
        _, tokens = signature_request_create(
            document_id=letter.id,
            actor=admin,
            signers=[{"name": "A", "email": "a@mail.example", "role": "borrower"}],
            expires_at=clock.now() + timedelta(days=1),
        )
        return tokens[0][:0]

    assert sorted(_at_once(request, request)) == ["", "documents.signature_pending"]
    assert selectors.signature_request_list(viewer=admin).count() == 1


def test_of_two_generated_at_once_one_is_the_next_version(admin, letter):
    def generate():
        return generated_document_create(
            application_id=letter.application_id, actor=admin, template="indicative_letter"
        ).current_version

    assert sorted(_at_once(generate, generate)) == [2, 3]
