"""The files of a case go with it: what it has stored is gone, what it has deleted is there again."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from contract_tests import actors, expecting, world
from contract_tests.client import call
from contract_tests.enumeration import valid
from contract_tests.enumeration.operations import operations
from contract_tests.enumeration.steps import scene
from contract_tests.model.access_world import WORLD, rows
from hooks import forms, isolation, storage
from hooks.checks.refusals import RefusalLeavesAFile, refusal_leaves_no_file

pytestmark = pytest.mark.proof
stores = expecting.WORDS["stores"]


def on_disk():
    """Return the files that the run has on disk, with their bytes."""
    folder = Path(settings.STORAGES["documents"]["OPTIONS"]["location"])
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def upload():
    """Upload a document and return the answer."""
    step = valid.request(operations()["document_create"])
    content = forms.encoded(list(step.value.items()))
    return call("document_create", actors.ADMIN, content=content, media_type=forms.CONTENT_TYPE)


def test_the_run_has_a_folder_of_its_own():
    """The files of a run MUST NOT be among those of the deployment; those of the world MUST be there."""
    location = Path(settings.STORAGES["documents"]["OPTIONS"]["location"])
    assert location != Path(settings.DOCUMENTS_DIR)
    assert len(on_disk()) >= len(rows(WORLD, "document"))


def test_what_a_case_stores_goes_with_it():
    """After a case the disk MUST hold what it held before, also when cases are nested."""
    before = on_disk()
    with isolation.rollback_case():
        assert upload().status == 201
        with isolation.rollback_case():
            assert upload().status == 201
            assert len(storage.kept()) == 2
        assert len(storage.kept()) == 1
        assert len(on_disk()) == len(before) + 1
    assert on_disk() == before


def test_what_a_case_deletes_is_there_again():
    """A deletion that is rolled back MUST NOT cost the bytes: the next case reads them."""
    before = on_disk()
    path = {"document_id": world.identifier("document/admin")}
    with isolation.rollback_case():
        assert call("document_delete", actors.ADMIN, **path).status == 204
        assert len(on_disk()) == len(before) - 2
    assert on_disk() == before
    with isolation.rollback_case():
        assert call("document_download", actors.ADMIN, **path).status == 200


def test_files_that_are_left_are_counted():
    """The word about stored files MUST speak when there is one too many, and when there is one too few."""
    with isolation.rollback_case():
        assert stores(0, []) is None
        assert stores(1, [])
        storages["documents"].save("aa/left", ContentFile(b"left"))
        assert stores(1, []) is None
        assert stores(0, [])
        storages["documents"].delete("aa/left")
        assert stores(0, []) is None


def test_a_refusal_that_leaves_a_file_is_found(monkeypatch):
    """A refused upload whose bytes stay MUST be found by the check that judges every answer. Law DOC3."""
    from contract_tests import contract, wire

    step = valid.request(operations()["document_create"])
    refused = step.form({**step.value, "unknown": "1"}).stored()
    with scene():
        case, answer = wire.send(refused)
        assert answer.status_code == 400
        refusal_leaves_no_file(None, answer, case)

    def leaving(environ, start_response):
        storages["documents"].save("aa/left", ContentFile(b"left"))
        return contract.application(environ, start_response)

    monkeypatch.setattr(wire, "application", leaving)
    with scene():
        case, answer = wire.send(refused)
        with pytest.raises(RefusalLeavesAFile):
            refusal_leaves_no_file(None, answer, case)
