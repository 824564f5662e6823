"""Tables of audit events (append-only, also by trigger), idempotency records, and numbers of rows."""

import uuid_utils.compat
from django.db import models

from apps.kernel import clock


class AuditEvent(models.Model):
    """Who did what to which object, when. UPDATE and DELETE are refused by the database."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    at = models.DateTimeField(default=clock.now)
    actor_id = models.UUIDField(null=True)
    action = models.TextField()
    object_type = models.TextField()
    object_id = models.UUIDField()
    application_id = models.UUIDField(null=True)
    changes = models.JSONField(default=dict)
    request_id = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"], name="audit_event_object"),
            models.Index(fields=["application_id", "id"], name="audit_event_application"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"


class IdempotencyRecord(models.Model):
    """One accepted request under an Idempotency-Key, and the answer it got."""

    user_id = models.UUIDField()
    key = models.TextField()
    method = models.TextField()
    path = models.TextField()
    body_sha256 = models.TextField()
    status = models.PositiveSmallIntegerField()
    body = models.TextField()  # JSON as it was sent; jsonb would change the order of names
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="audit_idempotency_key")]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.key}"


class Tally(models.Model):
    """A change of how many rows a table has. Triggers write it (migration 0005); the sum is what there is."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    amount = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.amount:+}"
