"""What a signer does, known by nothing but a token."""

from django.conf import settings
from django.db import transaction

from apps.applications.services.timeline import touch
from apps.documents import keys, rendering, sealing, selectors, storage
from apps.documents.events import SignatureCompleted
from apps.documents.models import DocumentVersion, SignatureRequest, Signer
from apps.documents.models import document as documents
from apps.documents.models.signing import COMPLETED, DECLINED, PENDING, SIGNED
from apps.documents.services.timeline import record
from apps.documents.services.versions import version_add
from apps.documents.storage import Content
from apps.kernel import clock, events
from apps.kernel.errors import Conflict
from apps.kernel.models import change

_TYPE = "signer"
_FILENAME_MAX_LENGTH = 255
_ENDING = "-signed.pdf"


class AlreadyActed(Conflict):
    """You have signed already."""

    code = "documents.already_acted"


class NotYourTurn(Conflict):
    """Somebody who signs before you has not signed yet."""

    code = "documents.not_your_turn"


class HashMismatch(Conflict):
    """What you have seen is not what you are asked to sign. Read the document again."""

    code = "documents.hash_mismatch"


@transaction.atomic
def signing_sign(*, token: str, full_name: str, document_sha256: str) -> Signer:
    """Sign what the token was given for; the last signature completes the request.

    Args:
        document_sha256: of the bytes that the signer has seen.

    Raises:
        SigningNotFound: no such token, or the request has come to its end.
        AlreadyActed, NotYourTurn, HashMismatch: see their names.

    Source: domain.md, section 8, "sign" and "all signed"
    """
    signer = _acting(token)
    request = signer.request
    if document_sha256 != request.document_version.sha256:
        raise HashMismatch
    signer.status, signer.acted_at = SIGNED, clock.now()
    signer.signed_name, signer.sha256_seen = full_name, document_sha256
    signer.save(update_fields=["status", "acted_at", "signed_name", "sha256_seen"])
    record(None, "signing_sign", request.document, {"status": [PENDING, SIGNED]}, about=(_TYPE, signer.id))
    if selectors.is_all_signed(request):
        _complete(request)
    else:
        touch(request)
    return signer


@transaction.atomic
def signing_decline(*, token: str, reason: str) -> Signer:
    """Refuse to sign; that ends the request for everybody.

    Raises:
        SigningNotFound: no such token, or the request has come to its end.
        AlreadyActed, NotYourTurn: see their names.

    Source: domain.md, section 8, "one declines"
    """
    signer = _acting(token)
    request = signer.request
    signer.status, signer.acted_at, signer.decline_reason = DECLINED, clock.now(), reason
    signer.save(update_fields=["status", "acted_at", "decline_reason"])
    change(request, {"status": DECLINED})
    touch(request.document)
    about = (_TYPE, signer.id)
    record(None, "signing_decline", request.document, {"status": [PENDING, DECLINED]}, about=about)
    return signer


def _acting(token: str) -> Signer:
    signer = selectors.signing_get_for_update(token=token)
    if signer.status != PENDING:
        raise AlreadyActed
    if not selectors.is_turn_of(signer):
        raise NotYourTurn
    return signer


def _complete(request: SignatureRequest) -> None:
    """Append the signed version, and lock the document for ever."""
    document, signed = request.document, request.document_version
    with storage.opened(signed.id) as file:
        original = file.read()
    now = clock.now()
    pdf = sealing.seal(
        original,
        certificate=_certificate(request, now.isoformat()),
        name=settings.LENDER_NAME,
        at=now,
        signer=keys.signer(),
    )
    content = Content.of(pdf, filename=_filename(signed))
    with storage.written(content.file) as version_id:
        version_add(document, content, version_id=version_id, kind=documents.SIGNED, actor_id=None)
        change(document, {"is_locked": True})
        changes = change(request, {"status": COMPLETED})
        about = ("signature_request", request.id)
        record(None, "signature_request_complete", document, changes, about=about)
        events.publish(
            SignatureCompleted(
                document_id=document.id,
                application_id=document.application_id,
                borrower_id=document.borrower_id,
                title=document.title,
                requested_by=request.created_by,
            )
        )


def _certificate(request: SignatureRequest, completed_at: str) -> bytes:
    document, signed = request.document, request.document_version
    reference = document.application.reference if document.application is not None else None
    signers = [
        {
            "name": each.name,
            "email": each.email,
            "role": each.role,
            "signed_name": each.signed_name,
            "acted_at": each.acted_at.isoformat() if each.acted_at else None,
        }
        for each in selectors.signers_of(request)
    ]
    return rendering.render_certificate(
        {
            "lender": selectors.lender(),
            "reference": reference,
            "title": document.title,
            "version": signed.number,
            "sha256": signed.sha256,
            "request_id": str(request.id),
            "completed_at": completed_at,
            "signers": signers,
        }
    )


def _filename(signed: DocumentVersion) -> str:
    stem = signed.filename.removesuffix(".pdf")
    return stem[: _FILENAME_MAX_LENGTH - len(_ENDING)] + _ENDING
