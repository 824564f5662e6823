"""Tables: notes."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from apps.documents.audience import AUDIENCES
from apps.kernel.models import Entity
from apps.kernel.searching import search_index


class Note(Entity):
    """Something written down about an application or a borrower. It goes when that goes."""

    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, null=True, related_name="notes"
    )
    borrower = models.ForeignKey(
        "borrowers.Borrower", on_delete=models.CASCADE, null=True, related_name="notes"
    )
    body = models.TextField()
    audience = models.TextField(choices=[(audience, audience) for audience in AUDIENCES])
    remind_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(application=None, borrower__isnull=False)
                | Q(application__isnull=False, borrower=None),
                name="notes_note_one_subject",
            ),
            models.CheckConstraint(condition=Q(audience__in=AUDIENCES), name="notes_note_audience"),
            models.CheckConstraint(condition=Q(created_by__isnull=False), name="notes_note_author"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # the list as everybody first sees it, newest first
            models.Index(fields=["-created_at", "-id"], name="notes_newest"),
            # what is to be remembered on a day
            models.Index(fields=["remind_on", "id"], condition=Q(remind_on__isnull=False), name="notes_due"),
            # how many notes somebody keeps to themselves, for the count of the list
            models.Index(fields=["created_by"], condition=Q(audience="private"), name="notes_private"),
            # the global search
            search_index("notes_search", "body"),
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.id}"

    @property
    def author_id(self) -> UUID | None:
        """Who wrote it: never somebody else later."""
        return self.created_by
