"""Signature requests from the first link to the sealed version, and every way in which they end."""

import io
import logging
from datetime import timedelta

import pypdf
import pytest
from django.db import IntegrityError, transaction

from apps.accounts.tests.factories import UserFactory
from apps.applications import guards
from apps.applications.lifecycle import Guard
from apps.applications.models import Application
from apps.applications.services.transitions import application_transition
from apps.applications.tests.factories import put
from apps.audit.models import AuditEvent
from apps.documents import keys, selectors, storage
from apps.documents.models import Document, SignatureRequest, Signer
from apps.documents.services import documents, signature_requests, signing
from apps.documents.services.documents import document_delete, document_update, document_version_create
from apps.documents.services.generation import generated_document_create
from apps.documents.services.signature_requests import signature_request_cancel, signature_request_create
from apps.documents.services.signing import signing_decline, signing_sign
from apps.documents.tests.factories import TXT, content, document
from apps.documents.tests.loans import loan
from apps.documents.tests.test_sealing import is_valid, protected
from apps.kernel import clock
from apps.kernel.errors import Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


@pytest.fixture
def letter(admin):
    """Return a generated letter that everybody may see."""
    return generated_document_create(
        application_id=loan(admin).id, actor=admin, template="indicative_letter", audience="shared"
    )


def sign(token, made, **changes):
    values = {"full_name": "Bea Borrower", "document_sha256": made.versions.get(number=1).sha256, **changes}
    return signing_sign(token=token, **values)


def shown(actor, made):
    return selectors.document_get(viewer=actor, document_id=made.id)


def state(actor, request):
    return selectors.signature_request_get(viewer=actor, signature_request_id=request.id).state


def later(monkeypatch, **delta):
    moment = clock.now() + timedelta(**delta)
    monkeypatch.setattr(clock, "now", lambda: moment)


def dead(token, made):
    for act in (
        lambda: selectors.signing_get(token=token),
        lambda: sign(token, made),
        lambda: signing_decline(token=token, reason="No"),
    ):
        with pytest.raises(selectors.SigningNotFound):
            act()
    return True


def test_a_request_freezes_the_version_and_shows_its_tokens_once(admin, letter, ask):
    request, tokens = ask(letter, admin, signers=2)
    assert state(admin, request) == "pending"
    assert [(each.position, each.status) for each in request.signers.all()] == [
        (1, "pending"),
        (2, "pending"),
    ]
    assert len(set(tokens)) == 2
    assert all(len(token) == 43 for token in tokens)
    stored = {value for row in Signer.objects.values_list() for value in map(str, row)}
    assert not stored & set(tokens)
    assert {selectors.hash_of(token) for token in tokens} <= stored
    found = shown(admin, letter)
    assert (found.signature_status, found.version) == ("pending", letter.version + 1)
    for refused in (
        lambda: document_version_create(document_id=letter.id, actor=admin, file=content()),
        lambda: document_update(document_id=letter.id, actor=admin, title="Other"),
        lambda: ask(letter, admin),
    ):
        with pytest.raises(documents.SignaturePending):
            refused()
    with pytest.raises(documents.SentForSignature):
        document_delete(document_id=letter.id, actor=admin)


@pytest.mark.parametrize(
    ("days", "ok"), [(-1, False), (0, False), (0.001, True), (89.999, True), (90.001, False)]
)
def test_a_request_ends_within_ninety_days(admin, letter, ask, days, ok):
    if ok:
        ask(letter, admin, days=days)
        return
    with pytest.raises(signature_requests.ExpiryOutOfRange) as refusal:
        ask(letter, admin, days=days)
    assert refusal.value.pointer == "/body/expires_at"
    assert not SignatureRequest.objects.exists()


def test_nobody_is_asked_twice(admin, letter):
    twice = [{"name": name, "email": "a@mail.example", "role": "borrower"} for name in ("A", "B")]
    with pytest.raises(signature_requests.DuplicateSigner) as refusal:
        signature_request_create(
            document_id=letter.id, actor=admin, signers=twice, expires_at=clock.now() + timedelta(days=1)
        )
    assert refusal.value.pointer == "/body/signers/1/email"
    assert isinstance(refusal.value, Invalid)


def test_only_a_pdf_that_can_be_added_to_is_put_up_for_signature(admin, letter, ask):
    with storage.opened(letter.versions.get().id) as file:
        pdf = file.read()
    for file in (
        content(TXT, content_type="text/plain", filename="a.txt"),
        content(),  # says it is a PDF
        content(pdf[: len(pdf) // 2]),
        content(protected(pdf, user="secret")),
    ):
        with pytest.raises(signature_requests.NotSignable):
            ask(document(admin, file=file), admin)
    ask(document(admin, file=content(pdf)), admin)
    ask(document(admin, file=content(protected(pdf))), admin)


def test_the_last_signature_seals_the_document_for_ever(admin, letter, ask, stored):
    request, (first, second) = ask(letter, admin, signers=2)
    signed = sign(first, letter)
    assert (signed.status, state(admin, request)) == ("signed", "pending")
    assert shown(admin, letter).current_version == 1
    sign(second, letter, full_name="Cy Signer")
    found = shown(admin, letter)
    one, two = found.versions.all()
    assert (found.is_locked, found.current_version, found.signature_status) == (True, 2, "completed")
    assert (two.kind, two.created_by, two.filename) == (
        "signed",
        None,
        one.filename.replace(".pdf", "-signed.pdf"),
    )
    sealed = stored()[two.storage_name]
    assert sealed.startswith(stored()[one.storage_name])
    assert is_valid(sealed, keys.signer())
    certificate = pypdf.PdfReader(io.BytesIO(sealed)).pages[-1].extract_text().replace("\u200b", "")
    for expected in ("Cy Signer", "one@mail.example", "two@mail.example", one.sha256):
        assert expected in "".join(certificate.split()) or expected in certificate
    assert dead(first, letter)
    assert dead(second, letter)
    for refused in (
        lambda: document_version_create(document_id=letter.id, actor=admin, file=content()),
        lambda: document_update(document_id=letter.id, actor=admin, title="Other"),
        lambda: ask(letter, admin),
    ):
        with pytest.raises(documents.Locked):
            refused()
    with pytest.raises(signature_requests.NotPending):
        signature_request_cancel(signature_request_id=request.id, actor=admin)
    again = generated_document_create(
        application_id=letter.application_id, actor=admin, template="indicative_letter"
    )
    assert again.id != letter.id


def test_an_unlocked_document_is_not_locked_by_hand(admin, letter, ask):
    _, (token,) = ask(letter, admin)
    sign(token, letter)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(id=letter.id).update(is_locked=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignatureRequest.objects.filter(document_id=letter.id).update(status="pending")


def test_signers_in_a_row_wait_for_one_another(admin, letter, ask):
    _, (first, second) = ask(letter, admin, signers=2, sequential=True)
    for act in (lambda: sign(second, letter), lambda: signing_decline(token=second, reason="No")):
        with pytest.raises(signing.NotYourTurn):
            act()
    sign(first, letter)
    sign(second, letter)
    assert shown(admin, letter).is_locked


def test_nobody_signs_what_they_have_not_seen(admin, letter, ask):
    request, (token,) = ask(letter, admin)
    with pytest.raises(signing.HashMismatch):
        sign(token, letter, document_sha256="0" * 64)
    assert state(admin, request) == "pending"
    assert list(Signer.objects.values_list("status", "acted_at", "signed_name")) == [("pending", None, None)]


def test_a_token_signs_once(admin, letter, ask):
    _, (first, _) = ask(letter, admin, signers=2)
    sign(first, letter)
    assert selectors.signing_get(token=first).status == "signed"
    for act in (lambda: sign(first, letter), lambda: signing_decline(token=first, reason="No")):
        with pytest.raises(signing.AlreadyActed):
            act()


def test_one_who_declines_ends_it_and_the_document_is_free(admin, letter, ask):
    request, tokens = ask(letter, admin, signers=2)
    signing_decline(token=tokens[0], reason="The rate is too high.")
    assert state(admin, request) == "declined"
    assert shown(admin, letter).signature_status == "declined"
    assert all(dead(token, letter) for token in tokens)
    assert Signer.objects.get(position=1).decline_reason == "The rate is too high."
    found = document_version_create(document_id=letter.id, actor=admin, file=content())
    assert (found.current_version, found.is_locked) == (2, False)
    with pytest.raises(documents.SentForSignature):
        document_delete(document_id=letter.id, actor=admin)


def test_a_cancelled_request_is_over(admin, letter, ask):
    request, tokens = ask(letter, admin, signers=2)
    sign(tokens[0], letter)
    cancelled = signature_request_cancel(signature_request_id=request.id, actor=admin)
    assert (cancelled.state, cancelled.version) == ("cancelled", 3)
    assert all(dead(token, letter) for token in tokens)
    with pytest.raises(signature_requests.NotPending):
        signature_request_cancel(signature_request_id=request.id, actor=admin)
    ask(letter, admin)


def test_expiry_is_told_by_the_clock_and_not_written_by_reads(admin, letter, ask, monkeypatch):
    request, (token,) = ask(letter, admin, days=2)
    later(monkeypatch, days=2)
    assert state(admin, request) == "expired"
    assert shown(admin, letter).signature_status == "expired"
    assert dead(token, letter)
    assert SignatureRequest.objects.get().status == "pending"
    with pytest.raises(signature_requests.NotPending, match="expired"):
        signature_request_cancel(signature_request_id=request.id, actor=admin)
    document_update(document_id=letter.id, actor=admin, title="Other")
    ask(letter, admin)
    states = selectors.signature_request_list(viewer=admin).order_by("id").values_list("state", flat=True)
    assert list(states) == ["expired", "pending"]


@pytest.mark.parametrize("token", ["", "a" * 43, "x"])
def test_an_unknown_token_opens_nothing(admin, letter, ask, token):
    ask(letter, admin)
    with pytest.raises(selectors.SigningNotFound):
        selectors.signing_get(token=token)


def test_a_request_is_seen_with_its_document(admin, letter, ask):
    made = Application.objects.get(id=letter.application_id)
    broker = made.broker.user.actor
    request, _ = ask(letter, admin)
    assert list(selectors.signature_request_list(viewer=broker)) == [request]
    signature_request_cancel(signature_request_id=request.id, actor=admin)
    document_update(document_id=letter.id, actor=admin, audience="internal")
    assert not selectors.signature_request_list(viewer=broker).exists()
    with pytest.raises(selectors.SignatureRequestNotFound):
        signature_request_cancel(signature_request_id=request.id, actor=broker)


def test_mine_are_those_i_made_or_am_asked_in(admin, letter, ask):
    made = Application.objects.get(id=letter.application_id)
    other, asked = UserFactory(role="admin").actor, made.broker.user
    request, _ = ask(letter, admin, emails=[asked.email])
    for viewer, expected in ((admin, [request]), (asked.actor, [request]), (other, [])):
        rows = selectors.signature_request_list(viewer=viewer)
        assert list(rows.filter(selectors.concerning(viewer))) == expected
        assert set(rows.exclude(selectors.concerning(viewer))) == {request} - set(expected)


def test_no_secret_is_left_in_audit_or_logs(admin, letter, ask, caplog):
    caplog.set_level(logging.DEBUG)
    _, (token,) = ask(letter, admin)
    sign(token, letter)
    left = "".join(str(row) for row in AuditEvent.objects.values_list()) + caplog.text
    for secret in (token, selectors.hash_of(token), "one@mail.example", "Bea Borrower"):
        assert secret not in left
    actions = list(AuditEvent.objects.order_by("id").values_list("action", "actor_id"))[-3:]
    assert actions == [
        ("signature_request_create", admin.user_id),
        ("signing_sign", None),
        ("signature_request_complete", None),
    ]


# --- stages ------------------------------------------------------------------------------------------
def holds(guard, application_id):
    return guards._holds(guard, Application.objects.get(id=application_id), clock.today())


def test_the_signed_letter_opens_the_way(admin, letter, ask):
    _, (token,) = ask(letter, admin)
    assert not holds(Guard.INDICATIVE_LETTER_SIGNED, letter.application_id)
    sign(token, letter)
    assert holds(Guard.INDICATIVE_LETTER_SIGNED, letter.application_id)
    generated_document_create(application_id=letter.application_id, actor=admin, template="indicative_letter")
    assert not holds(Guard.INDICATIVE_LETTER_SIGNED, letter.application_id)  # the newest is not signed


def test_a_signed_application_form_is_as_good_as_typed_names(admin, ask):
    made = loan(admin)
    form = generated_document_create(application_id=made.id, actor=admin, template="application_form")
    _, (token,) = ask(form, admin)
    assert not holds(Guard.APPLICATION_SIGNED, made.id)
    sign(token, form)
    assert holds(Guard.APPLICATION_SIGNED, made.id)


@pytest.mark.parametrize(
    ("stage", "to", "cancelled"),
    [
        ("iloo_issued", "funding_table_issued", {"indicative_letter"}),
        ("loan_docs_issued", "loan_docs_instructed", {"loan_contract"}),
        ("formal_approval", "declined", {"indicative_letter", "loan_contract"}),
        ("formal_approval", "withdrawn", {"indicative_letter", "loan_contract"}),
        ("formal_approval", "loan_docs_instructed", set()),
    ],
)
def test_moves_take_back_what_is_to_be_signed(admin, letter, ask, stage, to, cancelled):
    made = Application.objects.get(id=letter.application_id)
    contract = generated_document_create(application_id=made.id, actor=admin, template="loan_contract")
    asked = {each.type: ask(each, admin)[0] for each in (letter, contract)}
    put(made, stage, approved=True)
    comment = {} if to == "loan_docs_instructed" and stage == "formal_approval" else {"comment": "Because."}
    application_transition(application_id=made.id, actor=admin, to=to, **comment)
    states = {kind: state(admin, request) for kind, request in asked.items()}
    assert {kind for kind, status in states.items() if status == "cancelled"} == cancelled
    assert {status for kind, status in states.items() if kind not in cancelled} <= {"pending"}


def test_what_has_expired_is_not_cancelled_by_a_move(admin, letter, ask, monkeypatch):
    request, _ = ask(letter, admin, days=1)
    later(monkeypatch, days=2)
    application_transition(
        application_id=letter.application_id, actor=admin, to="declined", comment="Because."
    )
    assert state(admin, request) == "expired"
