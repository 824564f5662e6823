"""Shapes on the wire. No queries, no rules: `Input` cleans, `Output` renders."""

from apps.documents.serializers.documents import (
    DocumentCreateInput,
    DocumentOutput,
    DocumentUpdateInput,
    DocumentVersionCreateInput,
    DocumentVersionOutput,
)
from apps.documents.serializers.generation import GeneratedDocumentCreateInput
from apps.documents.serializers.signatures import (
    DeclineInput,
    InvitedSignatureRequestOutput,
    SignatureRequestCreateInput,
    SignatureRequestOutput,
    SigningOutput,
    SignInput,
)

__all__ = [
    "DeclineInput",
    "DocumentCreateInput",
    "DocumentOutput",
    "DocumentUpdateInput",
    "DocumentVersionCreateInput",
    "DocumentVersionOutput",
    "GeneratedDocumentCreateInput",
    "InvitedSignatureRequestOutput",
    "SignInput",
    "SignatureRequestCreateInput",
    "SignatureRequestOutput",
    "SigningOutput",
]
