"""Each test has a storage of its own, so that what is left on the disk can be counted."""

import pytest
from django.core.files.storage import storages


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    """Return a function that lists what is stored: `{name: bytes}`."""
    root = tmp_path / "documents"
    options = {"location": str(root), "durable": True}
    settings.STORAGES = {
        **settings.STORAGES,
        "documents": {"BACKEND": "apps.documents.storage.DurableStorage", "OPTIONS": options},
    }

    def found():
        return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}

    yield found
    storages._storages.clear()
