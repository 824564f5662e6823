"""Reads. Who may see an application's events is decided by the app that knows applications."""

from typing import Any

from django.db.models import Count, QuerySet, Sum, Value

from apps.audit.models import AuditEvent, Tally


def event_list(*, application_ids: QuerySet[Any]) -> QuerySet[AuditEvent]:
    """Return the events on the files of some applications.

    Args:
        application_ids: those that the viewer may see, as a subquery.
    """
    return AuditEvent.objects.filter(application_id__in=application_ids)


def tally(*names: str, beside: QuerySet[Any] | None = None) -> int:
    """Return how many rows there are, in one query (ADR 26): exact, and not counted one by one.

    Args:
        names: of the tables.
        beside: rows that have no tally, and are counted.
    """
    sums: Any = Tally.objects.filter(name__in=names).order_by().values(all=Value(1))
    parts = sums.annotate(number=Sum("amount", default=0)).values_list("number")
    if beside is not None:
        counted: Any = beside.order_by().values(all=Value(1))
        parts = parts.union(counted.annotate(number=Count("pk")).values_list("number"), all=True)
    return sum(int(number) for (number,) in parts)
