"""Documents: uploaded, described, given further versions, deleted."""

from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts import roles
from apps.documents import selectors, storage
from apps.documents.events import DocumentUploaded
from apps.documents.models import Document, DocumentVersion, SignatureRequest
from apps.documents.models.document import UPLOADED
from apps.documents.services.references import audience_chosen, owner_named
from apps.documents.services.timeline import record
from apps.documents.services.versions import version_add, version_add_first
from apps.documents.sniffing import EmptyFile
from apps.documents.storage import Content
from apps.kernel import events, integrity
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict, Forbidden
from apps.kernel.models import change

_FILE = "/body/file"


class NotUploader(Forbidden):
    """The document is somebody else's, and your role may do this to your own only."""

    code = "documents.not_uploader"


class Locked(Conflict):
    """The document is signed, and stays as it is for ever."""

    code = "documents.locked"


class SignaturePending(Conflict):
    """Somebody is asked to sign the document; cancel the request first."""

    code = "documents.signature_pending"


class SentForSignature(Conflict):
    """The document was put up for signature, and is kept."""

    code = "documents.sent_for_signature"


@transaction.atomic
def document_create(
    *,
    file: Content,
    audience: str,
    actor: Actor,
    application_id: UUID | None = None,
    borrower_id: UUID | None = None,
    **values: Any,
) -> Document:
    """Store a file as version 1 of a new document.

    Args:
        values: `type`, `title`, and perhaps `description`.

    Raises:
        OneOwner: both owners are named, or none.
        UnknownApplication, UnknownBorrower: no such row, or not visible to `actor`.
        AudienceWithoutYou: the audience does not include `actor`.
        EmptyFile: see its name.

    Source: domain.md, section 8, "Upload"
    """
    unknown = owner_named(application_id=application_id, borrower_id=borrower_id, actor=actor)
    audience_chosen(audience, actor=actor)
    _check_size(file)
    given = {"application_id": application_id, "borrower_id": borrower_id, "audience": audience, **values}
    with storage.written(file.file) as version_id:
        with integrity.references(unknown):  # before the answer is read: who is deleted shows nothing
            document = Document.objects.create(created_by=actor.user_id, **given)
            version_add_first(document, file, version_id=version_id, kind=UPLOADED, actor_id=actor.user_id)
            record(actor.user_id, "document_create", document, _made({**given, **_shown(file)}))
        _publish(document, actor)
        return selectors.document_get(viewer=actor, document_id=document.id)


@transaction.atomic
def document_update(*, document_id: UUID, actor: Actor, **values: Any) -> Document:
    """Change what a document is called and who may read it; its versions stay.

    Raises:
        DocumentNotFound: not visible to `actor`.
        AudienceWithoutYou: another audience, which does not include `actor`.
        Locked, SignaturePending: see their names.
    """
    document = selectors.document_get_for_update(viewer=actor, document_id=document_id)
    audience = values.get("audience", document.audience)
    if audience != document.audience:
        audience_chosen(audience, actor=actor, is_author=document.created_by == actor.user_id)
    check_changeable(document)
    if changes := change(document, values):
        record(actor.user_id, "document_update", document, changes)
    return selectors.document_get(viewer=actor, document_id=document_id)


@transaction.atomic
def document_delete(*, document_id: UUID, actor: Actor) -> None:
    """Delete a document with its versions; their bytes go when the deletion is certain.

    Raises:
        DocumentNotFound: not visible to `actor`.
        NotUploader: somebody else's, and `actor` is not an admin.
        SentForSignature: it was ever put up for signature.
    """
    document = selectors.document_get_for_delete(viewer=actor, document_id=document_id)
    _check_own(document, actor, "document.delete")
    if SignatureRequest.objects.filter(document=document).exists():
        raise SentForSignature
    stored = list(document.versions.values_list("id", flat=True))
    gone = {name: [getattr(document, name), None] for name in ("type", "title", "current_version")}
    record(actor.user_id, "document_delete", document, gone)
    with integrity.references(SentForSignature()):
        document.delete()
        # After the document: the database keeps its versions while it exists.
        DocumentVersion.objects.filter(id__in=stored).delete()
    transaction.on_commit(lambda: storage.remove(stored))


@transaction.atomic
def document_version_create(*, document_id: UUID, actor: Actor, file: Content) -> Document:
    """Store a file as the next version of a document.

    Raises:
        DocumentNotFound: not visible to `actor`.
        NotUploader: somebody else's, and `actor` is a borrower.
        EmptyFile, Locked, SignaturePending: see their names.

    Source: domain.md, section 8, "Versions"
    """
    seen = selectors.document_get(viewer=actor, document_id=document_id)
    _check_own(seen, actor, "document.version_create")
    _check_size(file)
    with storage.written(file.file) as version_id:
        # Only now: nobody waits for the row while bytes travel.
        document = selectors.document_get_for_update(viewer=actor, document_id=document_id)
        check_changeable(document)
        added = version_add(document, file, version_id=version_id, kind=UPLOADED, actor_id=actor.user_id)
        changes = {"current_version": [added.number - 1, added.number], **_made(_shown(file))}
        record(actor.user_id, "document_version_create", document, changes)
        _publish(document, actor)
        return selectors.document_get(viewer=actor, document_id=document_id)


def check_changeable(document: Document) -> None:
    """Judge whether a document held by the caller may get other words or another version.

    Raises:
        Locked, SignaturePending: see their names.
    """
    if document.is_locked:
        raise Locked
    if selectors.is_pending(document):
        raise SignaturePending


def _publish(document: Document, actor: Actor) -> None:
    events.publish(
        DocumentUploaded(
            document_id=document.id,
            application_id=document.application_id,
            borrower_id=document.borrower_id,
            title=document.title,
            number=document.current_version,
            actor_id=actor.user_id,
        )
    )


def _check_own(document: Document, actor: Actor, code: str) -> None:
    if document.created_by != actor.user_id and not roles.holds(actor.role, (code,)):
        raise NotUploader


def _check_size(file: Content) -> None:
    if not file.size:
        raise EmptyFile(pointer=_FILE)


def _shown(file: Content) -> dict[str, Any]:
    return {name: getattr(file, name) for name in ("filename", "content_type", "size", "sha256")}


def _made(values: dict[str, Any]) -> dict[str, list[Any]]:
    return {name: [None, value] for name, value in values.items() if value is not None}
