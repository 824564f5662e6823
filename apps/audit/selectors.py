"""Reads. Who may see an application's events is decided by the app that knows applications."""

from typing import Any

from django.db.models import QuerySet, Sum

from apps.audit.models import AuditEvent, Tally


def event_list(*, application_ids: QuerySet[Any]) -> QuerySet[AuditEvent]:
    """Return the events on the files of some applications.

    Args:
        application_ids: those that the viewer may see, as a subquery.
    """
    return AuditEvent.objects.filter(application_id__in=application_ids)


def tally(*names: str) -> int:
    """Return how many rows there are, by the tables' names (ADR 26): exact, and not counted one by one."""
    return int(Tally.objects.filter(name__in=names).aggregate(rows=Sum("amount", default=0))["rows"])
