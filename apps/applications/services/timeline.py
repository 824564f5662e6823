"""What every write on an application leaves behind: a new version, and an event on its timeline."""

from typing import Any
from uuid import UUID

from apps.applications.models import Application
from apps.audit.services import event_record
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.models import Entity


def touch(entity: Entity) -> None:
    """Bump the version of a locked row: something that it shows has changed below it."""
    entity.version += 1
    entity.updated_at = clock.now()
    entity.save(update_fields=["version", "updated_at"])


def record(
    actor: Actor,
    action: str,
    application: Application,
    changes: dict[str, list[Any]],
    *,
    about: tuple[str, UUID] | None = None,
) -> None:
    """Append an event to the application's timeline.

    Args:
        about: type and id of what was changed, when it is not the application itself.
    """
    object_type, object_id = about or ("application", application.id)
    event_record(
        actor_id=actor.user_id,
        action=action,
        object_type=object_type,
        object_id=object_id,
        application_id=application.id,
        changes=changes,
    )


def created(values: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the changes of something that did not exist before."""
    return {name: [None, value] for name, value in values.items() if value is not None}
