"""Documents and their versions."""

from uuid import UUID

from django.db import models
from django.db.models import Case, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from apps.accounts import visibility
from apps.borrowers import selectors as borrowers
from apps.documents.audience import readable
from apps.documents.models import Document, DocumentVersion, SignatureRequest
from apps.documents.models.signing import EXPIRED, NONE, PENDING
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.among import among
from apps.kernel.errors import NotFound
from apps.kernel.models import found


class DocumentNotFound(NotFound):
    """No such document, or not visible to you."""

    code = "documents.document_not_found"


class VersionNotFound(NotFound):
    """The document has no such version, or it is not visible to you."""

    code = "documents.version_not_found"


def audience_allows(viewer: Actor) -> Q:
    """Return the condition that the audience includes `viewer`, or that `viewer` is the author.

    Source: domain.md, section 3, table of audiences
    """
    return Q(audience__in=readable(viewer.role)) | Q(created_by=viewer.user_id)


def owner_visible(viewer: Actor) -> Q:
    """Return the condition that `viewer` may see the application or the borrower it belongs to."""
    if visibility.sees_everything(viewer):
        return Q()
    seen = borrowers.borrower_list(viewer=viewer).order_by().values("id")
    return among("application_id", visibility.application_ids(viewer)) | among("borrower_id", seen)


def document_list(*, viewer: Actor) -> QuerySet[Document]:
    """Return the documents `viewer` may see, with their versions and the state of their signature."""
    return (
        _visible(viewer)
        .annotate(signature_status=_signature_status())
        .prefetch_related(Prefetch("versions", queryset=DocumentVersion.objects.order_by("number")))
    )


def document_get(*, viewer: Actor, document_id: UUID) -> Document:
    """Return one visible document with all that it shows.

    Raises:
        DocumentNotFound: no such document, or not visible to `viewer`.
    """
    return found(document_list(viewer=viewer), document_id, DocumentNotFound)


def document_get_for_update(*, viewer: Actor, document_id: UUID) -> Document:
    """Return one visible document, the row locked for a change of it or of anything below it.

    Who needs its application's row too locks that one before.

    Raises:
        DocumentNotFound: no such document, or not visible to `viewer`.
    """
    rows = _visible(viewer).select_for_update(no_key=True)
    return found(rows, document_id, DocumentNotFound)


def document_get_for_delete(*, viewer: Actor, document_id: UUID) -> Document:
    """Return one visible document, locked against references too.

    Raises:
        DocumentNotFound: no such document, or not visible to `viewer`.
    """
    return found(_visible(viewer).select_for_update(), document_id, DocumentNotFound)


def current_version_get(*, viewer: Actor, document_id: UUID) -> DocumentVersion:
    """Return the newest version of one visible document.

    Raises:
        DocumentNotFound: no such document, or not visible to `viewer`.
    """
    document = found(_visible(viewer), document_id, DocumentNotFound)
    return version_of(document, document.current_version)


def version_get(*, viewer: Actor, document_id: UUID, number: int) -> DocumentVersion:
    """Return one version of one visible document.

    Raises:
        DocumentNotFound: no such document, or not visible to `viewer`.
        VersionNotFound: it has no version of this number.
    """
    return version_of(found(_visible(viewer), document_id, DocumentNotFound), number)


def version_of(document: Document, number: int) -> DocumentVersion:
    """Return one version of a document that was judged before.

    Raises:
        VersionNotFound: it has no version of this number.
    """
    version = document.versions.filter(number=number).first()
    if version is None:
        raise VersionNotFound
    return version


def is_pending(document: Document) -> bool:
    """Tell whether somebody may still sign the document now."""
    requests = SignatureRequest.objects.filter(document_id=document.id, status=PENDING)
    return requests.filter(expires_at__gt=clock.now()).exists()


def _visible(viewer: Actor) -> QuerySet[Document]:
    return Document.objects.filter(owner_visible(viewer), audience_allows(viewer))


def _signature_status() -> Coalesce:
    """Return the state of the newest request; that one has expired is told by the clock and never written."""
    state = Case(
        When(status=PENDING, expires_at__lte=clock.now(), then=Value(EXPIRED, models.TextField())),
        default=F("status"),
    )
    newest = SignatureRequest.objects.filter(document_id=OuterRef("id")).order_by("-created_at", "-id")
    return Coalesce(
        Subquery(newest.annotate(state=state).values("state")[:1]), Value(NONE, models.TextField())
    )
