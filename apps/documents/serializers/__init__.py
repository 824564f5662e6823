"""Shapes on the wire. No queries, no rules: `Input` cleans, `Output` renders."""

from apps.documents.serializers.documents import (
    DocumentCreateInput,
    DocumentOutput,
    DocumentUpdateInput,
    DocumentVersionCreateInput,
    DocumentVersionOutput,
)

__all__ = [
    "DocumentCreateInput",
    "DocumentOutput",
    "DocumentUpdateInput",
    "DocumentVersionCreateInput",
    "DocumentVersionOutput",
]
