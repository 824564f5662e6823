"""Who is asked to sign a version, and who has."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

import uuid_utils.compat
from django.db import models
from django.db.models import F, Q

from apps.kernel import clock
from apps.kernel.models import Entity

PENDING, COMPLETED, DECLINED, CANCELLED, EXPIRED = REQUEST_STATUSES = (
    "pending",
    "completed",
    "declined",
    "cancelled",
    "expired",
)
NONE = "none"
SIGNATURE_STATUSES = (NONE, *REQUEST_STATUSES)
SIGNED = "signed"
SIGNER_STATUSES = (PENDING, SIGNED, DECLINED)


def _choices(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


class SignatureRequest(Entity):
    """A version put up for signature. Final states stay; a pending one that is overdue reads as expired."""

    document = models.ForeignKey(
        "documents.Document",
        on_delete=models.PROTECT,
        related_name="signature_requests",
        db_index=False,  # documents_request_of_document begins with it
    )
    document_version = models.ForeignKey(
        "documents.DocumentVersion", on_delete=models.PROTECT, related_name="signature_requests"
    )
    status = models.TextField(choices=_choices(REQUEST_STATUSES), default=PENDING)
    sequential = models.BooleanField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(status__in=REQUEST_STATUSES), name="documents_request_status"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="documents_request_expires_at"
            ),
            models.UniqueConstraint(
                fields=["document"], condition=Q(status=PENDING), name="documents_request_one_pending"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # the list as everybody first sees it, newest first
            models.Index(fields=["-created_at", "-id"], name="documents_request_newest"),
            # the newest request of a document: the state of its signature
            models.Index(fields=["document", "-id"], name="documents_request_of_document"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.status}"

    def status_at(self, instant: datetime) -> str:
        """Return the state at an instant: who has not signed in time can sign no more."""
        if self.status == PENDING and self.expires_at <= instant:
            return EXPIRED
        return self.status


class Signer(models.Model):
    """One person who is asked to sign, known by a token of which only the hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    request = models.ForeignKey(
        "documents.SignatureRequest",
        on_delete=models.PROTECT,
        related_name="signers",
        db_index=False,  # documents_signer_position begins with it
    )
    position = models.PositiveIntegerField()  # `order` on the wire, a reserved word here
    name = models.TextField()
    email = models.TextField()
    role = models.TextField()
    token_sha256 = models.TextField(unique=True)
    status = models.TextField(choices=_choices(SIGNER_STATUSES), default=PENDING)
    acted_at = models.DateTimeField(null=True)
    signed_name = models.TextField(null=True)  # noqa: DJ001 - the wire says null, not ""
    sha256_seen = models.TextField(null=True)  # noqa: DJ001
    decline_reason = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "position"], name="documents_signer_position"),
            models.UniqueConstraint(fields=["request", "email"], name="documents_signer_email"),
            models.CheckConstraint(condition=Q(position__gte=1), name="documents_signer_from_one"),
            models.CheckConstraint(
                condition=Q(
                    status=PENDING, acted_at=None, signed_name=None, sha256_seen=None, decline_reason=None
                )
                | Q(
                    status=SIGNED,
                    acted_at__isnull=False,
                    signed_name__isnull=False,
                    sha256_seen__isnull=False,
                    decline_reason=None,
                )
                | Q(
                    status=DECLINED,
                    acted_at__isnull=False,
                    signed_name=None,
                    sha256_seen=None,
                    decline_reason__isnull=False,
                ),
                name="documents_signer_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.name}"
