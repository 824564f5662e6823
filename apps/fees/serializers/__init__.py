"""Shapes on the wire. No queries, no rules: `Input` cleans, `Output` renders."""

from apps.fees.serializers.definitions import (
    FeeCalculatorInput,
    FeeCalculatorOutput,
    FeeDefinitionCreateInput,
    FeeDefinitionOutput,
    FeeDefinitionUpdateInput,
)
from apps.fees.serializers.fees import FeeCreateInput, FeeOutput, FeePayInput
from apps.fees.serializers.funding import FundingTableCreateInput, FundingTableOutput

__all__ = [
    "FeeCalculatorInput",
    "FeeCalculatorOutput",
    "FeeCreateInput",
    "FeeDefinitionCreateInput",
    "FeeDefinitionOutput",
    "FeeDefinitionUpdateInput",
    "FeeOutput",
    "FeePayInput",
    "FundingTableCreateInput",
    "FundingTableOutput",
]
