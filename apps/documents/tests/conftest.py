"""Each test has a storage of its own, so that what is left on the disk can be counted."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages

from apps.documents.services.signature_requests import signature_request_create
from apps.kernel import clock

_EMAILS = ("one@mail.example", "two@mail.example", "three@mail.example", "four@mail.example")


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


@pytest.fixture
def ask():
    """Return a function that asks people to sign a document: the request, and their tokens in order."""

    def asked(made, actor, *, signers=1, days=1, sequential=False, emails=_EMAILS):
        people = [
            {"name": email.partition("@")[0], "email": email, "role": "borrower"}
            for email in emails[:signers]
        ]
        return signature_request_create(
            document_id=made.id,
            actor=actor,
            signers=people,
            expires_at=clock.now() + timedelta(days=days),
            sequential=sequential,
        )

    return asked
