"""Documents of the world with their bytes, signature requests in every state, and notes of every audience."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from apps.documents import storage
from apps.documents.models import Document, DocumentVersion, SignatureRequest, Signer
from apps.notes.models import Note
from crm.management.world import add, files, world_id

PDF, TXT, CSV = "application/pdf", "text/plain", "text/csv"
_FIRST_DAY = datetime(2025, 4, 1, 1, tzinfo=UTC)
_PENDING_DAYS = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class _File:
    """One document: whose it is, who uploaded it and who may read it."""

    owner: str
    author: str
    audience: str = "shared"
    type: str = "other"
    content_type: str = TXT
    versions: int = 1
    is_locked: bool = False


_HERE = "application/inquiry"
_SIGNED = "application/formal_approval"
_LETTER: dict[str, Any] = {"author": "admin", "type": "other", "content_type": PDF}
DOCUMENTS: dict[str, _File] = {
    # One that each role has uploaded, and may delete.
    "admin": _File(_HERE, "admin", type="valuation_report", versions=2),
    "bdm": _File(_HERE, "bdm", type="identification"),
    "broker": _File(_HERE, "broker", type="bank_statement", content_type=CSV),
    "borrower": _File(_HERE, "borrower", type="identification", content_type=CSV),
    # Each audience that a role may choose.
    "private_admin": _File(_HERE, "admin", "private"),
    "private_bdm": _File(_HERE, "bdm", "private"),
    "private_broker": _File(_HERE, "broker", "private"),
    "private_borrower": _File(_HERE, "borrower", "private"),
    "internal": _File(_HERE, "bdm", "internal", type="financial_statement"),
    "for_brokers": _File(_HERE, "broker", "broker", type="contract_of_sale", content_type=PDF),
    # On borrowers, and on what is somebody else's.
    "of_borrower": _File("borrower/borrower", "broker", type="identification", content_type=PDF),
    "of_company": _File("borrower/company", "admin", "broker", type="financial_statement"),
    "of_stranger": _File("borrower/borrower_stranger", "broker_stranger"),
    "colleague": _File("application/colleague", "admin"),
    "stranger": _File("application/stranger", "broker_stranger", versions=2),
    "stranger_private": _File("application/stranger", "borrower_stranger", "private"),
    "stranger_internal": _File("application/stranger", "bdm_stranger", "internal"),
    # What may be put up for signature, and what was.
    "signable": _File(_SIGNED, **_LETTER, versions=2),
    "pending": _File(_SIGNED, **_LETTER),
    "sequential": _File(_SIGNED, **_LETTER),
    "completed": _File(_SIGNED, **_LETTER, versions=2, is_locked=True),
    "declined": _File(_SIGNED, **_LETTER),
    "cancelled": _File(_SIGNED, **_LETTER),
    "expired": _File(_SIGNED, **_LETTER),
    "pending_internal": _File(_SIGNED, "bdm", "internal", content_type=PDF),
    "pending_stranger": _File("application/stranger", "bdm_stranger", content_type=PDF),
}


@dataclass(frozen=True, slots=True)
class _Request:
    """One signature request, called like its document, with the states of its signers in their order."""

    status: str
    signers: dict[str, str]
    by: str = "admin"
    sequential: bool = False


_WAITS, _SIGNS, _DECLINES = "pending", "signed", "declined"
REQUESTS: dict[str, _Request] = {
    "pending": _Request("pending", {"first": _WAITS, "second": _WAITS, "third": _WAITS}),
    "sequential": _Request(
        "pending", {"signed": _SIGNS, "turn": _WAITS, "later": _WAITS}, by="bdm", sequential=True
    ),
    "completed": _Request("completed", {"first": _SIGNS, "second": _SIGNS}),
    "declined": _Request("declined", {"first": _SIGNS, "second": _DECLINES}),
    "cancelled": _Request("cancelled", {"first": _WAITS}, by="bdm"),
    "expired": _Request("pending", {"first": _WAITS}),
    "pending_internal": _Request("pending", {"only": _WAITS}, by="bdm"),
    "pending_stranger": _Request("pending", {"only": _WAITS}, by="bdm_stranger"),
}
# Signers who are users of the world as well; all others have an address of their own.
_USERS = {"pending/first": "borrower", "sequential/later": "broker", "declined/first": "borrower"}


@dataclass(frozen=True, slots=True)
class _Words:
    """One note."""

    owner: str
    author: str
    audience: str = "shared"
    remind_on: str | None = None


NOTES: dict[str, _Words] = {
    "admin": _Words(_HERE, "admin", remind_on="2026-01-05"),
    "bdm": _Words(_HERE, "bdm"),
    "broker": _Words(_HERE, "broker", remind_on="2026-02-05"),
    "borrower": _Words(_HERE, "borrower"),
    "private_admin": _Words(_HERE, "admin", "private"),
    "private_bdm": _Words(_HERE, "bdm", "private", "2026-03-05"),
    "private_broker": _Words(_HERE, "broker", "private"),
    "private_borrower": _Words(_HERE, "borrower", "private", "2026-04-05"),
    "internal": _Words(_HERE, "bdm", "internal"),
    "for_brokers": _Words(_HERE, "broker", "broker"),
    "of_borrower": _Words("borrower/borrower", "broker"),
    "of_company": _Words("borrower/company", "admin", "broker"),
    "of_stranger": _Words("borrower/borrower_stranger", "broker_stranger"),
    "colleague": _Words("application/colleague", "admin"),
    "stranger": _Words("application/stranger", "borrower_stranger"),
    "stranger_private": _Words("application/stranger", "broker_stranger", "private"),
    "stranger_internal": _Words("application/stranger", "bdm_stranger", "internal"),
}


def build(now: datetime) -> int:
    """Create what is missing, bytes too, and return how many documents there are."""
    new = _new_documents()
    add(_document(name, number) for number, name in enumerate(DOCUMENTS) if name in new)
    for version in (each for name in DOCUMENTS for each in _versions(name)):
        _store(version)
    add(version for name in new for version in _versions(name))
    add(_request(name, number, now) for number, name in enumerate(REQUESTS))
    add(signer for name in REQUESTS for signer in _signers(name))
    # What is locked takes no version any more: last of all.
    locked = [world_id(f"document/{name}") for name in new if DOCUMENTS[name].is_locked]
    Document.objects.filter(id__in=locked).update(is_locked=True)
    add(_note(name, number) for number, name in enumerate(NOTES))
    return len(DOCUMENTS)


def signing_token(name: str) -> str:
    """Return the constant token of a signer of the world, `<request>_<signer>`; its hash alone is stored."""
    return hashlib.sha256(f"signing/{name}".encode()).hexdigest()[:43]


def _new_documents() -> list[str]:
    ids = {world_id(f"document/{name}"): name for name in DOCUMENTS}
    known = set(Document.objects.filter(id__in=ids).values_list("id", flat=True))
    return [name for identity, name in ids.items() if identity not in known]


def _on(owner: str) -> dict[str, Any]:
    return {f"{owner.partition('/')[0]}_id": world_id(owner)}


def _times(day: datetime) -> dict[str, datetime]:
    return {"created_at": day, "updated_at": day}


def _document(name: str, number: int) -> Document:
    file = DOCUMENTS[name]
    return Document(
        id=world_id(f"document/{name}"),
        type=file.type,
        title=f"Paper called {name.replace('_', '-')}",
        description=f"What {name.replace('_', '-')} tells" if number % 2 else None,
        audience=file.audience,
        current_version=file.versions,
        created_by=world_id(f"user/{file.author}"),
        **_on(file.owner),
        **_times(_FIRST_DAY + timedelta(days=number)),
    )


def _versions(name: str) -> Iterator[DocumentVersion]:
    file = DOCUMENTS[name]
    first = _FIRST_DAY + timedelta(days=list(DOCUMENTS).index(name))
    for number in range(1, file.versions + 1):
        data = files.content(file.content_type, name, number)
        yield DocumentVersion(
            id=world_id(f"document_version/{name}/{number}"),
            document_id=world_id(f"document/{name}"),
            number=number,
            # The certificate of a signed version is another in every deployment; this one has none.
            kind="signed" if file.is_locked and number == file.versions else "uploaded",
            filename=f"{name}-{number}.{files.ENDINGS[file.content_type]}",
            content_type=file.content_type,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            created_at=first + timedelta(hours=number - 1),
            created_by=world_id(f"user/{file.author}"),
        )


def _store(version: DocumentVersion) -> None:
    """Store the bytes of a version, also where its row is known: a folder may be younger than its rows."""
    kept = storage.storage()
    if not kept.exists(version.storage_name):
        name, _, number = version.filename.rpartition(".")[0].rpartition("-")
        kept.save(version.storage_name, ContentFile(files.content(version.content_type, name, int(number))))


def _request(name: str, number: int, now: datetime) -> SignatureRequest:
    asked = REQUESTS[name]
    first = _FIRST_DAY + timedelta(days=100 + number)
    return SignatureRequest(
        id=world_id(f"signature_request/{name}"),
        document_id=world_id(f"document/{name}"),
        document_version_id=world_id(f"document_version/{name}/1"),
        status=asked.status,
        sequential=asked.sequential,
        expires_at=(first if name == "expired" else now) + _PENDING_DAYS - timedelta(hours=number),
        created_by=world_id(f"user/{asked.by}"),
        **_times(first),
    )


def _signers(name: str) -> Iterator[Signer]:
    sha256 = hashlib.sha256(files.content(PDF, name, 1)).hexdigest()
    acted_at = _FIRST_DAY + timedelta(days=120)
    for position, (called, status) in enumerate(REQUESTS[name].signers.items(), start=1):
        full_name = f"{called.title()} of {name.replace('_', '-').title()}"
        user = _USERS.get(f"{name}/{called}", "").replace("_", "-")
        acted = {
            _WAITS: {},
            _SIGNS: {"acted_at": acted_at, "signed_name": full_name, "sha256_seen": sha256},
            _DECLINES: {"acted_at": acted_at, "decline_reason": f"Not what {name} was to be"},
        }[status]
        yield Signer(
            id=world_id(f"signer/{name}/{called}"),
            request_id=world_id(f"signature_request/{name}"),
            position=position,
            name=full_name,
            email=f"{user}@world.example" if user else f"{called}.{name.replace('_', '-')}@signer.example",
            role="borrower" if position == 1 else "director",
            token_sha256=hashlib.sha256(signing_token(f"{name}_{called}").encode()).hexdigest(),
            status=status,
            created_at=_FIRST_DAY + timedelta(days=100),
            **acted,
        )


def _note(name: str, number: int) -> Note:
    words = NOTES[name]
    return Note(
        id=world_id(f"note/{name}"),
        body=f"Remark called {name.replace('_', '-')}: ask again",
        audience=words.audience,
        remind_on=words.remind_on,
        created_by=world_id(f"user/{words.author}"),
        **_on(words.owner),
        **_times(_FIRST_DAY + timedelta(days=number)),
    )
