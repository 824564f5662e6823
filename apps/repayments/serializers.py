"""Shapes on the wire. No queries, no rules: `Input` cleans, `Output` renders."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from rest_framework import serializers

from apps.applications.serializers import TermsInput
from apps.kernel.fields import ChoiceField, DateField, MoneyField, MoneyOutput, TextField, UUIDField
from apps.kernel.serializers import Input
from apps.repayments.models import METHODS, STATUSES

_REFERENCE_MAX_LENGTH = 60


class RepaymentScheduleCalculatorInput(TermsInput):
    """Terms, and the day on which the loan is paid out."""

    starts_on = DateField()


class RepaymentScheduleCreateInput(Input):
    starts_on = DateField()


class RepaymentUpdateInput(Input):
    due_on = DateField(required=False)


class PaymentCreateInput(Input):
    application_id = UUIDField()
    amount = MoneyField(positive=True)
    received_on = DateField()
    reference = TextField(max_length=_REFERENCE_MAX_LENGTH)
    method = ChoiceField(choices=METHODS)


class TotalsOutput(serializers.Serializer[Any]):
    principal = MoneyOutput()
    interest = MoneyOutput()
    prepaid = MoneyOutput()
    amount = MoneyOutput()


class AnnualTotalsOutput(TotalsOutput):
    year = serializers.IntegerField()


class _FiguresOutput(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    due_on = serializers.DateField()
    days = serializers.IntegerField()
    opening_balance = MoneyOutput()
    interest = MoneyOutput()
    prepaid = MoneyOutput()
    principal = MoneyOutput()
    amount = MoneyOutput()
    closing_balance = MoneyOutput()


class _RowOutput(_FiguresOutput):
    """A row of thousands: each field is an attribute of the same name and never null, and is read as such.

    DRF looks for more than that in every field of every row, at three times the price.
    """

    @cached_property
    def _plain(self) -> list[tuple[str, Callable[[Any], Any]]]:
        return [(str(field.field_name), field.to_representation) for field in self._readable_fields]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {name: shown(getattr(instance, name)) for name, shown in self._plain}


class CalculatedRowOutput(_RowOutput):
    """One instalment; `closing_balance = opening_balance + interest - prepaid - amount`."""


class ScheduledRowOutput(_RowOutput):
    """One instalment of a stored schedule; its id is that of the repayment."""

    id = serializers.UUIDField()


class _ScheduleOutput(serializers.Serializer[Any]):
    totals = TotalsOutput()
    annual_totals = AnnualTotalsOutput(many=True)
    level_instalment = MoneyOutput(allow_null=True)
    final_instalment = MoneyOutput()
    maturity_on = serializers.DateField()


class CalculatedScheduleOutput(_ScheduleOutput):
    rows = CalculatedRowOutput(many=True)


class RepaymentScheduleOutput(_ScheduleOutput):
    id = serializers.UUIDField()
    application_id = serializers.UUIDField()
    number = serializers.IntegerField()
    terms_version = serializers.IntegerField()
    is_current = serializers.BooleanField()
    starts_on = serializers.DateField()
    is_active = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    created_by = serializers.UUIDField(allow_null=True)
    rows = ScheduledRowOutput(many=True, source="rows.all")


class RepaymentOutput(_FiguresOutput):
    id = serializers.UUIDField()
    schedule_id = serializers.UUIDField()
    application_id = serializers.UUIDField()
    interest_due = MoneyOutput()
    paid_interest = MoneyOutput()
    paid_principal = MoneyOutput()
    status = serializers.ChoiceField(choices=STATUSES)
    overdue = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    created_by = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()


class PaymentAllocationOutput(serializers.Serializer[Any]):
    repayment_id = serializers.UUIDField()
    number = serializers.IntegerField(source="repayment.number")
    interest = MoneyOutput()
    principal = MoneyOutput()


class PaymentOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    application_id = serializers.UUIDField()
    amount = MoneyOutput()
    received_on = serializers.DateField()
    reference = serializers.CharField()
    method = serializers.ChoiceField(choices=METHODS)
    allocations = PaymentAllocationOutput(many=True, source="allocations.all")
    is_reversed = serializers.BooleanField()
    reversed_by = serializers.UUIDField(source="reversed_by_id", allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    created_by = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()
