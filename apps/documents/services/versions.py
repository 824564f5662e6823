"""Versions of a document: each is added, none is ever changed."""

from typing import Any
from uuid import UUID

from apps.documents.models import Document, DocumentVersion
from apps.documents.storage import Content
from apps.kernel.models import change


def version_add(
    document: Document,
    content: Content,
    *,
    version_id: UUID,
    kind: str,
    actor_id: UUID | None,
    **stamps: Any,
) -> DocumentVersion:
    """Add the next version to a locked document, whose bytes are stored already under `version_id`.

    Every kind of version comes this way: uploaded, generated, signed.

    Args:
        kind: one of `VERSION_KINDS`.
        actor_id: None when a signer's token did it.
        stamps: `template`, `terms_version`, `data_sha256` of what was generated.

    Returns:
        The version; `document` shows it as the current one.
    """
    number = document.current_version + 1
    version = _store(document, content, version_id, number, kind, actor_id, stamps)
    change(document, {"current_version": number})
    return version


def version_add_first(
    document: Document,
    content: Content,
    *,
    version_id: UUID,
    kind: str,
    actor_id: UUID | None,
    **stamps: Any,
) -> DocumentVersion:
    """Add version 1 to a document that was just made; see `version_add`."""
    return _store(document, content, version_id, document.current_version, kind, actor_id, stamps)


def _store(
    document: Document,
    content: Content,
    version_id: UUID,
    number: int,
    kind: str,
    actor_id: UUID | None,
    stamps: dict[str, Any],
) -> DocumentVersion:
    return DocumentVersion.objects.create(
        id=version_id,
        document=document,
        number=number,
        kind=kind,
        filename=content.filename,
        content_type=content.content_type,
        size=content.size,
        sha256=content.sha256,
        created_by=actor_id,
        **stamps,
    )
