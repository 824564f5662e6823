"""Reads. Every public selector takes the viewer: what you may not see does not exist."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from apps.accounts import visibility
from apps.audit import selectors as audit
from apps.documents import selectors as documents
from apps.documents.audience import AUDIENCES, readable
from apps.kernel.actor import Actor
from apps.kernel.errors import NotFound
from apps.kernel.models import found
from apps.notes.models import Note


class NoteNotFound(NotFound):
    """No such note, or not visible to you."""

    code = "notes.note_not_found"


def note_list(*, viewer: Actor) -> QuerySet[Note]:
    """Return the notes `viewer` may see: on what they see, for an audience that they belong to, or their own.

    Source: domain.md, section 3
    """
    return Note.objects.filter(documents.owner_visible(viewer), documents.audience_allows(viewer))


def note_tally(*, viewer: Actor) -> int | None:
    """Return how many notes `viewer` may see, for who sees all subjects; others' have to be counted.

    Those for the viewer's role are known by audience; of the others the viewer's own are counted.
    """
    if not visibility.sees_everything(viewer):
        return None
    audiences = readable(viewer.role)
    others = [audience for audience in AUDIENCES if audience not in audiences]
    own = Note.objects.filter(created_by=viewer.user_id, audience__in=others)
    return audit.tally(*(f"notes_note:{audience}" for audience in audiences), beside=own)


def remembering(*, until: date) -> QuerySet[Note]:
    """Return the notes whose authors wished to be reminded by a day; whether they still may is not said."""
    return Note.objects.filter(remind_on__lte=until)


def note_get(*, viewer: Actor, note_id: UUID) -> Note:
    """Return one visible note.

    Raises:
        NoteNotFound: no such note, or not visible to `viewer`.
    """
    return found(note_list(viewer=viewer), note_id, NoteNotFound)


def note_get_for_update(*, viewer: Actor, note_id: UUID) -> Note:
    """Return one visible note, the row locked until the transaction ends.

    Raises:
        NoteNotFound: no such note, or not visible to `viewer`.
    """
    return found(note_list(viewer=viewer).select_for_update(no_key=True), note_id, NoteNotFound)


def note_get_for_delete(*, viewer: Actor, note_id: UUID) -> Note:
    """Return one visible note, locked against references too.

    Raises:
        NoteNotFound: no such note, or not visible to `viewer`.
    """
    return found(note_list(viewer=viewer).select_for_update(), note_id, NoteNotFound)
