"""What a commission account looks like to whoever may not see its number."""

from collections.abc import Mapping
from typing import Any

_SHOWN = 3


def masked(account: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the account with only the last digits of its number."""
    if account is None:
        return None
    return {**account, "account_number": "****" + str(account["account_number"])[-_SHOWN:]}
