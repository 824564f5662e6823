"""Funding tables."""

from typing import Any

from rest_framework import serializers

from apps.fees.models import KINDS
from apps.kernel.fields import DateField, ListField, MoneyField, MoneyOutput, TextField
from apps.kernel.serializers import Input, Part

_PAYEE_MAX_LENGTH = 160
_MOST_PAYOUTS = 20
# A loan of 9 digits before the point, times a hundred, over one cent.
_LVR_DIGITS = 13
_SUM_DIGITS = 20


class PayoutInput(Part):
    payee = TextField(max_length=_PAYEE_MAX_LENGTH)
    amount = MoneyField(positive=True)


class FundingTableCreateInput(Input):
    starts_on = DateField()
    payouts = ListField(child=PayoutInput(), max_length=_MOST_PAYOUTS, required=False)


class DeductedFeeOutput(serializers.Serializer[Any]):
    fee_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=KINDS)
    description = serializers.CharField()
    gross = MoneyOutput()


class PayoutOutput(serializers.Serializer[Any]):
    payee = serializers.CharField()
    amount = MoneyOutput()


class FundingTableOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    application_id = serializers.UUIDField()
    number = serializers.IntegerField()
    terms_version = serializers.IntegerField()
    is_current = serializers.BooleanField()
    starts_on = serializers.DateField()
    gross_loan = MoneyOutput()
    deducted_fees = DeductedFeeOutput(many=True)
    prepaid_interest = MoneyOutput()
    payouts = PayoutOutput(many=True)
    net_funds = MoneyOutput()
    security_value = MoneyOutput(digits=_SUM_DIGITS, allow_null=True)
    lvr = MoneyField(digits=_LVR_DIGITS, read_only=True, allow_null=True)
    computed_by = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()
