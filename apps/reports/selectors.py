"""Reads of saved reports. Every public selector takes the viewer: what you may not see does not exist."""

from uuid import UUID

from django.db.models import QuerySet

from apps.accounts import roles
from apps.kernel.actor import Actor
from apps.kernel.errors import NotFound
from apps.kernel.models import found
from apps.reports.models import ReportDefinition


class ReportDefinitionNotFound(NotFound):
    """No such report definition, or not visible to you."""

    code = "reports.definition_not_found"


def definition_list(*, viewer: Actor) -> QuerySet[ReportDefinition]:
    """Return the saved reports of `viewer`; who may run everybody's sees everybody's."""
    if roles.holds(viewer.role, ("report_definition.run",)):
        return ReportDefinition.objects.all()
    return ReportDefinition.objects.filter(owner_id=viewer.user_id)


def definition_get(*, viewer: Actor, report_definition_id: UUID) -> ReportDefinition:
    """Return one saved report.

    Raises:
        ReportDefinitionNotFound: no such definition, or not visible to `viewer`.
    """
    return found(definition_list(viewer=viewer), report_definition_id, ReportDefinitionNotFound)


def definition_get_for_delete(*, viewer: Actor, report_definition_id: UUID) -> ReportDefinition:
    """Return one saved report, locked.

    Raises:
        ReportDefinitionNotFound: no such definition, or not visible to `viewer`.
    """
    rows = definition_list(viewer=viewer).select_for_update()
    return found(rows, report_definition_id, ReportDefinitionNotFound)
