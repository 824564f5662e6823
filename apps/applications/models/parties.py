"""Who stands on an application, and who has signed it."""

from typing import ClassVar

import uuid_utils.compat
from django.db import models
from django.db.models import Q

from apps.kernel import clock

PRIMARY = "primary"
CO_BORROWER = "co_borrower"
BORROWER_ROLES = (PRIMARY, CO_BORROWER)


class _Link(models.Model):
    """A party's place on an application; made and taken away, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.UUIDField(null=True, editable=False)

    class Meta:
        abstract = True


class ApplicationBorrower(_Link):
    """A borrower on an application."""

    application = models.ForeignKey(
        "applications.Application",
        on_delete=models.CASCADE,
        related_name="borrower_links",
        db_index=False,  # applications_borrower_once begins with it
    )
    borrower = models.ForeignKey(
        "borrowers.Borrower", on_delete=models.PROTECT, related_name="application_links"
    )
    role = models.TextField(choices=[(role, role) for role in BORROWER_ROLES])

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(role__in=BORROWER_ROLES), name="applications_borrower_role"),
            models.UniqueConstraint(fields=["application", "borrower"], name="applications_borrower_once"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(role=PRIMARY), name="applications_one_primary"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.borrower_id} {self.role}"


class ApplicationGuarantor(_Link):
    """A guarantor on an application."""

    application = models.ForeignKey(
        "applications.Application",
        on_delete=models.CASCADE,
        related_name="guarantor_links",
        db_index=False,  # applications_guarantor_once begins with it
    )
    guarantor = models.ForeignKey(
        "borrowers.Guarantor", on_delete=models.PROTECT, related_name="application_links"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "guarantor"], name="applications_guarantor_once")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.guarantor_id}"

    @property
    def role(self) -> str:
        """Guarantors have one role only."""
        return "guarantor"


class ApplicationSignature(models.Model):
    """A borrower's own signature on the application form. It goes when the borrower leaves the file."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    link = models.OneToOneField(
        "applications.ApplicationBorrower", on_delete=models.CASCADE, related_name="signature"
    )
    full_name = models.TextField()
    signed_at = models.DateTimeField(default=clock.now)
    signed_by = models.UUIDField()  # the user who typed the name

    def __str__(self) -> str:
        return self.full_name
