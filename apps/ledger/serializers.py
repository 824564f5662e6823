"""Shapes on the wire. No queries, no rules: `Input` cleans, `Output` renders."""

from typing import Any

from rest_framework import serializers

from apps.kernel.fields import (
    ChoiceField,
    DateField,
    ListField,
    MoneyField,
    MoneyOutput,
    TextField,
    UUIDField,
)
from apps.kernel.serializers import Input, Part
from apps.ledger.chart import ACCOUNTS
from apps.ledger.posting import KINDS

_DESCRIPTION_MAX_LENGTH = 200
_LEAST_LINES, _MOST_LINES = 2, 20
# Sums of any number of amounts.
_SUM_DIGITS = 20


class JournalLineInput(Part):
    account = ChoiceField(choices=ACCOUNTS)
    debit = MoneyField()
    credit = MoneyField()


class LedgerEntryCreateInput(Input):
    application_id = UUIDField(required=False, allow_null=True)
    effective_on = DateField()
    description = TextField(max_length=_DESCRIPTION_MAX_LENGTH)
    lines = ListField(child=JournalLineInput(), min_length=_LEAST_LINES, max_length=_MOST_LINES)


class JournalLineOutput(serializers.Serializer[Any]):
    account = serializers.ChoiceField(choices=ACCOUNTS)
    debit = MoneyOutput()
    credit = MoneyOutput()


class JournalSourceOutput(serializers.Serializer[Any]):
    type = serializers.CharField()
    id = serializers.UUIDField()


class JournalEntryOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    application_id = serializers.UUIDField(allow_null=True)
    seq = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=KINDS)
    posted_at = serializers.DateTimeField()
    effective_on = serializers.DateField()
    description = serializers.CharField()
    # the metaclass takes fields out of the class, so this one does not hide `Field.source`
    source = JournalSourceOutput(allow_null=True)  # type: ignore[assignment]
    reverses = serializers.UUIDField(source="reverses_id", allow_null=True)
    lines = JournalLineOutput(many=True, source="lines.all")


class AccountBalanceOutput(serializers.Serializer[Any]):
    account = serializers.ChoiceField(choices=ACCOUNTS)
    debit = MoneyOutput(digits=_SUM_DIGITS)
    credit = MoneyOutput(digits=_SUM_DIGITS)
    balance = MoneyOutput(digits=_SUM_DIGITS)


class TrialBalanceOutput(serializers.Serializer[Any]):
    application_id = serializers.UUIDField(allow_null=True)
    as_of = serializers.DateField()
    accounts = AccountBalanceOutput(many=True)
    total_debit = MoneyOutput(digits=_SUM_DIGITS)
    total_credit = MoneyOutput(digits=_SUM_DIGITS)
