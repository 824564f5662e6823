"""What every write on a document leaves behind: an event, on the application's timeline if it has readers."""

from typing import Any
from uuid import UUID

from apps.audit.services import event_record
from apps.documents.audience import Audience
from apps.documents.models import Document


def record(
    actor_id: UUID | None,
    action: str,
    document: Document,
    changes: dict[str, list[Any]],
    *,
    about: tuple[str, UUID] | None = None,
) -> None:
    """Append an event; whether there is a private document, only its author knows.

    Args:
        actor_id: None when a signer's token did it.
        about: type and id of what was changed, when it is not the document itself.
    """
    object_type, object_id = about or ("document", document.id)
    private = Audience.PRIVATE in (document.audience, *changes.get("audience", ()))
    event_record(
        actor_id=actor_id,
        action=action,
        object_type=object_type,
        object_id=object_id,
        application_id=None if private else document.application_id,
        changes=changes,
    )
