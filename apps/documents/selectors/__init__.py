"""Reads. Every public selector takes the viewer: what you may not see does not exist."""

from apps.documents.selectors.documents import (
    DocumentNotFound,
    VersionNotFound,
    audience_allows,
    current_version_get,
    document_get,
    document_get_for_delete,
    document_get_for_update,
    document_list,
    is_pending,
    owner_visible,
    version_get,
)

__all__ = [
    "DocumentNotFound",
    "VersionNotFound",
    "audience_allows",
    "current_version_get",
    "document_get",
    "document_get_for_delete",
    "document_get_for_update",
    "document_list",
    "is_pending",
    "owner_visible",
    "version_get",
]
