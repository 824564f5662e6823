"""Signature requests as those see them who see the document, and as a signer's token opens them."""

import hashlib
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, TextField, Value, When

from apps.applications import selectors as applications
from apps.documents.models import Document, SignatureRequest, Signer
from apps.documents.models.signing import EXPIRED, PENDING
from apps.documents.selectors.documents import (
    DocumentNotFound,
    document_get,
    document_get_for_update,
    document_list,
)
from apps.documents.selectors.generated import generated
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.errors import NotFound
from apps.kernel.models import found


class SignatureRequestNotFound(NotFound):
    """No such signature request, or its document is not visible to you."""

    code = "documents.signature_request_not_found"


class SigningNotFound(NotFound):
    """Nobody is asked to sign anything by this token, or not any more."""

    code = "documents.signing_not_found"


def signature_request_list(*, viewer: Actor) -> QuerySet[SignatureRequest]:
    """Return the requests on documents that `viewer` may see, with their signers, in two queries.

    `state` is the status at this moment: that one has expired is told by the clock and never written here.
    """
    signers = Signer.objects.order_by("position")
    late = When(status=PENDING, expires_at__lte=clock.now(), then=Value(EXPIRED))
    visible = document_list(viewer=viewer).order_by().values("id")
    return (
        SignatureRequest.objects.filter(document_id__in=visible)
        .annotate(state=Case(late, default=F("status"), output_field=TextField()))
        .select_related("document_version")
        .prefetch_related(Prefetch("signers", queryset=signers))
    )


def concerning(viewer: Actor) -> Q:
    """Return the condition that `viewer` has made the request, or is asked by the own e-mail to sign."""
    own = get_user_model().objects.filter(id=viewer.user_id).values("email")
    asked = Signer.objects.filter(request_id=OuterRef("id"), email__in=own)
    return Q(created_by=viewer.user_id) | Q(Exists(asked))


def signature_request_get(*, viewer: Actor, signature_request_id: UUID) -> SignatureRequest:
    """Return one request on a visible document.

    Raises:
        SignatureRequestNotFound: no such request, or not visible to `viewer`.
    """
    return found(signature_request_list(viewer=viewer), signature_request_id, SignatureRequestNotFound)


def signature_request_get_for_update(*, viewer: Actor, signature_request_id: UUID) -> SignatureRequest:
    """Return one request on a visible document; the document and itself are locked in this order.

    Raises:
        SignatureRequestNotFound: no such request, or not visible to `viewer`.
    """
    seen = signature_request_get(viewer=viewer, signature_request_id=signature_request_id)
    try:
        document = document_get_for_update(viewer=viewer, document_id=seen.document_id)
    except DocumentNotFound:  # taken out of the viewer's sight since we looked
        raise SignatureRequestNotFound from None
    return held(seen.id, document)


def document_get_for_request(*, viewer: Actor, document_id: UUID) -> Document:
    """Return one visible document; its application, which may cancel requests, and itself are locked.

    Raises:
        DocumentNotFound: no such document, or not visible to `viewer`.
    """
    seen = document_get(viewer=viewer, document_id=document_id)
    if seen.application_id is not None:
        applications.application_hold(
            viewer=viewer, application_id=seen.application_id, missing=DocumentNotFound
        )
    return document_get_for_update(viewer=viewer, document_id=document_id)


def pending_on(*, application_id: UUID, template: str | None = None) -> list[SignatureRequest]:
    """Return the requests of an application that can still be signed, each and its document locked.

    Args:
        template: only those on documents that were generated from it.
    """
    waiting = SignatureRequest.objects.filter(
        document__application_id=application_id, status=PENDING, expires_at__gt=clock.now()
    )
    if template is not None:
        waiting = waiting.filter(document__in=generated(application_id=application_id, template=template))
    seen = waiting.order_by("document_id").values_list("id", "document_id")
    found_ = [
        held(request_id, Document.objects.select_for_update(no_key=True).get(id=document_id))
        for request_id, document_id in seen
    ]
    return [each for each in found_ if is_open(each)]  # not signed by the last one meanwhile


def signing_get(*, token: str) -> Signer:
    """Return who is asked to sign by this token, as long as the request is pending.

    Raises:
        SigningNotFound: an unknown token, or one of a request that has come to its end.
    """
    rows = Signer.objects.select_related("request__document_version", "request__document__application")
    signer = rows.filter(token_sha256=hash_of(token)).first()
    if signer is None or not is_open(signer.request):
        raise SigningNotFound
    return signer


def signing_get_for_update(*, token: str) -> Signer:
    """Return who is asked to sign; the document, the request and all its signers are locked in this order.

    Raises:
        SigningNotFound: an unknown token, or one of a request that has come to its end.
    """
    seen = signing_get(token=token)
    document = Document.objects.select_for_update(no_key=True).get(id=seen.request.document_id)
    request = held(seen.request_id, document)
    if not is_open(request):
        raise SigningNotFound
    signer = Signer.objects.select_for_update(no_key=True).get(id=seen.id)
    signer.request = request
    return signer


def held(request_id: UUID, document: Document) -> SignatureRequest:
    """Lock a request of a document that the caller has locked."""
    rows = SignatureRequest.objects.select_for_update(no_key=True, of=("self",))
    request = rows.select_related("document_version").get(id=request_id)
    request.document = document
    return request


def is_open(request: SignatureRequest) -> bool:
    """Tell whether somebody may still sign."""
    return request.status_at(clock.now()) == PENDING


def is_turn_of(signer: Signer) -> bool:
    """Tell whether a signer may act now: of several in a row, each waits for those before."""
    if not signer.request.sequential:
        return True
    before = Signer.objects.filter(request_id=signer.request_id, position__lt=signer.position)
    return not before.filter(status=PENDING).exists()


def is_all_signed(request: SignatureRequest) -> bool:
    """Tell whether everybody who was asked has signed."""
    return not Signer.objects.filter(request_id=request.id, status=PENDING).exists()


def signers_of(request: SignatureRequest) -> list[Signer]:
    """Return who was asked, in their order."""
    return list(Signer.objects.filter(request_id=request.id).order_by("position"))


def hash_of(token: str) -> str:
    """Return what is stored of a token; it has 256 random bits, so a plain hash keeps it."""
    return hashlib.sha256(token.encode()).hexdigest()
