"""Moves about documents: uploaded, given further versions, described, generated, deleted."""

import copy
from dataclasses import dataclass
from typing import Any, Literal

from contract_tests.actors import ADMIN, Actor
from contract_tests.enumeration.valid import ask
from contract_tests.model import registrar, stage_graph
from contract_tests.model.documents import Document, Version
from contract_tests.model.lifecycle import Application
from contract_tests.model.loan_book import Verdict
from contract_tests.workloads import looking, paper_looks, tally
from contract_tests.workloads.moves.sending import Condition, conditional, heard, met, send
from contract_tests.workloads.walking import Entry, Pointless, Walk
from hooks import files
from hooks.files import File

UPLOAD = "what_is_uploaded_is_stored_as_it_is_or_refused"
VERSION = "versions_are_added_while_nobody_signs_and_never_changed"
WORDS = "words_of_a_document_change_while_nobody_signs"
DELETION = "only_what_was_never_put_up_for_signature_is_deleted"
GENERATION = "same_data_give_the_same_bytes"
NOTHING = "refused_request_changes_nothing"
WORD = "walkpaper"  # by which scenarios find what they have made
Kind = Literal["pdf", "png", "docx", "csv", "txt", "broken", "empty", "active"]
_GUARDS = ("letter", "contract", "application_signed")
_ASKS = {edge.come_from for edge in stage_graph.EDGES if any(each in str(edge.guards) for each in _GUARDS)}
_TYPES = {"pdf": files.PDF, "png": files.PNG, "docx": files.DOCX, "csv": files.CSV, "txt": files.TXT}


def file_of(kind: Kind, name: str) -> File:
    """Return a file; another name gives other bytes. `broken` is a PDF that nobody can sign."""
    stem = name.replace("/", "-")
    match kind:
        case "broken":
            return File(files.pdf(stem)[:64], f"{stem}.pdf", files.PDF)
        case "empty":
            return File(b"", f"{stem}.txt", files.TXT)
        case "active":
            return File(b"<html>%s</html>" % stem.encode(), f"{stem}.txt", files.TXT)
    return files.sample(_TYPES[kind], stem)


def _version(kind: Kind, file: File) -> Version:
    content_type = "" if kind == "active" else file.content_type
    return Version(1, "uploaded", file.sha256, len(file.content), content_type)


@dataclass(frozen=True, slots=True)
class Upload:
    """Upload a file as a new document.

    Args:
        document: how the scenario calls it.
        owner: name of an application or a borrower.
    """

    actor: Actor
    document: str
    owner: str
    kind: Kind = "pdf"
    audience: str = "shared"
    type: str = "other"

    def play(self, walk: Walk) -> None:
        """Upload it."""
        if self.owner.startswith("application/"):
            met(walk, self.owner)
        file, title = file_of(self.kind, self.document), f"{WORD} {self.document}"
        new = Document(self.owner, self.type, title, self.audience, self.actor.name, [])
        verdict = registrar.upload(
            walk.book,
            self.actor,
            self.document,
            new,
            _version(self.kind, file),
            signable=self.kind == "pdf",
        )
        owner = f"{self.owner.partition('/')[0]}_id"
        words = {owner: walk.id_of(self.owner), "type": self.type, "audience": self.audience, "title": title}
        step = ask("document_create", self.actor).form([*words.items(), ("file", file)])
        entry, changed = send(walk, step, UPLOAD, verdict)
        if verdict.is_accepted:
            walk.made[self.document] = entry.document["id"]
        elif changed:
            _look_for_leftovers(walk)
        _afterwards(walk, self.document, verdict, changed, "upload")


@dataclass(frozen=True, slots=True)
class AddVersion:
    """Upload a file as the next version of a document.

    Args:
        file: how the scenario calls it; another name gives other bytes.
    """

    actor: Actor
    document: str
    file: str
    kind: Kind = "pdf"

    def play(self, walk: Walk) -> None:
        """Upload it."""
        known(walk, self.document)
        file = file_of(self.kind, self.file)
        verdict = registrar.add_version(
            walk.book, self.actor, self.document, _version(self.kind, file), signable=self.kind == "pdf"
        )
        step = ask("document_version_create", self.actor, document_id=walk.id_of(self.document))
        _, changed = send(walk, step.form([("file", file)]), VERSION, verdict)
        _afterwards(walk, self.document, verdict, changed, "add a version")


@dataclass(frozen=True, slots=True)
class Describe:
    """Change the title of a document, and who may read it."""

    actor: Actor
    document: str
    title: str | None = None
    audience: str | None = None
    condition: Condition = ""

    def play(self, walk: Walk) -> None:
        """Change them."""
        known(walk, self.document)
        version = paper_looks.look(walk, self.document).document["version"] if self.condition else 1
        verdict = registrar.describe(
            walk.book,
            self.actor,
            self.document,
            self.title,
            self.audience,
            stale=self.condition == "stale",
        )
        given = {"title": self.title, "audience": self.audience}
        body = {name: value for name, value in given.items() if value is not None}
        step = ask("document_update", self.actor, body, document_id=walk.id_of(self.document))
        values = {f"/{name}": value for name, value in body.items()}
        _, changed = send(walk, conditional(step, self.condition, version), WORDS, verdict, values=values)
        _afterwards(walk, self.document, verdict, changed, "describe")


@dataclass(frozen=True, slots=True)
class Discard:
    """Delete a document."""

    actor: Actor
    document: str

    def play(self, walk: Walk) -> None:
        """Delete it."""
        owner = known(walk, self.document).owner
        reader = paper_looks.reader_of(walk, self.document)
        verdict = registrar.discard(walk.book, self.actor, self.document)
        which = walk.id_of(self.document)
        _, changed = send(walk, ask("document_delete", self.actor, document_id=which), DELETION, verdict)
        if not verdict.is_accepted:
            _afterwards(walk, self.document, verdict, changed, "delete")
            return
        walk.papers.pop(self.document, None)
        heard(walk, owner)
        if walk.counted:
            tally.paper_moved("delete", verdict)
        gone = ["documents.document_not_found"]
        for operation in ("document_retrieve", "document_download"):
            look = ask(operation, reader, document_id=which)
            walk.send(look.must(DELETION, status=[404], codes_in=gone))


@dataclass(frozen=True, slots=True)
class Generate:
    """Render a template.

    Args:
        document: how the scenario calls it, if it becomes a new one.
    """

    actor: Actor
    application: str
    document: str
    template: str
    audience: str | None = None

    def play(self, walk: Walk) -> None:
        """Render it."""
        file = met(walk, self.application)
        verdict, name = registrar.generate(
            walk.book, self.actor, self.application, self.document, self.template, self.audience
        )
        words = {"template": self.template, **({"audience": self.audience} if self.audience else {})}
        which = walk.id_of(self.application)
        step = ask("generated_document_create", self.actor, words, application_id=which)
        facts = _facts(file)
        told = _as_before(walk, self.application, self.template, facts, file.terms_version)
        entry, changed = send(walk, step, GENERATION, verdict, **told)
        if verdict.is_accepted:
            made = walk.book.document(name)
            walk.made.setdefault(name, entry.document["id"])
            made.title = made.title or entry.document["title"]
            version = made.current
            generated = Generated(facts, file.terms_version, version.number, entry)
            walk.generated[self.application, self.template] = generated
        _afterwards(walk, name, verdict, changed, "generate")


@dataclass(frozen=True)
class Generated:
    """What was generated last, and the facts of the application then."""

    facts: dict[str, Any]
    terms_version: int
    number: int
    entry: Entry


def _facts(application: Application) -> dict[str, Any]:
    """Return everything of an application that a template may print."""
    others = ("papers", "resume", "signed")
    return copy.deepcopy({name: value for name, value in vars(application).items() if name not in others})


def _as_before(
    walk: Walk, application: str, template: str, facts: dict[str, Any], terms_version: int
) -> dict[str, Any]:
    """Return what the bytes owe to those generated before: the same of the same facts. Law DOC5."""
    before = walk.generated.get((application, template))
    if before is None:
        return {}
    if before.facts == facts:
        return {"newest_as": {"answer": before.entry, "number": before.number}}
    if before.terms_version != terms_version:
        return {"newest_as": {"answer": before.entry, "number": before.number, "other": True}}
    return {}


def _look_for_leftovers(walk: Walk) -> None:
    """A refused upload has left nothing that a search finds. Law DOC3."""
    made = [name for name, each in walk.book.documents() if each.title.startswith(WORD)]
    shown = set(registrar.visible(walk.book, ADMIN))
    found = [walk.id_of(name) for name in made if name in shown]
    walk.send(paper_looks.search(ADMIN, WORD).must(NOTHING, status=[200], lists_exactly=found))


def known(walk: Walk, name: str) -> Document:
    """Return a document of the model.

    Raises:
        Pointless: there is none, or none that this scenario has met.
    """
    try:
        return walk.book.document(name)
    except KeyError:
        raise Pointless(name) from None


def _afterwards(walk: Walk, name: str, verdict: Verdict, changed: bool, word: str) -> None:
    if walk.counted:
        tally.paper_moved(word, verdict)
    look(walk, name, verdict, changed)


def look(walk: Walk, name: str, verdict: Verdict, changed: bool) -> None:
    """Look at what an accepted write has changed, and that a refused one has changed nothing.

    What may come next is offered where a guard asks for documents. Law DOC10.
    """
    if verdict.is_accepted:
        paper_looks.look(walk, name)
        owner = walk.book.document(name).owner
        heard(walk, owner)
        if owner in walk.seen and walk.book.applications[owner].stage in _ASKS:
            looking.look_at_offers(walk, owner, [ADMIN])
    elif changed and name in walk.papers:
        paper_looks.look(walk, name, NOTHING, same=True)


@dataclass(frozen=True, slots=True)
class Review:
    """Look at everything about the documents of the scenario: versions, bytes, requests, tokens. Law DOC1.

    Args:
        all_known: also those of the world that belong to the applications met.
    """

    all_known: bool = False

    def play(self, walk: Walk) -> None:
        """Look."""
        for name, _ in list(walk.book.documents()):
            if self.all_known or name in walk.papers:
                paper_looks.review(walk, name)
