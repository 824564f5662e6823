"""Which day it is for the business. Source: domain.md, D14."""

from datetime import datetime
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("Australia/Sydney")


def today() -> str:
    """Return the business day that has begun last, as an ISO date."""
    return datetime.now(_ZONE).date().isoformat()
