"""Documents that were made from a template: which one counts, and whether it is signed."""

from uuid import UUID

from django.db.models import QuerySet

from apps.documents.models import Document, SignatureRequest
from apps.documents.models.signing import COMPLETED
from apps.documents.selectors.documents import document_get_for_update, document_list
from apps.kernel.actor import Actor


def generated(*, application_id: UUID, template: str) -> QuerySet[Document]:
    """Return the documents of an application that began with this template, the newest first."""
    rows = Document.objects.filter(
        application_id=application_id, versions__number=1, versions__template=template
    )
    return rows.order_by("-created_at", "-id")


def generated_for(*, viewer: Actor, application_id: UUID, template: str) -> Document | None:
    """Return the newest of those that `viewer` may see, locked: a new version goes there."""
    newest = generated(application_id=application_id, template=template)
    visible = document_list(viewer=viewer).order_by().values("id")
    seen = newest.filter(id__in=visible).values_list("id", flat=True).first()
    return None if seen is None else document_get_for_update(viewer=viewer, document_id=seen)


def is_generated(*, application_id: UUID, template: str, terms_version: int | None = None) -> bool:
    """Tell whether the newest document of a template was generated, from these terms where they are named."""
    document = generated(application_id=application_id, template=template).first()
    if document is None:
        return False
    return terms_version is None or document.versions.filter(terms_version=terms_version).exists()


def is_generated_signed(*, application_id: UUID, template: str, terms_version: int | None = None) -> bool:
    """Tell whether that document is signed by everybody who was asked."""
    if not is_generated(application_id=application_id, template=template, terms_version=terms_version):
        return False
    document = generated(application_id=application_id, template=template).first()
    return document is not None and document.signature_requests.filter(status=COMPLETED).exists()


def is_type_signed(*, application_id: UUID, document_type: str) -> bool:
    """Tell whether any document of this type, generated or uploaded, is signed."""
    rows = SignatureRequest.objects.filter(
        document__application_id=application_id, document__type=document_type
    )
    return rows.filter(status=COMPLETED).exists()
