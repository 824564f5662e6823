"""Documents: uploaded, described, deleted, and who reads them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.tests.factories import UserFactory
from apps.applications.models import ApplicationBorrower
from apps.applications.services.applications import ApplicationInUse, application_delete
from apps.applications.tests.factories import application, borrower_of
from apps.audit.models import AuditEvent
from apps.borrowers.services.borrowers import BorrowerInUse, borrower_delete
from apps.documents import selectors
from apps.documents.models import Document, DocumentVersion, SignatureRequest
from apps.documents.services import documents, references
from apps.documents.services.documents import document_delete, document_update, document_version_create
from apps.documents.sniffing import EmptyFile
from apps.documents.tests.factories import content, document
from apps.kernel import clock

pytestmark = pytest.mark.django_db
AUDIENCES = ("private", "internal", "broker", "shared")


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


@pytest.fixture
def people(admin):
    """Return an application, and one actor of each role who sees it."""
    made = application()
    borrower = borrower_of(made.broker, user=UserFactory(role="borrower"))
    ApplicationBorrower.objects.create(application=made, borrower=borrower, role="primary")
    return made, {
        "admin": admin,
        "bdm": made.bdm.user.actor,
        "broker": made.broker.user.actor,
        "borrower": borrower.user.actor,
    }


def _ask(made, *, status="pending", days=1):
    """Put the current version up for signature, as the signing services do."""
    return SignatureRequest.objects.create(
        document=made,
        document_version=made.versions.get(number=made.current_version),
        status=status,
        sequential=False,
        created_at=clock.now() - timedelta(days=30),
        expires_at=clock.now() + timedelta(days=days),
    )


def _statuses(viewer, made):
    return selectors.document_get(viewer=viewer, document_id=made.id).signature_status


def test_each_audience_has_its_readers(people):
    made, actors = people
    readers = {
        "private": set(),
        "internal": {"admin", "bdm"},
        "broker": {"admin", "bdm", "broker"},
        "shared": {"admin", "bdm", "broker", "borrower"},
    }
    choosers = {
        "admin": AUDIENCES,
        "bdm": AUDIENCES,
        "broker": ("private", "broker", "shared"),
        "borrower": ("private", "shared"),
    }
    for author, audiences in choosers.items():
        for audience in AUDIENCES:
            if audience not in audiences:
                with pytest.raises(references.AudienceWithoutYou):
                    document(actors[author], application_id=made.id, audience=audience)
                continue
            uploaded = document(actors[author], application_id=made.id, audience=audience)
            seen = {
                role
                for role, actor in actors.items()
                if selectors.document_list(viewer=actor).filter(id=uploaded.id).exists()
            }
            assert seen == readers[audience] | {author}, (author, audience)


def test_strangers_see_none_of_it(people):
    made, actors = people
    shared = document(actors["broker"], application_id=made.id)
    other = application()
    for stranger in (other.broker.user.actor, other.bdm.user.actor, UserFactory(role="borrower").actor):
        assert not selectors.document_list(viewer=stranger).exists()
        with pytest.raises(selectors.DocumentNotFound):
            selectors.current_version_get(viewer=stranger, document_id=shared.id)
        with pytest.raises(references.UnknownApplication):
            document(stranger, application_id=made.id)


def test_an_author_without_the_application_reads_no_more(people):
    made, actors = people
    private = document(actors["broker"], application_id=made.id, audience="private")
    other = application()
    made.broker, made.bdm = other.broker, other.bdm
    made.save()
    with pytest.raises(selectors.DocumentNotFound):
        selectors.document_get(viewer=actors["broker"], document_id=private.id)


def test_documents_of_a_borrower(people, admin):
    made, actors = people
    borrower = made.borrower_links.get().borrower
    own = document(actors["borrower"], borrower_id=borrower.id, type="identification")
    assert own.application_id is None
    for actor in actors.values():
        assert selectors.document_get(viewer=actor, document_id=own.id)
    with pytest.raises(references.UnknownBorrower):
        document(UserFactory(role="borrower").actor, borrower_id=borrower.id)
    made.borrower_links.all().delete()
    with pytest.raises(BorrowerInUse):
        borrower_delete(borrower_id=borrower.id, actor=admin)


def test_one_owner(admin):
    made = application()
    borrower = borrower_of(made.broker)
    with pytest.raises(references.OneOwner) as both:
        document(admin, application_id=made.id, borrower_id=borrower.id)
    with pytest.raises(references.OneOwner) as neither:
        document(admin, application_id=None)
    assert (both.value.pointer, neither.value.pointer) == ("/body/borrower_id", "/body/application_id")
    assert not Document.objects.exists()


def test_an_empty_file_is_refused(admin, stored):
    with pytest.raises(EmptyFile):
        document(admin, file=content(b"", content_type=""))
    made = document(admin)
    with pytest.raises(EmptyFile):
        document_version_create(document_id=made.id, actor=admin, file=content(b"", content_type=""))
    assert (DocumentVersion.objects.count(), len(stored())) == (1, 1)


def test_what_is_described_changes_and_the_bytes_stay(people):
    made, actors = people
    uploaded = document(actors["broker"], application_id=made.id, audience="broker")
    changed = document_update(
        document_id=uploaded.id, actor=actors["bdm"], title="Letter of 1 March", description=None
    )
    assert (changed.title, changed.version, changed.current_version) == ("Letter of 1 March", 2, 1)
    with pytest.raises(references.AudienceWithoutYou):  # private is for the author only
        document_update(document_id=uploaded.id, actor=actors["bdm"], audience="private")
    internal = document_update(document_id=uploaded.id, actor=actors["bdm"], audience="internal")
    assert selectors.document_get(viewer=actors["broker"], document_id=uploaded.id) == internal
    kept = document_update(document_id=uploaded.id, actor=actors["broker"], audience="internal", title="x")
    assert kept.audience == "internal"
    nothing = document_update(document_id=uploaded.id, actor=actors["broker"], title="x")
    assert nothing.version == kept.version


def test_events_tell_no_more_than_their_readers_know(people):
    made, actors = people
    shared = document(actors["broker"], application_id=made.id)
    private = document(actors["broker"], application_id=made.id, audience="private")
    document_version_create(document_id=private.id, actor=actors["broker"], file=content())
    document_update(document_id=private.id, actor=actors["broker"], title="y")
    document_update(document_id=private.id, actor=actors["broker"], audience="shared")
    document_update(document_id=private.id, actor=actors["broker"], title="z")
    events = AuditEvent.objects.filter(object_type="document").order_by("id")
    assert [(each.object_id, each.action, each.application_id) for each in events] == [
        (shared.id, "document_create", made.id),
        (private.id, "document_create", None),
        (private.id, "document_version_create", None),
        (private.id, "document_update", None),
        (private.id, "document_update", None),
        (private.id, "document_update", made.id),
    ]
    assert "%PDF" not in str([each.changes for each in events])
    document_delete(document_id=shared.id, actor=actors["broker"])
    gone = AuditEvent.objects.latest("id")
    assert (gone.action, gone.changes["title"]) == ("document_delete", ["Letter", None])


def test_who_deletes_and_who_adds_versions(people, admin):
    made, actors = people
    theirs = document(actors["broker"], application_id=made.id)
    for role in ("bdm", "borrower"):
        with pytest.raises(documents.NotUploader):
            document_delete(document_id=theirs.id, actor=actors[role])
    with pytest.raises(documents.NotUploader):
        document_version_create(document_id=theirs.id, actor=actors["borrower"], file=content())
    for role in ("admin", "bdm", "broker"):
        document_version_create(document_id=theirs.id, actor=actors[role], file=content())
    document_delete(document_id=theirs.id, actor=admin)
    own = document(actors["borrower"], application_id=made.id)
    document_version_create(document_id=own.id, actor=actors["borrower"], file=content())
    document_delete(document_id=own.id, actor=actors["borrower"])
    assert not Document.objects.exists()
    assert not DocumentVersion.objects.exists()


def test_nothing_changes_while_somebody_is_asked_to_sign(admin, stored):
    made = document(admin)
    request = _ask(made)
    assert _statuses(admin, made) == "pending"
    with pytest.raises(documents.SignaturePending):
        document_update(document_id=made.id, actor=admin, title="x")
    with pytest.raises(documents.SignaturePending):
        document_version_create(document_id=made.id, actor=admin, file=content())
    with pytest.raises(documents.SentForSignature):
        document_delete(document_id=made.id, actor=admin)
    assert len(stored()) == 1
    request.status = "declined"
    request.save()
    assert _statuses(admin, made) == "declined"
    document_version_create(document_id=made.id, actor=admin, file=content())
    with pytest.raises(documents.SentForSignature):
        document_delete(document_id=made.id, actor=admin)


def test_a_request_that_has_expired_waits_for_nobody(admin):
    made = document(admin)
    _ask(made, days=-1)
    assert _statuses(admin, made) == "expired"
    document_update(document_id=made.id, actor=admin, title="x")


def test_locked_is_for_ever(admin, stored):
    made = document(admin)
    _ask(made, status="completed")
    Document.objects.filter(id=made.id).update(is_locked=True)
    with pytest.raises(documents.Locked):
        document_update(document_id=made.id, actor=admin)
    with pytest.raises(documents.Locked):
        document_version_create(document_id=made.id, actor=admin, file=content())
    with pytest.raises(documents.SentForSignature):
        document_delete(document_id=made.id, actor=admin)
    assert len(stored()) == 1
    assert (_statuses(admin, made), made.is_locked) == ("completed", False)


def test_an_application_with_a_document_is_kept(admin):
    made = application()
    document(admin, application_id=made.id)
    with pytest.raises(ApplicationInUse):
        application_delete(application_id=made.id, actor=admin)


def test_a_page_costs_the_same_however_long(admin, django_assert_num_queries):
    made = application()
    for _ in range(3):
        each = document(admin, application_id=made.id)
        document_version_create(document_id=each.id, actor=admin, file=content())
    for size in (1, 3):
        with django_assert_num_queries(2):
            rows = selectors.document_list(viewer=admin)[:size]
            assert [len(row.versions.all()) for row in rows] == [2] * size


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_documentversion SET filename = 'x'",
        "DELETE FROM documents_documentversion",
        "UPDATE documents_document SET type = 'bank_statement'",
        "UPDATE documents_document SET created_by = NULL",
        "UPDATE documents_document SET audience = 'everybody'",
        "UPDATE documents_document SET application_id = NULL",
    ],
)
def test_the_database_keeps_what_was_stored(admin, statement):
    document(admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_document SET title = 'x'",
        "UPDATE documents_document SET is_locked = false",
        "DELETE FROM documents_document",
        "INSERT INTO documents_documentversion (id, document_id, number, kind, filename, content_type, size,"
        " sha256, created_at) SELECT gen_random_uuid(), document_id, 2, kind, filename, content_type, size,"
        " sha256, created_at FROM documents_documentversion",
    ],
)
def test_the_database_keeps_what_is_locked(admin, statement):
    document(admin)
    Document.objects.update(is_locked=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize("number", [1, 3])
def test_the_database_counts_versions_without_gaps(admin, number):
    (first,) = document(admin).versions.all()
    first.id, first.number = Document.objects.get().id, number
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)
