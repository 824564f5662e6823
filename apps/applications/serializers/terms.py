"""A loan's terms. What can be sent is what is shown, so that an answer can be sent back."""

from typing import Any

from rest_framework import serializers

from apps.applications.terms import PER_YEAR, DayCount, Frequency, RepaymentType
from apps.kernel.fields import ChoiceField, IntegerField, MoneyField, MoneyOutput, RateField, RateOutput
from apps.kernel.serializers import Part

LONGEST_TERM = 480
_MOST_PERIODS = LONGEST_TERM * max(PER_YEAR.values()) // 12
_REPAYMENT_TYPES = [kind.value for kind in RepaymentType]
_FREQUENCIES = [frequency.value for frequency in Frequency]
_DAY_COUNTS = [count.value for count in DayCount]


class TermsInput(Part):
    loan_amount = MoneyField(digits=9, positive=True)
    annual_rate = RateField()
    term_months = IntegerField(min_value=1, max_value=LONGEST_TERM)
    repayment_type = ChoiceField(choices=_REPAYMENT_TYPES)
    repayment_frequency = ChoiceField(choices=_FREQUENCIES)
    day_count = ChoiceField(choices=_DAY_COUNTS)
    interest_only_periods = IntegerField(min_value=0, max_value=_MOST_PERIODS, default=0)
    prepaid_interest_periods = IntegerField(min_value=0, max_value=_MOST_PERIODS, default=0)
    instalment_amount = MoneyField(positive=True, allow_null=True, default=None)


class TermsOutput(serializers.Serializer[Any]):
    loan_amount = MoneyOutput()
    annual_rate = RateOutput()
    term_months = serializers.IntegerField()
    repayment_type = serializers.ChoiceField(choices=_REPAYMENT_TYPES)
    repayment_frequency = serializers.ChoiceField(choices=_FREQUENCIES)
    day_count = serializers.ChoiceField(choices=_DAY_COUNTS)
    interest_only_periods = serializers.IntegerField()
    prepaid_interest_periods = serializers.IntegerField()
    instalment_amount = MoneyOutput(allow_null=True)
