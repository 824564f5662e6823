"""What must show after a step about documents: the document, its versions and bytes, who is asked to sign."""

from typing import Any

from contract_tests.actors import ADMIN, EVERYBODY, NOBODY, Actor
from contract_tests.enumeration.steps import Step
from contract_tests.enumeration.valid import ask
from contract_tests.model import access_world, registrar, signing
from contract_tests.model.documents import Document, Request, Version
from contract_tests.workloads import tally
from contract_tests.workloads.walking import PAGE, Entry, Walk, untouched

PAPER = "document_shows_its_versions_and_how_far_its_signature_is"
REQUEST = "request_stands_as_its_signers_have_left_it"
BYTES = "every_version_keeps_its_bytes"
LINK = "token_opens_what_is_to_be_signed_until_the_request_has_ended"
_FAR = 50 * 24 * 60 * 60  # requests of the world are pending for longer than any scenario
_PDF = "application/pdf"
_STATES = {"expired": "", "pending": ""}


# --- before anything happens ----------------------------------------------------------------------------
def learn(walk: Walk, owner: str) -> None:
    """Learn the documents of an application of the world, before the scenario changes them."""
    about = {"application_id": walk.id_of(owner), "ordering": "created_at", **PAGE}
    asked = untouched(ask("signature_request_list", ADMIN, query=about)).document["results"]
    for row in untouched(ask("document_list", ADMIN, query=about)).document["results"]:
        name = _named(walk, "document", row["id"])
        document = _document(owner, row)
        for one in asked:
            if one["document_id"] == row["id"]:
                document.requests[_named(walk, "signature_request", one["id"])] = _request(one)
        walk.book.file(name, document)


def _named(walk: Walk, kind: str, identity: str) -> str:
    name = access_world.names().get(identity)
    if name is None:
        name = f"{kind}/{identity}"
        walk.made[name] = identity
    return name


def _document(owner: str, row: dict[str, Any]) -> Document:
    authors = {str(actor.id): actor.name for actor in EVERYBODY}
    versions = [
        Version(
            number=each["number"],
            kind=each["kind"],
            sha256=each["sha256"],
            size=each["size"],
            content_type=each["content_type"],
            template=each["template"],
            terms_version=each["terms_version"],
        )
        for each in row["versions"]
    ]
    return Document(
        owner=owner,
        type=row["type"],
        title=row["title"],
        audience=row["audience"],
        author=authors.get(row["created_by"], ""),
        versions=versions,
        signable={each.number: each.content_type == _PDF for each in versions},
    )


def _request(row: dict[str, Any]) -> Request:
    return Request(
        version=row["document_version"],
        signers=[each["status"] for each in row["signers"]],
        sequential=row["sequential"],
        expires=0 if row["status"] == "expired" else _FAR,
        ended=_STATES.get(row["status"], row["status"]),
    )


# --- after a step ---------------------------------------------------------------------------------------
def reader_of(walk: Walk, name: str) -> Actor:
    """Return who can look at a document: an admin, or its author when nobody else may."""
    document = walk.book.document(name)
    if registrar.sees(walk.book, ADMIN, document):
        return ADMIN
    return next(actor for actor in EVERYBODY if registrar.sees(walk.book, actor, document))


def look(walk: Walk, name: str, check: str = PAPER, *, same: bool = False, **more: Any) -> Entry:
    """Look at a document: as the model has it, and its earlier versions as they were. Laws DOC1, DOC2, DOC8.

    Args:
        same: it must be what was last seen of it.
    """
    document = walk.book.document(name)
    kind, which = document.owner.partition("/")[0], walk.id_of(document.owner)
    values: dict[str, Any] = {
        f"/{owner}_id": which if owner == kind else None for owner in ("application", "borrower")
    }
    values |= {
        "/type": document.type,
        "/audience": document.audience,
        "/current_version": len(document.versions),
        "/is_locked": document.is_signed,
        "/signature_status": document.signature_status(walk.book.now),
        **({"/title": document.title} if document.title else {}),
        **({"/created_by": str(_author(document).id)} if document.author else {}),
    }
    before = walk.papers.get(name)
    if before is not None:
        more["versions_grown"] = before
        if same:
            more["same_as"] = {"answer": before}
    step = ask("document_retrieve", reader_of(walk, name), document_id=walk.id_of(name))
    known = [_shown(version) for version in document.versions]
    entry = walk.send(step.must(check, status=[200], values=values, versions_are=known, **more), keep=True)
    walk.papers[name] = entry
    take(walk, name, entry.document)
    return entry


def take(walk: Walk, name: str, shown: Any) -> None:
    """Learn hash and size of what the API has made itself; from now on they may not change."""
    for version, one in zip(walk.book.document(name).versions, shown["versions"], strict=True):
        version.sha256, version.size = one["sha256"], one["size"]
        walk.made[f"sha256/{name}/{version.number}"] = version.sha256


def _author(document: Document) -> Actor:
    return next(actor for actor in EVERYBODY if actor.name == document.author)


def _shown(version: Version) -> dict[str, Any]:
    return {
        "kind": version.kind,
        "sha256": version.sha256 or None,
        "size": version.size or None,
        "content_type": version.content_type,
        "template": version.template if version.kind == "generated" else None,
        "terms_version": version.terms_version if version.kind == "generated" else None,
    }


def look_at_request(walk: Walk, name: str, request: str, check: str = REQUEST, **more: Any) -> Entry:
    """Look at a signature request: its state is that of its signers; no token is shown again. Law DOC6."""
    document = walk.book.document(name)
    asked = document.requests[request]
    values: dict[str, Any] = {
        "/document_id": walk.id_of(name),
        "/document_version": asked.version,
        "/status": asked.status(walk.book.now),
        "/sequential": asked.sequential,
        **{f"/signers/{number}/status": state for number, state in enumerate(asked.signers)},
        **{f"/signers/{number}/order": number + 1 for number in range(len(asked.signers))},
        f"/signers/{len(asked.signers)}": None,
    }
    signed = document.versions[asked.version - 1].sha256
    if signed:
        values["/document_sha256"] = signed
    tokens = [token for token in map(walk.made.get, tokens_of(asked, request)) if token]
    if tokens:
        more["never_shows"] = tokens
    which = walk.id_of(request)
    step = ask("signature_request_retrieve", reader_of(walk, name), signature_request_id=which)
    return walk.send(step.must(check, status=[200], values=values, **more))


def tokens_of(request: Request, name: str) -> list[str]:
    """Return how the scenario calls the tokens of a request's signers."""
    return [f"token/{name}/{number}" for number in range(len(request.signers))]


def look_at_tokens(walk: Walk, name: str, request: str) -> None:
    """Each token opens its signer's state while the request is pending, and nothing afterwards. Law DOC7."""
    document = walk.book.document(name)
    asked = document.requests[request]
    for number, token in enumerate(tokens_of(asked, request)):
        if token in walk.made:
            opened(walk, name, request, number)


def opened(walk: Walk, name: str, request: str, signer: int) -> Entry:
    """Look at what a signer is asked to sign."""
    document = walk.book.document(name)
    asked = document.requests[request]
    verdict = signing.open_(asked, walk.book.now)
    token = walk.made[tokens_of(asked, request)[signer]]
    told: dict[str, Any] = {"status": [verdict.status], "codes_in": sorted(verdict.codes)}
    if verdict.is_accepted:
        version = document.versions[asked.version - 1]
        told["values"] = {
            "/document_sha256": version.sha256,
            "/size": version.size,
            "/request_status": "pending",
            "/sequential": asked.sequential,
            "/order": signer + 1,
            "/status": asked.signers[signer],
        }
    return walk.send(ask("signing_retrieve", NOBODY, token=token).must(LINK, **told))


def bytes_of(walk: Walk, name: str) -> None:
    """Download each version, and the current one: the bytes of its hash, for ever. Laws DOC1 and DOC4."""
    document, reader, which = walk.book.document(name), reader_of(walk, name), walk.id_of(name)
    for version in document.versions:
        step = ask("document_version_download", reader, document_id=which, number=version.number)
        walk.send(step.must(BYTES, status=[200], file_is=file_of(version)))
        if walk.counted:
            tally.compared()
    step = ask("document_download", reader, document_id=which)
    walk.send(step.must(BYTES, status=[200], file_is=file_of(document.current)))


def file_of(version: Version) -> dict[str, Any]:
    """Return what a download of a version must be."""
    return {"sha256": version.sha256, "size": version.size, "content_type": version.content_type}


def review(walk: Walk, name: str) -> None:
    """Look at everything there is about a document."""
    look(walk, name)
    bytes_of(walk, name)
    for request in walk.book.document(name).requests:
        look_at_request(walk, name, request)
        look_at_tokens(walk, name, request)


def search(actor: Actor, word: str, operation: str = "document_list", **more: Any) -> Step:
    """Return the look at what an actor finds by a word."""
    return ask(operation, actor, query={"search": word, **PAGE, **more})
