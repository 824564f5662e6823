"""Notes: who reads them, who changes them, and what a search finds."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict

from apps.accounts.tests.factories import UserFactory
from apps.applications.models import ApplicationBorrower
from apps.applications.services.applications import application_delete
from apps.applications.tests.factories import application, borrower_of
from apps.audit.models import AuditEvent
from apps.borrowers.services.borrowers import borrower_delete
from apps.notes import selectors, services
from apps.notes.filters import NoteFilter
from apps.notes.models import Note
from apps.notes.services import note_create, note_delete, note_update

pytestmark = pytest.mark.django_db
AUDIENCES = ("private", "internal", "broker", "shared")
READERS = {
    "private": set(),
    "internal": {"admin", "bdm"},
    "broker": {"admin", "bdm", "broker"},
    "shared": {"admin", "bdm", "broker", "borrower"},
}


@pytest.fixture
def made():
    return application()


@pytest.fixture
def people(made):
    """Return one actor of each role who sees the application."""
    borrower = borrower_of(made.broker, user=UserFactory(role="borrower"))
    ApplicationBorrower.objects.create(application=made, borrower=borrower, role="primary")
    return {
        "admin": UserFactory(role="admin").actor,
        "bdm": made.bdm.user.actor,
        "broker": made.broker.user.actor,
        "borrower": borrower.user.actor,
    }


def _note(actor, made, **values):
    return note_create(
        actor=actor, **{"application_id": made.id, "body": "Call back.", "audience": "shared", **values}
    )


def _found(viewer, query):
    listing = NoteFilter(query=QueryDict(query), viewer=viewer)
    assert listing.problems() == {}
    return [note.body for note in listing.rows(selectors.note_list(viewer=viewer))]


def test_each_audience_has_its_readers(people, made):
    choosers = {
        "admin": AUDIENCES,
        "bdm": AUDIENCES,
        "broker": ("private", "broker", "shared"),
        "borrower": ("private", "shared"),
    }
    for author, audiences in choosers.items():
        for audience in AUDIENCES:
            if audience not in audiences:
                with pytest.raises(services.AudienceWithoutYou):
                    _note(people[author], made, audience=audience)
                continue
            note = _note(people[author], made, audience=audience)
            seen = {
                role
                for role, actor in people.items()
                if selectors.note_list(viewer=actor).filter(id=note.id).exists()
            }
            assert seen == READERS[audience] | {author}, (author, audience)


def test_strangers_see_none_of_it(people, made):
    note = _note(people["broker"], made)
    other = application()
    for stranger in (other.broker.user.actor, other.bdm.user.actor, UserFactory(role="borrower").actor):
        assert _found(stranger, "") == []
        with pytest.raises(selectors.NoteNotFound):
            note_delete(note_id=note.id, actor=stranger)
        with pytest.raises(services.UnknownApplication):
            _note(stranger, made)


def test_a_search_finds_what_the_viewer_may_read_only(people, made):
    for author, audience in (
        ("admin", "private"),
        ("admin", "internal"),
        ("bdm", "broker"),
        ("bdm", "shared"),
    ):
        _note(people[author], made, audience=audience, body=f"The secret of {audience}.")
    _note(people["admin"], made, body="Nothing to see.")
    expected = {
        "admin": {"private", "internal", "broker", "shared"},
        "bdm": {"internal", "broker", "shared"},
        "broker": {"broker", "shared"},
        "borrower": {"shared"},
    }
    for role, audiences in expected.items():
        for query in ("search=SECRET+the", f"search=secret&application_id={made.id}"):
            assert set(_found(people[role], query)) == {f"The secret of {each}." for each in audiences}
    assert _found(people["borrower"], "audience=internal&search=secret") == []
    assert _found(people["borrower"], f"author_id={people['admin'].user_id}") == ["Nothing to see."]


def test_lists_are_filtered_and_ordered(people, made):
    admin = people["admin"]
    for day in (date(2026, 3, 31), None, date(2026, 3, 1)):
        _note(admin, made, body=str(day), remind_on=day)
    borrower = made.borrower_links.get().borrower
    _note(people["broker"], made, application_id=None, borrower_id=borrower.id, body="person")
    assert _found(admin, "remind_after=2026-03-01&remind_before=2026-03-30") == ["2026-03-01"]
    assert _found(admin, "ordering=remind_on&remind_after=2026-01-01") == ["2026-03-01", "2026-03-31"]
    assert _found(admin, f"borrower_id={borrower.id}") == ["person"]
    assert _found(admin, f"author_id={people['broker'].user_id}") == ["person"]
    assert _found(UserFactory(role="broker").actor, f"author_id={people['broker'].user_id}") == []
    assert _found(admin, "author_id=00000000-0000-4000-8000-000000000000") == []


def test_one_subject(people, made):
    admin, borrower = people["admin"], made.borrower_links.get().borrower
    with pytest.raises(services.OneSubject) as both:
        _note(admin, made, borrower_id=borrower.id)
    with pytest.raises(services.OneSubject) as neither:
        _note(admin, made, application_id=None)
    assert (both.value.pointer, neither.value.pointer) == ("/body/borrower_id", "/body/application_id")
    with pytest.raises(services.UnknownBorrower):
        _note(UserFactory(role="borrower").actor, made, application_id=None, borrower_id=borrower.id)


def test_only_the_author_changes_and_only_author_or_admin_deletes(people, made):
    note = _note(people["broker"], made)
    for role in ("admin", "bdm", "borrower"):
        with pytest.raises(services.NotAuthor):
            note_update(note_id=note.id, actor=people[role], body="x")
    for role in ("bdm", "borrower"):
        with pytest.raises(services.NotAuthor):
            note_delete(note_id=note.id, actor=people[role])
    changed = note_update(
        note_id=note.id, actor=people["broker"], body="y", audience="private", remind_on=date(2026, 3, 1)
    )
    assert (changed.body, changed.version, changed.author_id) == ("y", 2, people["broker"].user_id)
    assert note_update(note_id=note.id, actor=people["broker"], body="y").version == 2
    for write in (lambda **who: note_update(body="z", **who), note_delete):
        with pytest.raises(selectors.NoteNotFound):  # private by now
            write(note_id=note.id, actor=people["admin"])
    with pytest.raises(services.AudienceWithoutYou):
        note_update(note_id=note.id, actor=people["broker"], audience="internal")
    note_update(note_id=note.id, actor=people["broker"], audience="shared")
    note_delete(note_id=note.id, actor=people["admin"])
    assert not Note.objects.exists()


def test_events_hold_no_text_and_tell_nobody_of_private_notes(people, made):
    shared = _note(people["admin"], made, body="canary")
    private = _note(people["admin"], made, body="canary", audience="private", remind_on=date(2026, 3, 1))
    note_update(note_id=shared.id, actor=people["admin"], body="canary two")
    note_update(note_id=private.id, actor=people["admin"], body="canary two", audience="shared")
    note_delete(note_id=shared.id, actor=people["admin"])
    events = AuditEvent.objects.filter(object_type="note").order_by("id")
    assert [(each.object_id, each.action, each.application_id) for each in events] == [
        (shared.id, "note_create", made.id),
        (private.id, "note_create", None),
        (shared.id, "note_update", made.id),
        (private.id, "note_update", None),
        (shared.id, "note_delete", made.id),
    ]
    assert events[3].changes == {"body": [None, None], "audience": ["private", "shared"]}
    assert "canary" not in str([each.changes for each in events])


def test_notes_go_with_what_they_are_about():
    made = application()
    admin, borrower = UserFactory(role="admin").actor, borrower_of(made.broker)
    _note(admin, made, audience="private")
    _note(admin, made, application_id=None, borrower_id=borrower.id)
    application_delete(application_id=made.id, actor=admin)
    borrower_delete(borrower_id=borrower.id, actor=admin)
    assert not Note.objects.exists()


def test_a_page_costs_the_same_however_long(people, made, django_assert_num_queries):
    for _ in range(3):
        _note(people["bdm"], made)
    for size in (1, 3):
        with django_assert_num_queries(1):
            assert len(selectors.note_list(viewer=people["bdm"])[:size]) == size


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notes_note SET created_by = gen_random_uuid()",
        "UPDATE notes_note SET created_at = now()",
        "UPDATE notes_note SET audience = 'everybody'",
        "UPDATE notes_note SET application_id = NULL",
    ],
)
def test_the_database_keeps_who_wrote_what_about_whom(people, made, statement):
    _note(people["admin"], made)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(statement)
