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
    stored, orphans = storage.stored(), []
    while batch := set(islice(stored, _BATCH)):
        unknown = batch.difference(DocumentVersion.objects.filter(id__in=batch).values_list("id", flat=True))
        # Whoever is younger may still get a row; asked last, for a bucket answers one by one.
        orphans += sorted(each for each in unknown if storage.is_stored_before(each, before))
    if not dry_run:
        storage.remove(orphans)
    return orphans
