"""Writes: one public function for each operation of the API, with the operation's name."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts import roles
from apps.applications import selectors as applications
from apps.audit.services import event_record
from apps.borrowers import selectors as borrowers
from apps.documents.audience import Audience, may_choose
from apps.kernel import integrity
from apps.kernel.actor import Actor
from apps.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from apps.kernel.models import change
from apps.notes import selectors
from apps.notes.models import Note


class OneSubject(Invalid):
    """A note is about either an application or a borrower."""

    code = "notes.one_subject"


class UnknownApplication(Invalid):
    """No such application, or not visible to you."""

    code = "notes.unknown_application"


class UnknownBorrower(Invalid):
    """No such borrower, or not visible to you."""

    code = "notes.unknown_borrower"


class AudienceWithoutYou(Invalid):
    """You may choose an audience that you belong to."""

    code = "notes.audience"


class NotAuthor(Forbidden):
    """The note is somebody else's."""

    code = "notes.not_author"


@transaction.atomic
def note_create(
    *,
    body: str,
    audience: str,
    actor: Actor,
    application_id: UUID | None = None,
    borrower_id: UUID | None = None,
    remind_on: date | None = None,
) -> Note:
    """Write a note about an application or a borrower.

    Args:
        remind_on: calendar day on which the author is reminded, if the author can see the note then.

    Raises:
        OneSubject: both are named, or none.
        UnknownApplication, UnknownBorrower: no such row, or not visible to `actor`.
        AudienceWithoutYou: the audience does not include `actor`.

    Source: domain.md, section 9, "Notes"
    """
    unknown = _subject_named(application_id, borrower_id, actor)
    _check_audience(audience, actor)
    with integrity.references(unknown):
        note = Note.objects.create(
            application_id=application_id,
            borrower_id=borrower_id,
            body=body,
            audience=audience,
            remind_on=remind_on,
            created_by=actor.user_id,
        )
    names = ("application_id", "borrower_id", "audience", "remind_on")
    given = {name: [None, getattr(note, name)] for name in names if getattr(note, name) is not None}
    _record(actor, "note_create", note, given)
    return note


@transaction.atomic
def note_update(*, note_id: UUID, actor: Actor, **values: Any) -> Note:
    """Change an own note; what it is about, who wrote it and when stay.

    Raises:
        NoteNotFound: not visible to `actor`.
        NotAuthor: somebody else's.
        AudienceWithoutYou: another audience, which does not include `actor`.
    """
    note = selectors.note_get_for_update(viewer=actor, note_id=note_id)
    if note.author_id != actor.user_id:
        raise NotAuthor
    if values.get("audience", note.audience) != note.audience:
        _check_audience(values["audience"], actor)
    if changes := change(note, values):
        _record(actor, "note_update", note, changes)
    return note


@transaction.atomic
def note_delete(*, note_id: UUID, actor: Actor) -> None:
    """Delete a note.

    Raises:
        NoteNotFound: not visible to `actor`.
        NotAuthor: somebody else's, and `actor` is not an admin.
    """
    note = selectors.note_get_for_delete(viewer=actor, note_id=note_id)
    if note.author_id != actor.user_id and not roles.holds(actor.role, ("note.delete",)):
        raise NotAuthor
    _record(actor, "note_delete", note, {"audience": [note.audience, None]})
    note.delete()


def _subject_named(application_id: UUID | None, borrower_id: UUID | None, actor: Actor) -> DomainError:
    """Judge what a note is about; return what to refuse with when that is deleted meanwhile."""
    if (application_id is None) == (borrower_id is None):
        raise OneSubject(pointer="/body/application_id" if application_id is None else "/body/borrower_id")
    unknown: DomainError = UnknownBorrower(pointer="/body/borrower_id")
    if application_id is not None:
        unknown = UnknownApplication(pointer="/body/application_id")
    try:
        if application_id is not None:
            applications.application_find(viewer=actor, application_id=application_id)
        elif borrower_id is not None:
            borrowers.borrower_get(viewer=actor, borrower_id=borrower_id)
    except NotFound:
        raise unknown from None
    return unknown


def _check_audience(audience: str, actor: Actor) -> None:
    if not may_choose(actor.role, audience, is_author=True):
        raise AudienceWithoutYou(pointer="/body/audience")


def _record(actor: Actor, action: str, note: Note, changes: dict[str, list[Any]]) -> None:
    """Append an event without the text; whether there is a private note, only its author knows."""
    audiences: Iterable[Any] = (note.audience, *changes.get("audience", ()))
    event_record(
        actor_id=actor.user_id,
        action=action,
        object_type="note",
        object_id=note.id,
        application_id=None if Audience.PRIVATE in audiences else note.application_id,
        changes={name: [None, None] if name == "body" else values for name, values in changes.items()},
    )
