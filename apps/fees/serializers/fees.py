"""Fees that were charged."""

from typing import Any

from rest_framework import serializers

from apps.fees.models import COLLECTS, KINDS, STATUSES, TREATMENTS
from apps.fees.serializers.definitions import FeeTraceOutput
from apps.kernel.fields import ChoiceField, DateField, MoneyField, MoneyOutput, TextField, UUIDField
from apps.kernel.serializers import Input

_DESCRIPTION_MAX_LENGTH = 200
_SUM_DIGITS = 20


class FeeCreateInput(Input):
    """Either a definition, or kind, description, net, gst_treatment and collect."""

    application_id = UUIDField()
    due_on = DateField(required=False, allow_null=True)
    definition_id = UUIDField(required=False)
    kind = ChoiceField(choices=KINDS, required=False)
    description = TextField(max_length=_DESCRIPTION_MAX_LENGTH, required=False)
    net = MoneyField(positive=True, required=False)
    gst_treatment = ChoiceField(choices=TREATMENTS, required=False)
    collect = ChoiceField(choices=COLLECTS, required=False)


class FeePayInput(Input):
    received_on = DateField()


class FeeOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    application_id = serializers.UUIDField()
    definition_id = serializers.UUIDField(allow_null=True)
    kind = serializers.ChoiceField(choices=KINDS)
    description = serializers.CharField()
    base_amount = MoneyOutput(digits=_SUM_DIGITS, allow_null=True)
    net = MoneyOutput()
    gst = MoneyOutput()
    gross = MoneyOutput()
    gst_treatment = serializers.ChoiceField(choices=TREATMENTS)
    collect = serializers.ChoiceField(choices=COLLECTS)
    due_on = serializers.DateField(allow_null=True)
    status = serializers.ChoiceField(choices=STATUSES)
    paid_on = serializers.DateField(allow_null=True)
    terms_version = serializers.IntegerField()
    is_current = serializers.BooleanField()
    trace = FeeTraceOutput()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    created_by = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()
