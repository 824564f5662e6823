"""Where the bytes of versions are. Rows refer to what is stored, so bytes come before their row and go after.

At no moment does a row refer to bytes that are not there. What a crash leaves behind without a row is
collected by `manage.py collect_orphans`.
"""

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import uuid_utils.compat
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from apps.documents.sniffing import PDF

_log = logging.getLogger("crm.documents")


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that are not stored yet, and what is known of them.

    Args:
        size: bytes.
        sha256: 64 hexadecimal digits.
    """

    file: BinaryIO
    filename: str
    content_type: str
    size: int
    sha256: str

    @classmethod
    def of(cls, data: bytes, *, filename: str, content_type: str = PDF) -> "Content":
        """Return bytes that are in memory."""
        return cls(BytesIO(data), filename, content_type, len(data), hashlib.sha256(data).hexdigest())


class DurableStorage(FileSystemStorage):
    """Files on disk. With `durable`, a file is saved only when the disk has it and its name."""

    def __init__(self, *, durable: bool, **options: Any) -> None:
        super().__init__(**options)
        self._durable = durable

    def _save(self, name: str, content: Any) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]  # not in the stubs
        if self._durable:
            path = Path(self.path(saved))
            for each in (path, path.parent, path.parent.parent):
                _sync(each)
        return saved


def name_of(version_id: UUID) -> str:
    """Return the name of a version's bytes, never made from what a client says.

    The last digits spread the names over directories.
    """
    return f"{version_id.hex[-2:]}/{version_id}"


def storage() -> Storage:
    """Return the storage of documents (setting STORAGES)."""
    return storages["documents"]


@contextmanager
def written(file: BinaryIO) -> Iterator[UUID]:
    """Store bytes under the id of a version, for the block that writes its row; take them away if it fails.

    Yields:
        The id for the row.
    """
    version_id = uuid_utils.compat.uuid7()
    try:
        file.seek(0)
        storage().save(name_of(version_id), File(file))
        yield version_id
    except BaseException:
        remove([version_id])
        raise


def opened(version_id: UUID) -> "File[bytes]":
    """Return the bytes of a version, to be read in pieces and closed."""
    return storage().open(name_of(version_id))


def remove(version_ids: Iterable[UUID]) -> None:
    """Delete bytes that no row refers to (any more); what cannot be deleted is left to be collected."""
    for version_id in version_ids:
        try:
            storage().delete(name_of(version_id))
        except Exception:  # each storage has errors of its own, and the caller's work is done or refused
            _log.exception("a file of no document could not be deleted")


def stored() -> Iterator[UUID]:
    """Return the ids under which bytes are stored, in no order that means anything."""
    try:
        directories, _ = storage().listdir("")
    except FileNotFoundError:  # nothing was ever stored
        return
    for directory in directories:
        for name in storage().listdir(directory)[1]:
            with suppress(ValueError):  # not ours
                yield UUID(name)


def is_stored_before(version_id: UUID, instant: datetime) -> bool:
    """Tell whether bytes were stored before an instant; what has gone meanwhile was not."""
    try:
        return storage().get_modified_time(name_of(version_id)) < instant
    except FileNotFoundError:
        return False


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
