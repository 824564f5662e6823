"""Saved reports: whose they are, and with whose eyes they run."""

import pytest

from apps.applications.tests.factories import application
from apps.audit.models import AuditEvent
from apps.kernel.serializers import cleaned
from apps.reports import selectors
from apps.reports.custom import UnknownColumn, custom_report
from apps.reports.models import ReportDefinition
from apps.reports.selectors import ReportDefinitionNotFound
from apps.reports.services import report_definition_create, report_definition_delete
from apps.reports.specs import ReportSpec

pytestmark = pytest.mark.django_db
SPEC = {"entity": "applications", "group_by": ["reference"], "measures": [{"fn": "count"}]}


def _saved(actor, **changes):
    spec = cleaned(ReportSpec, {**SPEC, **changes})
    return report_definition_create(name="Mine", spec=spec, actor=actor)


def test_it_is_its_owners_and_the_admins(book):
    ann, bob, _ = (broker.user.actor for broker in book.brokers)
    saved = _saved(ann)
    for viewer, sees in ((ann, True), (book.admin, True), (bob, False), (book.bdm.user.actor, False)):
        assert selectors.definition_list(viewer=viewer).filter(id=saved.id).exists() is sees
        if not sees:
            with pytest.raises(ReportDefinitionNotFound):
                selectors.definition_get(viewer=viewer, report_definition_id=saved.id)
            with pytest.raises(ReportDefinitionNotFound):
                report_definition_delete(report_definition_id=saved.id, actor=viewer)
    report_definition_delete(report_definition_id=saved.id, actor=book.admin)
    assert not ReportDefinition.objects.exists()
    actions = AuditEvent.objects.filter(object_id=saved.id).order_by("id").values_list("action", flat=True)
    assert list(actions) == ["report_definition_create", "report_definition_delete"]


def test_it_runs_with_the_callers_eyes(book):
    ann = book.brokers[0].user.actor
    saved = _saved(ann)
    saved.refresh_from_db()
    for viewer in (ann, book.admin):
        table = custom_report(viewer=viewer, spec=cleaned(ReportSpec, saved.spec))
        direct = custom_report(viewer=viewer, spec=cleaned(ReportSpec, SPEC))
        assert table == direct
    assert len(table.rows) == len(book.loans)


def test_it_counts_what_there_is_when_it_runs(book):
    saved = _saved(book.admin)
    made = application()
    table = custom_report(viewer=book.admin, spec=cleaned(ReportSpec, saved.spec))
    assert [made.reference, 1] in table.rows


def test_a_wrong_order_is_refused_when_it_is_saved(book):
    with pytest.raises(UnknownColumn) as refusal:
        _saved(book.admin, order_by=["stage"])
    assert refusal.value.pointer == "/body/spec/order_by"
    assert not ReportDefinition.objects.exists()
