"""Reads. Who may see an application's events is decided by the app that knows applications."""

from typing import Any

from django.db.models import QuerySet

from apps.audit.models import AuditEvent


def event_list(*, application_ids: QuerySet[Any]) -> QuerySet[AuditEvent]:
    """Return the events on the files of some applications.

    Args:
        application_ids: those that the viewer may see, as a subquery.
    """
    return AuditEvent.objects.filter(application_id__in=application_ids)
