"""Notes: who reads, changes and deletes them. Source: domain.md, sections 3 and 9; laws V8 and DOC11."""

from dataclasses import dataclass

from contract_tests.model import audience as audiences
from contract_tests.model.access import Viewer
from contract_tests.model.loan_book import Book, Verdict, refused

NOT_FOUND = refused(404, "notes", "note_not_found")
REFUSALS = "unknown_application unknown_borrower audience note_not_found not_author"


@dataclass
class Note:
    """One note.

    Args:
        owner: name of the application or the borrower.
        author: name of the actor who wrote it.
    """

    owner: str
    body: str
    audience: str
    author: str


def sees(book: Book, viewer: Viewer, note: Note) -> bool:
    """Whether the viewer sees a note. Law V8."""
    return book.sees(viewer, note.owner) and audiences.allows(viewer, note.audience, note.author)


def write(book: Book, viewer: Viewer, notes: dict[str, Note], name: str, note: Note) -> Verdict:
    """Return the answer to a new note."""
    kind = note.owner.partition("/")[0]
    reasons = {
        f"unknown_{kind}": not book.sees(viewer, note.owner),
        "audience": not audiences.may_choose(viewer, note.audience, note.author),
    }
    if any(reasons.values()):
        return refused(400, "notes", *(code for code, holds in reasons.items() if holds))
    notes[name] = note
    return Verdict(201)


def edit(book: Book, viewer: Viewer, note: Note, body: str, audience: str) -> Verdict:
    """Return the answer to other words: only the author's are accepted. Law DOC11."""
    if not sees(book, viewer, note):
        return NOT_FOUND
    if viewer.name != note.author:
        return refused(403, "notes", "not_author")
    if not audiences.may_choose(viewer, audience, note.author):
        return refused(400, "notes", "audience", pointer="/body/audience")
    note.body, note.audience = body, audience
    return Verdict(200)


def tear_up(book: Book, viewer: Viewer, notes: dict[str, Note], name: str) -> Verdict:
    """Return the answer to a deletion: by the author, or by an admin who sees it."""
    note = notes[name]
    if not sees(book, viewer, note):
        return NOT_FOUND
    if viewer.role != "A" and viewer.name != note.author:
        return refused(403, "notes", "not_author")
    del notes[name]
    return Verdict(204)
