"""Shapes on the wire. No queries, no rules: `Input` cleans, `Output` renders."""

from apps.applications.serializers.application import (
    ApplicationBorrowerLinkInput,
    ApplicationCreateInput,
    ApplicationGuarantorLinkInput,
    ApplicationOutput,
    ApplicationUpdateInput,
)
from apps.applications.serializers.history import (
    ApplicationEventOutput,
    SignatureInput,
    SignatureOutput,
    StageEventOutput,
    StageGraphOutput,
    TransitionInput,
    TransitionOutput,
)
from apps.applications.serializers.security import (
    SecurityPropertyCreateInput,
    SecurityPropertyOutput,
    SecurityPropertyUpdateInput,
    ValuationInput,
)
from apps.applications.serializers.terms import TermsInput

__all__ = [
    "ApplicationBorrowerLinkInput",
    "ApplicationCreateInput",
    "ApplicationEventOutput",
    "ApplicationGuarantorLinkInput",
    "ApplicationOutput",
    "ApplicationUpdateInput",
    "SecurityPropertyCreateInput",
    "SecurityPropertyOutput",
    "SecurityPropertyUpdateInput",
    "SignatureInput",
    "SignatureOutput",
    "StageEventOutput",
    "StageGraphOutput",
    "TermsInput",
    "TransitionInput",
    "TransitionOutput",
    "ValuationInput",
]
