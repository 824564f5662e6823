"""Facts that apps above hear of, in the transaction in which they become true."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DocumentUploaded:
    """Somebody has uploaded a document, or its next version; exactly one of the two owners is named."""

    document_id: UUID
    application_id: UUID | None
    borrower_id: UUID | None
    title: str
    number: int
    actor_id: UUID


@dataclass(frozen=True, slots=True)
class SignatureRequested:
    """People are asked to sign a document; `emails` are theirs."""

    document_id: UUID
    application_id: UUID | None
    borrower_id: UUID | None
    title: str
    emails: tuple[str, ...]
    actor_id: UUID


@dataclass(frozen=True, slots=True)
class SignatureCompleted:
    """Everybody who was asked has signed, each by a token; `requested_by` had asked them."""

    document_id: UUID
    application_id: UUID | None
    borrower_id: UUID | None
    title: str
    requested_by: UUID | None
