"""The bytes of documents in a run: in a folder of its own, and as they were after each rolled-back case.

A file is on disk whatever becomes of the transaction that it was written in. The storage that the deployment
names is kept and only listened to: what a case has saved is deleted, what it has deleted is saved again.
"""

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test.utils import override_settings

_ALIAS = "documents"


class _Journal:
    """What was saved and deleted, in its order: a name, and the bytes that were there before."""

    def __init__(self) -> None:
        self._written: list[tuple[str, bytes | None]] = []
        self._marks: list[int] = []
        self._here = threading.local()
        self._lock = threading.RLock()
        self._storage: Any = None

    def listen(self) -> None:
        """Note from now on what the storage saves and deletes."""
        self._storage, self._written = storages[_ALIAS], []
        self._save, self._delete = self._storage.save, self._storage.delete
        self._storage.save, self._storage.delete = self._saving, self._deleting

    def _saving(self, name: str, content: Any, max_length: int | None = None) -> str:
        stored = str(self._save(name, content, max_length=max_length))
        with self._lock:
            self._written.append((stored, None))
        getattr(self._here, "saved", []).append(stored)
        return stored

    def _deleting(self, name: str) -> None:
        with self._lock:
            if self._storage.exists(name):
                with self._storage.open(name) as file:
                    self._written.append((name, file.read()))
        self._delete(name)

    def mark(self) -> int:
        """Return a point to come back to."""
        return len(self._written)

    def undo(self, mark: int) -> None:
        """Put back what was saved and deleted since a mark, the last first."""
        with self._lock:
            while len(self._written) > mark:
                name, content = self._written.pop()
                if content is None:
                    self._delete(name)
                elif not self._storage.exists(name):
                    self._save(name, ContentFile(content))

    @contextmanager
    def request(self) -> Iterator[list[str]]:
        """Yield the names of what the request in hand, each thread's own, has left when the block ends."""
        saved: list[str] = []
        self._here.saved = saved
        try:
            yield saved
        finally:
            saved[:] = [name for name in saved if self._storage.exists(name)]

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Undo what the block saves and deletes."""
        self._marks.append(self.mark())
        try:
            yield
        finally:
            self.undo(self._marks.pop())

    def kept(self) -> list[str]:
        """Return the names of what was saved since the outermost block that is undone, and is still there."""
        since = next(iter(self._marks), 0)
        saved = [name for name, content in self._written[since:] if content is None]
        return [name for name in dict.fromkeys(saved) if self._storage.exists(name)]


_JOURNAL = _Journal()
listen, undone, kept, request = _JOURNAL.listen, _JOURNAL.undone, _JOURNAL.kept, _JOURNAL.request


@contextmanager
def own_folder() -> Iterator[None]:
    """Keep documents in a folder that goes with the block, where the deployment keeps them on disk."""
    configured: Any = settings.STORAGES[_ALIAS]
    if "location" not in configured.get("OPTIONS", {}):
        yield
        return
    folder = tempfile.mkdtemp(prefix="contract-documents-")
    own = {**configured, "OPTIONS": {**configured["OPTIONS"], "location": folder}}
    try:
        with override_settings(STORAGES={**settings.STORAGES, _ALIAS: own}):
            yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
