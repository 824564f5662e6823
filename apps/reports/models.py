"""Reports that people have saved."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.kernel.models import Entity


class ReportDefinition(Entity):
    """A custom report of somebody, to be run again. It never changes; it is saved anew, or deleted."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="report_definitions",
        db_index=False,  # reports_definition_of_owner begins with it
    )
    name = models.TextField()
    spec = models.JSONField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            # the list as an admin first sees it, newest first
            models.Index(fields=["-created_at", "-id"], name="reports_definition_newest"),
            # somebody's own
            models.Index(fields=["owner", "-created_at", "-id"], name="reports_definition_of_owner"),
        ]

    def __str__(self) -> str:
        return self.name
