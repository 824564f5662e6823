"""Tables. Rules are said twice: in the services for people, here and in migration 0002 for the truth."""

from apps.documents.models.document import (
    TEMPLATES,
    TYPES,
    VERSION_KINDS,
    Document,
    DocumentVersion,
)
from apps.documents.models.signing import (
    REQUEST_STATUSES,
    SIGNATURE_STATUSES,
    SIGNER_STATUSES,
    SignatureRequest,
    Signer,
)
from apps.documents.sniffing import CONTENT_TYPES

__all__ = [
    "CONTENT_TYPES",
    "REQUEST_STATUSES",
    "SIGNATURE_STATUSES",
    "SIGNER_STATUSES",
    "TEMPLATES",
    "TYPES",
    "VERSION_KINDS",
    "Document",
    "DocumentVersion",
    "SignatureRequest",
    "Signer",
]
