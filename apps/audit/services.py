"""Writes: audit events, and answers kept for retries."""

import json
import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from apps.audit import tracing
from apps.audit.models import AuditEvent, IdempotencyRecord
from apps.kernel import clock, locks
from apps.kernel.errors import IdempotencyInProgress, IdempotencyKeyReused
from apps.kernel.idempotency import Attempt, StoredAnswer

security_log = logging.getLogger("crm.security")
_KEPT = timedelta(hours=24)


def event_record(
    *,
    actor_id: UUID | None,
    action: str,
    object_type: str,
    object_id: UUID,
    changes: dict[str, list[Any]] | None = None,
    application_id: UUID | None = None,
) -> AuditEvent:
    """Append an audit event in the current transaction, and a line in the log that no rollback undoes.

    Args:
        action: `noun_verb` of the operation.
        changes: `{field: [old, new]}`; the caller leaves out secrets, note text and document bytes.
    """
    security_log.info(action, extra={"action": action, "user_id": str(actor_id), "object_id": str(object_id)})
    return AuditEvent.objects.create(
        actor_id=actor_id,
        action=action,
        object_type=object_type,
        object_id=object_id,
        application_id=application_id,
        changes=json.loads(json.dumps(changes or {}, cls=DjangoJSONEncoder)),
        request_id=tracing.request_id(),
    )


class IdempotencyStore:
    """Answers of accepted requests, in the same transaction as what they did."""

    def begin(self, attempt: Attempt) -> StoredAnswer | None:
        """Hold the key until the transaction ends; see `kernel.idempotency.Store`."""
        if not locks.try_hold(f"idempotency:{attempt.user_id}:{attempt.key}"):
            raise IdempotencyInProgress
        known = IdempotencyRecord.objects.filter(user_id=attempt.user_id, key=attempt.key).first()
        if known is None:
            return None
        if known.created_at < clock.now() - _KEPT:
            known.delete()
            return None
        same = (known.method, known.path, known.body_sha256)
        if same != (attempt.method, attempt.path, attempt.body_sha256):
            raise IdempotencyKeyReused
        return StoredAnswer(known.status, json.loads(known.body), known.headers)

    def keep(self, attempt: Attempt, answer: StoredAnswer) -> None:
        """Store the answer in the current transaction."""
        IdempotencyRecord.objects.create(
            user_id=attempt.user_id,
            key=attempt.key,
            method=attempt.method,
            path=attempt.path,
            body_sha256=attempt.body_sha256,
            status=answer.status,
            body=json.dumps(answer.body, cls=DjangoJSONEncoder),
            headers=answer.headers,
        )


def idempotency_prune() -> int:
    """Delete answers older than 24 hours and return how many."""
    deleted, _ = IdempotencyRecord.objects.filter(created_at__lt=clock.now() - _KEPT).delete()
    return deleted
