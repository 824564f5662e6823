"""Tables. Rules are said twice: in the services for people, here and in migration 0002 for the truth."""

from apps.fees.models.fee import (
    BASES,
    COLLECTS,
    KINDS,
    METHODS,
    STATUSES,
    TREATMENTS,
    Fee,
    FeeDefinition,
)
from apps.fees.models.funding import FundingTable

__all__ = [
    "BASES",
    "COLLECTS",
    "KINDS",
    "METHODS",
    "STATUSES",
    "TREATMENTS",
    "Fee",
    "FeeDefinition",
    "FundingTable",
]
