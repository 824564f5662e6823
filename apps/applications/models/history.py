"""The way an application has come."""

from typing import ClassVar

import uuid_utils.compat
from django.db import models
from django.db.models import Q

from apps.applications.lifecycle import STAGES, Stage
from apps.kernel import clock


class StageEvent(models.Model):
    """One move. UPDATE is refused by the database, DELETE while the application exists."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    application = models.ForeignKey(
        "applications.Application",
        # An application that never moved takes its event along, but after itself: see migration 0002.
        on_delete=models.DO_NOTHING,
        related_name="stage_events",
        db_index=False,  # applications_event_seq begins with it
    )
    seq = models.PositiveIntegerField()
    from_stage = models.TextField(null=True, choices=[(name, name) for name in STAGES])  # noqa: DJ001
    to_stage = models.TextField(choices=[(name, name) for name in STAGES])
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)
    comment = models.TextField(null=True)  # noqa: DJ001 - the wire says null, not ""
    effective_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "seq"], name="applications_event_seq"),
            models.CheckConstraint(condition=Q(to_stage__in=STAGES), name="applications_event_to"),
            models.CheckConstraint(
                condition=Q(seq=1, from_stage=None, to_stage=Stage.INQUIRY)
                | Q(seq__gt=1, from_stage__isnull=False, from_stage__in=STAGES),
                name="applications_event_from",
            ),
            models.CheckConstraint(
                condition=Q(to_stage=Stage.SETTLED, effective_on__isnull=False)
                | (~Q(to_stage=Stage.SETTLED) & Q(effective_on=None)),
                name="applications_event_effective_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}: {self.from_stage} -> {self.to_stage}"
