"""History is append-only, and an answer is given once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from apps.audit.models import AuditEvent, IdempotencyRecord
from apps.audit.services import IdempotencyStore, event_record, idempotency_prune
from apps.kernel.errors import IdempotencyKeyReused
from apps.kernel.idempotency import Attempt, StoredAnswer

pytestmark = pytest.mark.django_db


def _attempt(**changes):
    same = {"user_id": uuid4(), "key": "k" * 8, "method": "POST", "path": "/x/", "body_sha256": "0"}
    return Attempt(**{**same, **changes})


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_auditevent SET action = 'x'", "DELETE FROM audit_auditevent"]
)
def test_the_database_refuses_to_change_history(statement):
    event_record(actor_id=None, action="user_create", object_type="user", object_id=uuid4())
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert AuditEvent.objects.count() == 1


def test_the_same_request_gets_the_same_answer():
    store, attempt = IdempotencyStore(), _attempt()
    assert store.begin(attempt) is None
    answer = StoredAnswer(201, {"z": 1, "a": [None, "é"]}, {"ETag": '"1"'})
    store.keep(attempt, answer)
    kept = store.begin(attempt)
    assert kept == answer
    assert list(kept.body) == ["z", "a"]


@pytest.mark.parametrize("change", [{"method": "PATCH"}, {"path": "/y/"}, {"body_sha256": "1"}])
def test_the_same_key_for_another_request_is_refused(change):
    store, attempt = IdempotencyStore(), _attempt()
    store.keep(attempt, StoredAnswer(200, None))
    other = {name: getattr(attempt, name) for name in ("user_id", "key", "method", "path", "body_sha256")}
    with pytest.raises(IdempotencyKeyReused):
        store.begin(Attempt(**{**other, **change}))


def test_a_key_is_a_users_own():
    store, attempt = IdempotencyStore(), _attempt()
    store.keep(attempt, StoredAnswer(200, None))
    assert store.begin(_attempt(key=attempt.key)) is None


def test_a_key_is_free_again_after_a_day():
    store, attempt = IdempotencyStore(), _attempt()
    store.keep(attempt, StoredAnswer(200, None))
    record = IdempotencyRecord.objects.get()
    IdempotencyRecord.objects.update(created_at=record.created_at - timedelta(hours=25))
    assert store.begin(attempt) is None
    store.keep(attempt, StoredAnswer(200, None))
    IdempotencyRecord.objects.update(created_at=record.created_at - timedelta(hours=25))
    assert idempotency_prune() == 1
