"""Shapes on the wire. No queries, no rules: `Input` cleans, `Output` renders."""

from typing import Any

from rest_framework import serializers

from apps.applications.lifecycle import STAGES
from apps.kernel.fields import DecimalStringField, DescribedField, MoneyOutput, TextField
from apps.kernel.serializers import Input
from apps.reports import compliance, volume
from apps.reports.catalogue import Kind
from apps.reports.specs import ReportSpec
from apps.reports.status import FUNNEL

_NAME_MAX_LENGTH = 100
_SUM_DIGITS = 20  # of a book
_CELL = {"type": ["string", "integer", "boolean", "null"]}


class PercentageOutput(DecimalStringField):
    """0.00 to 100.00, or null without a denominator."""

    places = 2

    def __init__(self, **options: Any) -> None:
        super().__init__(digits=3, read_only=True, allow_null=True, **options)


class DaysOutput(DecimalStringField):
    """Days with one place, or null where there are none."""

    places = 1

    def __init__(self, **options: Any) -> None:
        super().__init__(digits=6, read_only=True, allow_null=True, **options)


def _count() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0)


def _sum(**options: Any) -> MoneyOutput:
    return MoneyOutput(digits=_SUM_DIGITS, **options)


class ComplianceFiguresOutput(serializers.Serializer[Any]):
    paid_on_time = _count()
    paid_late = _count()
    partial_overdue = _count()
    missed = _count()
    not_due = _count()
    due_count = _count()
    amount_due = _sum()
    amount_collected = _sum()
    compliance_rate = PercentageOutput()
    collection_rate = PercentageOutput()
    average_days_late = DaysOutput()


class ComplianceGroupOutput(ComplianceFiguresOutput):
    key = serializers.CharField()
    name = serializers.CharField()


class ComplianceOutput(serializers.Serializer[Any]):
    as_of = serializers.DateField()
    date_from = serializers.DateField(allow_null=True)
    date_to = serializers.DateField(allow_null=True)
    group_by = serializers.ChoiceField(choices=compliance.GROUPS, allow_null=True)
    totals = ComplianceFiguresOutput()
    groups = ComplianceGroupOutput(many=True)


class VolumeFiguresOutput(serializers.Serializer[Any]):
    count = _count()
    total_amount = _sum()
    average_amount = _sum(allow_null=True)


class VolumeGroupOutput(VolumeFiguresOutput):
    key = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_null=True)


class VolumeOutput(serializers.Serializer[Any]):
    date_from = serializers.DateField(allow_null=True)
    date_to = serializers.DateField(allow_null=True)
    group_by = serializers.ChoiceField(choices=volume.GROUPS, allow_null=True)
    totals = VolumeFiguresOutput()
    groups = VolumeGroupOutput(many=True)


def _by_name(name: str, fields: dict[str, Any]) -> Any:
    """Return a shape whose properties are names of the business."""
    return type(name, (serializers.Serializer,), fields)


StageCountsOutput = _by_name("StageCountsOutput", {stage: _count() for stage in STAGES})
StageDaysOutput = _by_name("StageDaysOutput", {stage: DaysOutput() for stage in STAGES})
FunnelOutput = _by_name("FunnelOutput", {stage.value: _count() for stage in FUNNEL})
FunnelRatesOutput = _by_name(
    "FunnelRatesOutput",
    {name: PercentageOutput() for name in (*(stage.value for stage in FUNNEL[1:]), "settled_of_created")},
)


class StatusOutput(serializers.Serializer[Any]):
    as_of = serializers.DateField()
    date_from = serializers.DateField(allow_null=True)
    date_to = serializers.DateField(allow_null=True)
    created = _count()
    by_stage = StageCountsOutput()
    open = _count()
    settled = _count()
    declined = _count()
    withdrawn = _count()
    closed = _count()
    reached = FunnelOutput()
    rates = FunnelRatesOutput()
    average_days_in_stage = StageDaysOutput()
    stale_count = _count()


class CellField(DescribedField):
    """A cell of any kind; figures with places are strings."""

    schema = _CELL


class ReportColumnOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])


class CustomReportOutput(serializers.Serializer[Any]):
    columns = ReportColumnOutput(many=True)
    rows = serializers.ListField(child=serializers.ListField(child=CellField()))
    totals = serializers.ListField(child=CellField())
    truncated = serializers.BooleanField()


class ReportDefinitionCreateInput(Input):
    name = TextField(max_length=_NAME_MAX_LENGTH)
    spec = ReportSpec()


class ReportDefinitionOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    owner_id = serializers.UUIDField()
    name = serializers.CharField()
    spec = ReportSpec()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    created_by = serializers.UUIDField()
    version = serializers.IntegerField()
