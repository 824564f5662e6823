"""Bytes and rows agree whatever happens between them."""

import io
import os
import stat
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import OperationalError, transaction

from apps.accounts.tests.factories import UserFactory
from apps.documents import storage
from apps.documents.services import documents
from apps.documents.services.documents import document_delete, document_version_create
from apps.documents.services.orphans import orphans_collect
from apps.documents.tests.factories import PDF, content, document
from apps.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


def _soon():
    return clock.now() + timedelta(minutes=1)


def test_bytes_lie_under_the_version(admin, stored):
    made = document(admin, file=content(filename="../../outside.pdf"))
    (version,) = made.versions.all()
    assert stored() == {f"{version.id.hex[-2:]}/{version.id}": PDF}
    with storage.opened(version.id) as file:
        assert file.read() == PDF


def test_what_is_not_recorded_is_not_kept(admin, stored, monkeypatch):
    made = document(admin)
    before = stored()

    def failing(*args, **options):
        raise OperationalError("the disk of the database is full")

    monkeypatch.setattr(documents, "record", failing)
    with pytest.raises(OperationalError), transaction.atomic():
        document(admin, application_id=made.application_id)
    with pytest.raises(OperationalError), transaction.atomic():
        document_version_create(document_id=made.id, actor=admin, file=content())
    assert stored() == before


def test_half_a_file_is_not_kept(stored):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError("the disk is full")
            return super().read(10)

    with pytest.raises(OSError, match="full"), storage.written(Broken(b"x" * 100)):
        raise AssertionError("never stored")
    assert stored() == {}


def test_bytes_go_when_the_deletion_is_certain(admin, stored, django_capture_on_commit_callbacks):
    made = document(admin)
    document_version_create(document_id=made.id, actor=admin, file=content())
    with django_capture_on_commit_callbacks(execute=True):
        document_delete(document_id=made.id, actor=admin)
        assert len(stored()) == 2
    assert stored() == {}


def test_a_file_that_cannot_be_deleted_is_left_to_be_collected(
    admin, stored, monkeypatch, django_capture_on_commit_callbacks
):
    made = document(admin)
    with monkeypatch.context() as patched:

        def failing(self, name):
            raise OSError("read-only")

        patched.setattr(storage.DurableStorage, "delete", failing)
        with django_capture_on_commit_callbacks(execute=True):
            document_delete(document_id=made.id, actor=admin)
    assert len(stored()) == 1
    assert len(orphans_collect(before=_soon(), dry_run=False)) == 1
    assert stored() == {}


def test_orphans_are_collected_and_nothing_else(admin, stored, capsys):
    made = document(admin)
    assert orphans_collect(before=_soon(), dry_run=False) == []
    orphan = uuid4()
    storage.storage().save(storage.name_of(orphan), io.BytesIO(b"left behind"))
    storage.storage().save("ab/not-an-id", io.BytesIO(b"somebody else's"))
    assert orphans_collect(before=clock.now() - timedelta(hours=1), dry_run=False) == []
    assert orphans_collect(before=_soon(), dry_run=True) == [orphan]
    assert len(stored()) == 3
    old = (clock.now() - timedelta(hours=25)).timestamp()
    os.utime(storage.storage().path(storage.name_of(orphan)), (old, old))
    call_command("collect_orphans", "--dry-run")
    assert f"{orphan}\n1 files of no document found." in capsys.readouterr().out
    call_command("collect_orphans")
    assert "1 files of no document deleted." in capsys.readouterr().out
    (version,) = made.versions.all()
    assert set(stored()) == {storage.name_of(version.id), "ab/not-an-id"}


def test_nothing_stored_is_nothing_to_collect():
    assert orphans_collect(before=_soon(), dry_run=False) == []


def test_a_durable_write_reaches_the_disk_with_its_name(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(storage, "_sync", lambda path: synced.append(str(path.relative_to(tmp_path))))
    storage.DurableStorage(location=tmp_path, durable=False).save("ab/one", io.BytesIO(b"1"))
    assert synced == []
    storage.DurableStorage(location=tmp_path, durable=True).save("ab/two", io.BytesIO(b"2"))
    assert synced == ["ab/two", "ab", "."]


def test_only_the_server_reads_what_is_stored(settings, tmp_path):
    options = {**settings.STORAGES["documents"]["OPTIONS"], "location": tmp_path}
    options |= {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
    disk = storage.DurableStorage(**options)
    disk.save("ab/one", io.BytesIO(b"1"))
    assert stat.S_IMODE(os.stat(disk.path("ab/one")).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(disk.path("ab")).st_mode) == 0o700
