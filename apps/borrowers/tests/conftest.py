"""Who stands on applications is known above this app; here the tests say so."""

from types import SimpleNamespace

import pytest

from apps.accounts import visibility
from apps.borrowers.models import Borrower, Guarantor


@pytest.fixture(autouse=True)
def standing(monkeypatch):
    """Ids of the borrowers and guarantors on visible applications: none, until a test adds some."""
    on = SimpleNamespace(borrowers=[], guarantors=[])
    monkeypatch.setattr(
        visibility, "borrower_ids", lambda viewer: Borrower.objects.filter(id__in=on.borrowers).values("id")
    )
    monkeypatch.setattr(
        visibility,
        "guarantor_ids",
        lambda viewer, application_id=None: Guarantor.objects.filter(id__in=on.guarantors).values("id"),
    )
    return on
