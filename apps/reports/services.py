"""Writes: one public function for each operation of the API, with the operation's name."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.audit.services import event_record
from apps.kernel.actor import Actor
from apps.reports import custom, selectors
from apps.reports.models import ReportDefinition


@transaction.atomic
def report_definition_create(*, name: str, spec: Mapping[str, Any], actor: Actor) -> ReportDefinition:
    """Save a custom report.

    Args:
        spec: as `specs.ReportSpec` has cleaned it.

    Raises:
        UnknownColumn: it is ordered by a column that it does not have.

    Source: domain.md, section 10, "Custom"
    """
    custom.check(spec, pointer="/body/spec/order_by")
    definition = ReportDefinition.objects.create(
        owner_id=actor.user_id, name=name, spec=spec, created_by=actor.user_id
    )
    _record(actor, "report_definition_create", definition, [None, name])
    return definition


@transaction.atomic
def report_definition_delete(*, report_definition_id: UUID, actor: Actor) -> None:
    """Delete a saved report.

    Raises:
        ReportDefinitionNotFound: not visible to `actor`.
    """
    definition = selectors.definition_get_for_delete(viewer=actor, report_definition_id=report_definition_id)
    _record(actor, "report_definition_delete", definition, [definition.name, None])
    definition.delete()


def _record(actor: Actor, action: str, definition: ReportDefinition, name: list[str | None]) -> None:
    event_record(
        actor_id=actor.user_id,
        action=action,
        object_type="report_definition",
        object_id=definition.id,
        changes={"name": name},
    )
