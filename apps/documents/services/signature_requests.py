"""Asking people to sign a version: by a token each, of which only the hash is kept."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from apps.applications.services.timeline import touch
from apps.documents import keys, rendering, sealing, selectors, storage
from apps.documents.events import SignatureRequested
from apps.documents.models import Document, DocumentVersion, SignatureRequest, Signer
from apps.documents.models.signing import CANCELLED, EXPIRED, PENDING
from apps.documents.services.documents import check_changeable
from apps.documents.services.timeline import record
from apps.documents.sniffing import PDF
from apps.kernel import clock, events
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict, Invalid
from apps.kernel.models import change

_TYPE = "signature_request"
_TOKEN_BYTES = 32


class ExpiryOutOfRange(Invalid):
    """A request expires in the future, at most 90 days from now."""

    code = "documents.expires_at"


class DuplicateSigner(Invalid):
    """Two signers have the same e-mail."""

    code = "documents.duplicate_signer"


class NotSignable(Conflict):
    """The current version is not a PDF that opens without a password and can be added to."""

    code = "documents.not_signable"


class NotPending(Conflict):
    """The request has come to its end: completed, declined, cancelled or expired."""

    code = "documents.not_pending"


@transaction.atomic
def signature_request_create(
    *,
    document_id: UUID,
    actor: Actor,
    signers: Sequence[Mapping[str, Any]],
    expires_at: datetime,
    sequential: bool = False,
) -> tuple[SignatureRequest, list[str]]:
    """Freeze the current version of a document and ask people to sign it.

    Args:
        signers: `{name, email, role}` each, in the order in which they sign when `sequential`.

    Returns:
        The request, and the tokens in the order of the signers: nobody can read them again.

    Raises:
        DocumentNotFound: not visible to `actor`.
        ExpiryOutOfRange, DuplicateSigner: see their names.
        Locked, SignaturePending: see their names.
        NotSignable: the bytes could not become a signed PDF when everybody has signed.

    Source: domain.md, section 8, "create" and "tokens"
    """
    document = selectors.document_get_for_request(viewer=actor, document_id=document_id)
    now = clock.now()
    if not now < expires_at <= now + timedelta(days=settings.SIGNATURE_REQUEST_DAYS):
        raise ExpiryOutOfRange(pointer="/body/expires_at")
    _check_distinct(signers)
    check_changeable(document)
    version = selectors.version_of(document, document.current_version)
    _check_signable(version, now)
    _settle_expired(document)
    request = SignatureRequest.objects.create(
        document=document,
        document_version=version,
        sequential=sequential,
        expires_at=expires_at,
        created_by=actor.user_id,
        created_at=now,
        updated_at=now,
    )
    tokens = [secrets.token_urlsafe(_TOKEN_BYTES) for _ in signers]
    Signer.objects.bulk_create(
        Signer(request=request, position=position, token_sha256=selectors.hash_of(token), **each)
        for position, (each, token) in enumerate(zip(signers, tokens, strict=True), start=1)
    )
    touch(document)  # it shows the state of its signature
    changes: dict[str, list[Any]] = {
        "document_version": [None, version.number],
        "signers": [None, len(signers)],
        "expires_at": [None, expires_at],
        "sequential": [None, sequential],
    }
    record(actor.user_id, "signature_request_create", document, changes, about=(_TYPE, request.id))
    events.publish(
        SignatureRequested(
            document_id=document.id,
            application_id=document.application_id,
            borrower_id=document.borrower_id,
            title=document.title,
            emails=tuple(each["email"] for each in signers),
            actor_id=actor.user_id,
        )
    )
    return selectors.signature_request_get(viewer=actor, signature_request_id=request.id), tokens


@transaction.atomic
def signature_request_cancel(*, signature_request_id: UUID, actor: Actor) -> SignatureRequest:
    """Take a request back; its tokens are dead.

    Raises:
        SignatureRequestNotFound: not visible to `actor`.
        NotPending: see its name.
    """
    request = selectors.signature_request_get_for_update(
        viewer=actor, signature_request_id=signature_request_id
    )
    if not selectors.is_open(request):
        raise NotPending(f"The request is {request.status_at(clock.now())}.")
    _cancel(request, actor.user_id)
    return selectors.signature_request_get(viewer=actor, signature_request_id=signature_request_id)


def signature_requests_cancel(*, application_id: UUID, actor_id: UUID, template: str | None = None) -> None:
    """Take back what is still to be signed on an application that has moved; its row is held by the mover.

    Args:
        template: only what was generated from it.
    """
    for request in selectors.pending_on(application_id=application_id, template=template):
        _cancel(request, actor_id)


def _cancel(request: SignatureRequest, actor_id: UUID) -> None:
    changes = change(request, {"status": CANCELLED})
    touch(request.document)
    record(actor_id, "signature_request_cancel", request.document, changes, about=(_TYPE, request.id))


def _check_distinct(signers: Sequence[Mapping[str, Any]]) -> None:
    seen: set[str] = set()
    for number, each in enumerate(signers):
        if each["email"] in seen:
            raise DuplicateSigner(pointer=f"/body/signers/{number}/email")
        seen.add(each["email"])


def _check_signable(version: DocumentVersion, now: datetime) -> None:
    """Seal it once for trial: whoever signs last must not find out that it cannot be done."""
    if version.content_type != PDF:
        raise NotSignable
    with storage.opened(version.id) as file:
        pdf = file.read()
    trial = rendering.render_certificate(
        {
            "lender": selectors.lender(),
            "reference": None,
            "title": "",
            "version": version.number,
            "sha256": version.sha256,
            "request_id": "",
            "completed_at": now.isoformat(),
            "signers": [],
        }
    )
    try:
        sealing.seal(pdf, certificate=trial, name=settings.LENDER_NAME, at=now, signer=keys.signer())
    except sealing.Unsealable:
        raise NotSignable from None


def _settle_expired(document: Document) -> None:
    """Write down that an earlier request has expired: only one may be pending."""
    for request in SignatureRequest.objects.select_for_update(no_key=True).filter(
        document=document, status=PENDING
    ):
        change(request, {"status": EXPIRED})
