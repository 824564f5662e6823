"""Rules of fees, and what the calculator makes of them."""

from typing import Any

from rest_framework import serializers

from apps.fees.models import BASES, COLLECTS, KINDS, METHODS, TREATMENTS
from apps.kernel.fields import (
    BooleanField,
    ChoiceField,
    ListField,
    MoneyField,
    MoneyOutput,
    PatternField,
    RateField,
    RateOutput,
    TextField,
)
from apps.kernel.serializers import Input, Part

_CODE = r"^[a-z][a-z0-9_]{0,39}$"
_NAME_MAX_LENGTH = 100
_MOST_BANDS = 20
_MOST_BASES = 100
# What secures a loan is a sum of any number of values.
_SUM_DIGITS = 20


class FeeBandInput(Part):
    up_to = MoneyField(positive=True, allow_null=True)
    rate = RateField()


class FeeRuleInput(Part):
    """What a fee is computed from: the parameters of its method, and no others."""

    method = ChoiceField(choices=METHODS)
    amount = MoneyField(required=False, allow_null=True)
    rate = RateField(positive=True, required=False, allow_null=True)
    bands = ListField(
        child=FeeBandInput(), min_length=1, max_length=_MOST_BANDS, required=False, allow_null=True
    )
    minimum = MoneyField(required=False, allow_null=True)
    maximum = MoneyField(required=False, allow_null=True)
    gst = ChoiceField(choices=TREATMENTS)


class FeeDefinitionCreateInput(FeeRuleInput):
    """A rule, and when it applies."""

    code = PatternField(_CODE, message="Lower case letters, digits and _, beginning with a letter, up to 40.")
    name = TextField(max_length=_NAME_MAX_LENGTH)
    kind = ChoiceField(choices=KINDS)
    base = ChoiceField(choices=BASES, required=False, allow_null=True)
    collect = ChoiceField(choices=COLLECTS)
    is_active = BooleanField(required=False)


class FeeDefinitionUpdateInput(Input):
    is_active = BooleanField(required=False)


class FeeCalculatorInput(Input):
    definition = FeeRuleInput()
    bases = ListField(child=MoneyField(), min_length=1, max_length=_MOST_BASES)


class FeeBandOutput(serializers.Serializer[Any]):
    up_to = MoneyOutput(allow_null=True)
    rate = RateOutput()


class FeeDefinitionOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    method = serializers.ChoiceField(choices=METHODS)
    amount = MoneyOutput(allow_null=True)
    rate = RateOutput(allow_null=True)
    bands = FeeBandOutput(many=True, allow_null=True)
    base = serializers.ChoiceField(choices=BASES, allow_null=True)
    minimum = MoneyOutput(allow_null=True)
    maximum = MoneyOutput(allow_null=True)
    gst = serializers.ChoiceField(choices=TREATMENTS)
    collect = serializers.ChoiceField(choices=COLLECTS)
    is_active = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    created_by = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()


class FeeTraceInputsOutput(serializers.Serializer[Any]):
    """What the method has used; the rest is left out."""

    # not read-only, because the schema would then call them required
    base = MoneyField(digits=_SUM_DIGITS, required=False)
    amount = MoneyField(required=False)
    rate = RateField(required=False)
    bands = FeeBandOutput(many=True, required=False)
    minimum = MoneyField(required=False)
    maximum = MoneyField(required=False)


class FeeTraceOutput(serializers.Serializer[Any]):
    """How the net amount was found, so that it can be found again."""

    method = serializers.ChoiceField(choices=METHODS)
    inputs = FeeTraceInputsOutput()
    steps = serializers.ListField(child=serializers.CharField())


class FeeCalculationOutput(serializers.Serializer[Any]):
    base = MoneyOutput()
    net = MoneyOutput()
    gst = MoneyOutput()
    gross = MoneyOutput()
    trace = FeeTraceOutput()


class FeeCalculatorOutput(serializers.Serializer[Any]):
    """One result for each base, in their order."""

    results = FeeCalculationOutput(many=True)
