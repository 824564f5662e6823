"""A process that dies at any point leaves no row without bytes; bytes without a row are collected."""

import os
from datetime import timedelta

import pytest
from django.db import connection, transaction

from apps.accounts.tests.factories import UserFactory
from apps.applications.tests.factories import application
from apps.documents import storage
from apps.documents.models import DocumentVersion
from apps.documents.services import documents
from apps.documents.services.documents import document_delete, document_version_create
from apps.documents.services.orphans import orphans_collect
from apps.documents.tests.factories import content, document
from apps.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)
DIED = 9


def _dies(*args, **options):
    os._exit(DIED)  # neither `finally` nor rollback is run


def _in_a_process_that_dies(work):
    """Run `work` in a process of its own, which dies in it."""
    connection.close()  # a connection cannot be shared
    child = os.fork()
    if not child:
        try:
            with transaction.atomic():
                work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == DIED


def _agree(stored):
    """Return the names without a row, when every row has its bytes."""
    names = {version.storage_name for version in DocumentVersion.objects.all()}
    assert names <= stored().keys()
    return stored().keys() - names


@pytest.mark.parametrize(
    ("place", "name", "left"),
    [
        (storage.DurableStorage, "save", 0),
        (documents, "version_add_first", 1),
        (documents, "record", 1),
    ],
)
def test_in_the_middle_of_an_upload(stored, monkeypatch, place, name, left):
    admin, made = UserFactory(role="admin").actor, application()
    with monkeypatch.context() as patched:
        patched.setattr(place, name, _dies)
        _in_a_process_that_dies(lambda: document(admin, application_id=made.id))
    assert (len(_agree(stored)), DocumentVersion.objects.count()) == (left, 0)
    assert len(orphans_collect(before=clock.now() + timedelta(minutes=1), dry_run=False)) == left
    assert stored() == {}


def test_after_the_rows_and_before_the_commit(stored, monkeypatch):
    admin = UserFactory(role="admin").actor
    made = document(admin)

    def upload():
        document_version_create(document_id=made.id, actor=admin, file=content())
        _dies()

    _in_a_process_that_dies(upload)
    assert (len(_agree(stored)), DocumentVersion.objects.count()) == (1, 1)
    document_version_create(document_id=made.id, actor=admin, file=content())  # the number is free again
    assert [version.number for version in made.versions.order_by("number")] == [1, 2]


def test_before_a_deletion_is_certain(stored):
    admin = UserFactory(role="admin").actor
    made = document(admin)

    def delete():
        document_delete(document_id=made.id, actor=admin)
        _dies()

    _in_a_process_that_dies(delete)
    assert (_agree(stored), DocumentVersion.objects.count()) == (set(), 1)


def test_after_a_deletion_and_before_its_bytes_are_gone(stored, monkeypatch):
    admin = UserFactory(role="admin").actor
    made = document(admin)
    with monkeypatch.context() as patched:
        patched.setattr(storage.DurableStorage, "delete", _dies)
        _in_a_process_that_dies(lambda: document_delete(document_id=made.id, actor=admin))
    assert (len(_agree(stored)), DocumentVersion.objects.count()) == (1, 0)
