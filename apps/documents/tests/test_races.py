"""Writers who meet at one document: numbers have no gaps, and nothing is stored that no row knows."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from apps.accounts.tests.factories import UserFactory
from apps.documents.models import DocumentVersion
from apps.documents.selectors import DocumentNotFound
from apps.documents.services.documents import document_delete, document_version_create
from apps.documents.tests.factories import content, document
from apps.kernel.errors import DomainError

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*works):
    barrier, outcomes = Barrier(len(works)), {}

    def run(place, work):
        try:
            barrier.wait(timeout=10)
            outcomes[place] = work()
        except DomainError as refusal:
            outcomes[place] = refusal.code
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return [outcomes[place] for place in range(len(works))]


def test_versions_uploaded_at_once_get_consecutive_numbers(stored):
    admin = UserFactory(role="admin").actor
    made = document(admin)

    def upload(number):
        data = b"%%PDF %d" % number
        return lambda: document_version_create(document_id=made.id, actor=admin, file=content(data))

    answers = _at_once(*(upload(number) for number in range(8)))
    assert sorted(answer.current_version for answer in answers) == list(range(2, 10))
    versions = DocumentVersion.objects.filter(document_id=made.id).order_by("number")
    assert [version.number for version in versions] == list(range(1, 10))
    assert {version.storage_name: version.size for version in versions} == {
        name: len(data) for name, data in stored().items()
    }
    assert len({version.sha256 for version in versions}) == 9


def test_a_version_comes_while_the_document_goes(stored):
    admin = UserFactory(role="admin").actor
    made = document(admin)
    uploaded, _ = _at_once(
        lambda: document_version_create(document_id=made.id, actor=admin, file=content()),
        lambda: document_delete(document_id=made.id, actor=admin),
    )
    assert not DocumentVersion.objects.exists()
    assert stored() == {}
    assert uploaded == DocumentNotFound.code or uploaded.id == made.id
