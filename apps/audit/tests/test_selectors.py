"""The timeline of a file."""

from uuid import uuid4

import pytest

from apps.audit.models import AuditEvent
from apps.audit.selectors import event_list
from apps.audit.services import event_record

pytestmark = pytest.mark.django_db


def test_a_timeline_holds_the_events_of_its_file_and_no_others():
    mine, theirs = uuid4(), uuid4()
    for application_id in (mine, theirs, None):
        event_record(
            actor_id=None,
            action="application_update",
            object_type="application",
            object_id=uuid4(),
            application_id=application_id,
        )
    ids = AuditEvent.objects.filter(application_id=mine).values("application_id")
    assert [event.application_id for event in event_list(application_ids=ids)] == [mine]
