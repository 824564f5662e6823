"""Moves about notes, and the sweep over what each role may read of notes and documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contract_tests.actors import EVERYBODY, Actor
from contract_tests.enumeration.steps import Step
from contract_tests.enumeration.valid import ask
from contract_tests.model import notes as model
from contract_tests.model import registrar
from contract_tests.model.audience import AUDIENCES
from contract_tests.model.loan_book import Verdict
from contract_tests.model.notes import Note
from contract_tests.workloads import paper_looks, tally
from contract_tests.workloads.moves.papers import WORD
from contract_tests.workloads.moves.sending import heard, met, send
from contract_tests.workloads.walking import PAGE, Pointless, Walk

WRITING = "notes_are_written_for_those_who_are_to_read_them"
EDITING = "only_the_author_changes_a_note"
TEARING = "only_the_author_or_an_admin_deletes_a_note"
AUDIENCE = "audience_decides_who_lists_finds_and_reads_it"
_KEPT = ("body", "audience", "updated_at", "version")


@dataclass(frozen=True, slots=True)
class WriteNote:
    """Write a note.

    Args:
        note: how the scenario calls it.
        owner: name of an application or a borrower.
    """

    actor: Actor
    note: str
    owner: str
    audience: str = "shared"

    def play(self, walk: Walk) -> None:
        """Write it."""
        if self.owner.startswith("application/"):
            met(walk, self.owner)
        new = Note(self.owner, f"{WORD} {self.note}", self.audience, self.actor.name)
        verdict = model.write(walk.book, self.actor, walk.notes, self.note, new)
        about = {f"{self.owner.partition('/')[0]}_id": walk.id_of(self.owner)}
        step = ask("note_create", self.actor, {**about, "body": new.body, "audience": new.audience})
        values = {"/author_id": str(self.actor.id), "/audience": new.audience, "/body": new.body}
        entry, _ = send(walk, step, WRITING, verdict, values=values)
        if verdict.is_accepted:
            walk.made[self.note] = entry.document["id"]
            walk.papers[self.note] = entry
            heard(walk, self.owner)
        _count(walk, "write a note", verdict)


@dataclass(frozen=True, slots=True)
class EditNote:
    """Change a note. Law DOC11: it keeps its author, and the time of its writing."""

    actor: Actor
    note: str
    body: str
    audience: str

    def play(self, walk: Walk) -> None:
        """Change it."""
        note = _known(walk, self.note)
        verdict = model.edit(walk.book, self.actor, note, f"{WORD} {self.body}", self.audience)
        body = {"body": f"{WORD} {self.body}", "audience": self.audience}
        step = ask("note_update", self.actor, body, note_id=walk.id_of(self.note))
        first = {"answer": walk.papers[self.note], "but": list(_KEPT)}
        values = {f"/{name}": value for name, value in body.items()}
        _, changed = send(walk, step, EDITING, verdict, values=values, same_as=first)
        if verdict.is_accepted:
            heard(walk, note.owner)
        if verdict.is_accepted or changed:
            look_at_note(walk, self.note, EDITING)
        _count(walk, "edit a note", verdict)


@dataclass(frozen=True, slots=True)
class TearUp:
    """Delete a note."""

    actor: Actor
    note: str

    def play(self, walk: Walk) -> None:
        """Delete it."""
        note = _known(walk, self.note)
        reader = _author(note)
        verdict = model.tear_up(walk.book, self.actor, walk.notes, self.note)
        which = walk.id_of(self.note)
        _, changed = send(walk, ask("note_delete", self.actor, note_id=which), TEARING, verdict)
        if verdict.is_accepted:
            gone = ask("note_retrieve", reader, note_id=which)
            walk.send(gone.must(TEARING, status=[404], codes_in=["notes.note_not_found"]))
            heard(walk, note.owner)
        elif changed:
            look_at_note(walk, self.note, TEARING)
        _count(walk, "delete a note", verdict)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Look at all that the scenario has made, as everybody: lists, searches, and each alone. Law V8.

    Args:
        alone: whether each is read alone too, and the bytes of documents.
    """

    alone: bool = True

    def play(self, walk: Walk) -> None:
        """Look."""
        for number, actor in enumerate(EVERYBODY):
            notes = [name for name, note in walk.notes.items() if model.sees(walk.book, actor, note)]
            made = [name for name in registrar.visible(walk.book, actor) if name in _made(walk)]
            for operation, names, any_there in (
                ("note_list", notes, bool(walk.notes)),
                ("document_list", made, bool(_made(walk))),
            ):
                if any_there:
                    apart = AUDIENCES[number % 2 :: 2] if self.alone else ()
                    _lists(walk, actor, operation, names, apart)
            if self.alone:
                _read(walk, actor, number)
                _list_requests(walk, actor)


def _made(walk: Walk) -> list[str]:
    """Return the documents that a search finds: those that this scenario has called so."""
    return [name for name, each in walk.book.documents() if each.title.startswith(WORD)]


def _lists(walk: Walk, actor: Actor, operation: str, names: list[str], apart: Sequence[str]) -> None:
    """Search, and some audiences apart: the lists are exactly what the model says."""
    found = [walk.id_of(name) for name in names]
    walk.send(paper_looks.search(actor, WORD, operation).must(AUDIENCE, status=[200], lists_exactly=found))
    for audience in apart:
        of_it = [walk.id_of(name) for name in names if _audience(walk, name) == audience]
        look = paper_looks.search(actor, WORD, operation, audience=audience)
        walk.send(look.must(AUDIENCE, status=[200], lists_exactly=of_it))


def _audience(walk: Walk, name: str) -> str:
    return walk.notes[name].audience if name in walk.notes else walk.book.document(name).audience


def _read(walk: Walk, actor: Actor, turn: int) -> None:
    """Read each note and each document alone: of a document by turns what it is, and its bytes."""
    for name, note in walk.notes.items():
        seen = model.sees(walk.book, actor, note)
        look = ask("note_retrieve", actor, note_id=walk.id_of(name))
        walk.send(_must(look, seen, "notes.note_not_found", {"/author_id": str(_author(note).id)}))
    for number, name in enumerate(_made(walk)):
        document = walk.book.document(name)
        seen = registrar.sees(walk.book, actor, document)
        operation = ("document_retrieve", "document_download")[(number + turn) % 2]
        look = ask(operation, actor, document_id=walk.id_of(name))
        walk.send(_must(look, seen, "documents.document_not_found"))
        for request in document.requests:
            look = ask("signature_request_retrieve", actor, signature_request_id=walk.id_of(request))
            walk.send(_must(look, seen, "documents.signature_request_not_found"))


def _list_requests(walk: Walk, actor: Actor) -> None:
    """Of an application, list the signature requests on documents that the actor may read."""
    for owner in sorted({document.owner for _, document in walk.book.documents()} & set(walk.seen)):
        if walk.book.sees(actor, owner):
            shown = registrar.visible(walk.book, actor, owner)
            asked = [walk.id_of(each) for name in shown for each in walk.book.document(name).requests]
            look = ask("signature_request_list", actor, query={"application_id": walk.id_of(owner), **PAGE})
            walk.send(look.must(AUDIENCE, status=[200], lists_exactly=asked))


def _must(look: Step, seen: bool, code: str, values: Any = None) -> Step:
    if not seen:
        return look.must(AUDIENCE, status=[404], codes_in=[code])
    return look.must(AUDIENCE, status=[200], **({"values": values} if values else {}))


def look_at_note(walk: Walk, name: str, check: str = WRITING) -> None:
    """The author sees the note as the model has it."""
    note = walk.notes[name]
    values = {"/body": note.body, "/audience": note.audience, "/author_id": str(_author(note).id)}
    first = {"answer": walk.papers[name], "but": list(_KEPT)}
    look = ask("note_retrieve", _author(note), note_id=walk.id_of(name))
    walk.send(look.must(check, status=[200], values=values, same_as=first))


def _author(note: Note) -> Actor:
    return next(actor for actor in EVERYBODY if actor.name == note.author)


def _known(walk: Walk, name: str) -> Note:
    if name not in walk.notes:
        raise Pointless(name)
    return walk.notes[name]


def _count(walk: Walk, word: str, verdict: Verdict) -> None:
    if walk.counted:
        tally.paper_moved(word, verdict)
