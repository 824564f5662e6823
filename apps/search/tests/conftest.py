"""Documents of these tests lie in a folder of their own."""

import pytest
from django.core.files.storage import storages


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    """Keep bytes apart from those of development."""
    options = {"location": str(tmp_path / "documents"), "durable": False}
    settings.STORAGES = {
        **settings.STORAGES,
        "documents": {"BACKEND": "apps.documents.storage.DurableStorage", "OPTIONS": options},
    }
    yield
    storages._storages.clear()
