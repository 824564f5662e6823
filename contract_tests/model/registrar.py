"""What a request about documents must be answered, and what it leaves in the book.

Source: domain.md, sections 3, 8 and 12; laws DOC1 to DOC5 and V8.
"""

from collections.abc import Sequence
from dataclasses import replace

from contract_tests.model import audience as audiences
from contract_tests.model.access import Viewer
from contract_tests.model.documents import NEEDS, TYPES, Document, Request, Version, newest
from contract_tests.model.lifecycle import Application
from contract_tests.model.loan_book import MANAGERS, ROLE_REFUSED, STALE, Book, Verdict, refused

EVERYBODY = "AMKB"
MAKERS = "AM"  # who generates, and asks others to sign
NOT_FOUND = refused(404, "documents", "document_not_found")
# Every code by which a rule about documents and signing refuses a move.
REFUSALS = (
    "unknown_application unknown_borrower audience empty_file unsupported_type document_not_found"
    " not_uploader locked signature_pending sent_for_signature template_data_missing expires_at"
    " duplicate_signer not_signable not_pending signature_request_not_found signing_not_found"
    " already_acted not_your_turn hash_mismatch"
)


def no(status: int, *codes: str, pointer: str | None = None) -> Verdict:
    """Return a refusal by one of some rules about documents."""
    return refused(status, "documents", *codes, pointer=pointer)


def sees(book: Book, viewer: Viewer, document: Document) -> bool:
    """Whether the viewer sees what a document belongs to, and the audience includes the viewer. Law V8."""
    return book.sees(viewer, document.owner) and audiences.allows(viewer, document.audience, document.author)


def visible(book: Book, viewer: Viewer, owner: str = "") -> list[str]:
    """Return the names of the documents that the viewer sees; only those of `owner` when it is given."""
    return [
        name
        for name, document in book.documents()
        if owner in ("", document.owner) and sees(book, viewer, document)
    ]


# --- bytes ----------------------------------------------------------------------------------------------
def upload(
    book: Book, viewer: Viewer, name: str, document: Document, version: Version, *, signable: bool
) -> Verdict:
    """Return the answer to an upload.

    Args:
        document: as it is when it is accepted, without versions.
        version: its first one; of no type when nobody may store it.
    """
    if viewer.role not in EVERYBODY:
        return ROLE_REFUSED
    if not version.content_type:
        return no(415, "unsupported_type")
    kind = document.owner.partition("/")[0]
    reasons = {
        f"unknown_{kind}": not book.sees(viewer, document.owner),
        "audience": not audiences.may_choose(viewer, document.audience, document.author),
        "empty_file": version.size == 0,
    }
    if any(reasons.values()):
        return no(400, *(code for code, holds in reasons.items() if holds))
    document.versions.append(version)
    document.signable[version.number] = signable
    book.file(name, document)
    return Verdict(201)


def add_version(book: Book, viewer: Viewer, name: str, version: Version, *, signable: bool) -> Verdict:
    """Return the answer to a further version."""
    document = book.document(name)
    if not version.content_type:
        return no(415, "unsupported_type")
    if not sees(book, viewer, document):
        return NOT_FOUND
    if viewer.role not in MANAGERS and viewer.name != document.author:
        return no(403, "not_uploader")
    if version.size == 0:
        return no(400, "empty_file", pointer="/body/file")
    if (stuck := _unchangeable(document, book.now)) is not None:
        return stuck
    document.versions.append(replace(version, number=len(document.versions) + 1))
    document.signable[document.current.number] = signable
    return Verdict(201)


def describe(
    book: Book, viewer: Viewer, name: str, title: str | None, audience: str | None, *, stale: bool = False
) -> Verdict:
    """Return the answer to other words, or to another audience; None for what stays."""
    if viewer.role not in MANAGERS:
        return ROLE_REFUSED
    document = book.document(name)
    if not sees(book, viewer, document):
        return NOT_FOUND
    if stale:
        return STALE
    chosen = document.audience if audience is None else audience
    if chosen != document.audience and not audiences.may_choose(viewer, chosen, document.author):
        return no(400, "audience", pointer="/body/audience")
    if (stuck := _unchangeable(document, book.now)) is not None:
        return stuck
    document.title, document.audience = title or document.title, chosen
    return Verdict(200)


def discard(book: Book, viewer: Viewer, name: str) -> Verdict:
    """Return the answer to a deletion: of what nobody was ever asked to sign."""
    document = book.document(name)
    if not sees(book, viewer, document):
        return NOT_FOUND
    if viewer.role != "A" and viewer.name != document.author:
        return no(403, "not_uploader")
    if document.requests:
        return no(409, "sent_for_signature")
    book.unfile(name)
    return Verdict(204)


def download(book: Book, viewer: Viewer, name: str, number: int) -> Verdict:
    """Return the answer to a look at the bytes of a version."""
    document = book.document(name)
    if not sees(book, viewer, document):
        return NOT_FOUND
    return Verdict(200) if 1 <= number <= len(document.versions) else no(404, "version_not_found")


# --- generation -----------------------------------------------------------------------------------------
def missing(application: Application, template: str) -> frozenset[str]:
    """Return what a template needs and the application does not have."""
    has = {
        "borrowers": application.primary is not None,
        "terms": application.terms is not None,
        "security_properties": bool(application.valuations),
        "guarantors": bool(application.guarantors),
        "funding_table": application.is_funded,
        "repayment_schedule": application.is_planned,
        "formal_approval": application.was_in("formal_approval"),
        "discharge": application.was_in("discharged"),
    }
    return frozenset(part for part in NEEDS[template] if not has[part])


def continued(book: Book, viewer: Viewer, application: str, template: str) -> str | None:
    """Return the document that a generation continues: the newest the viewer sees, unless it is locked."""
    papers = book.applications[application].papers
    mine = {name: each for name, each in papers.items() if sees(book, viewer, each)}
    document = newest(mine, template)
    if document is None or document.is_signed:
        return None
    return next(name for name, each in mine.items() if each is document)


def generate(
    book: Book, viewer: Viewer, application: str, name: str, template: str, audience: str | None
) -> tuple[Verdict, str]:
    """Return the answer to a generation, and the name of the document that it is about.

    Args:
        name: of the document, if it becomes a new one.
    """
    if viewer.role not in MAKERS:
        return ROLE_REFUSED, name
    if not book.sees(viewer, application):
        return refused(404, "application", "not_found"), name
    file = book.applications[application]
    known = continued(book, viewer, application, template)
    document = book.document(known) if known is not None else None
    chosen = audience or ("internal" if document is None else document.audience)
    author = viewer.name if document is None else document.author
    if (document is None or chosen != document.audience) and not audiences.may_choose(viewer, chosen, author):
        return no(400, "audience", pointer="/body/audience"), name
    lacking = missing(file, template)
    pending = document is not None and bool(document.pending(book.now))
    if lacking:
        codes = ["template_data_missing", *(["signature_pending"] if pending else [])]
        verdict = no(409, *codes)
        return (verdict if pending else replace(verdict, unmet=lacking)), name
    if pending:
        return no(409, "signature_pending"), name
    if known is None or document is None:
        kind = template if template in TYPES else "other"
        document = Document(application, kind, "", chosen, viewer.name, [])
        book.file(name, document)
        known = name
    document.audience = chosen
    made = document.add("generated", template=template, terms_version=file.terms_version)
    document.signable[made.number] = True
    return Verdict(201), known


def _unchangeable(document: Document, now: int) -> Verdict | None:
    if document.is_signed:
        return no(409, "locked")
    return no(409, "signature_pending") if document.pending(now) else None


# --- signature requests ---------------------------------------------------------------------------------
EXPIRES_MOST = 90 * 24 * 60 * 60
NO_REQUEST = no(404, "signature_request_not_found")


def ask_to_sign(
    book: Book,
    viewer: Viewer,
    name: str,
    request: str,
    emails: Sequence[str],
    seconds: int,
    *,
    sequential: bool,
) -> Verdict:
    """Return the answer to a signature request.

    Args:
        request: how the scenario calls it.
        seconds: after which it expires.
    """
    if viewer.role not in MAKERS:
        return ROLE_REFUSED
    document = book.document(name)
    if not sees(book, viewer, document):
        return NOT_FOUND
    again = len(set(emails)) < len(emails)
    wrong = {"expires_at": not 0 < seconds <= EXPIRES_MOST, "duplicate_signer": again}
    if any(wrong.values()):
        return no(400, *(code for code, holds in wrong.items() if holds))
    reasons = {
        "locked": document.is_signed,
        "signature_pending": bool(document.pending(book.now)),
        "not_signable": not document.signable.get(document.current.number, False),
    }
    if any(reasons.values()):
        return no(409, *(code for code, holds in reasons.items() if holds))
    document.requests[request] = Request(
        document.current.number, ["pending"] * len(emails), sequential, book.now + seconds
    )
    return Verdict(201)


def cancel(book: Book, viewer: Viewer, name: str, request: str) -> Verdict:
    """Return the answer to taking a request back."""
    if viewer.role not in MAKERS:
        return ROLE_REFUSED
    document = book.document(name)
    if not sees(book, viewer, document):
        return NO_REQUEST
    asked = document.requests[request]
    if asked.status(book.now) != "pending":
        return no(409, "not_pending")
    asked.ended = "cancelled"
    return Verdict(200)
