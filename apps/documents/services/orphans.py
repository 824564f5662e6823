"""Bytes without a version: what a crash between the two leaves behind."""

from datetime import datetime
from itertools import islice
from uuid import UUID

from apps.documents import storage
from apps.documents.models import DocumentVersion

_BATCH = 1000


def orphans_collect(*, before: datetime, dry_run: bool) -> list[UUID]:
    """Delete the bytes that were stored before an instant and have no version.

    Bytes are stored before their version is: `before` must be older than the longest request.

    Returns:
        The ids under which they were stored.
    """
    stored, orphans = storage.stored_before(before), []
    while batch := list(islice(stored, _BATCH)):
        known = set(DocumentVersion.objects.filter(id__in=batch).values_list("id", flat=True))
        orphans += [version_id for version_id in batch if version_id not in known]
    if not dry_run:
        storage.remove(orphans)
    return orphans
