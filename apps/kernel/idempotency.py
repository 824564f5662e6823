"""Idempotency-Key: what the base view needs from a store. `audit` registers the store in its apps.py."""

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

IDEMPOTENCY_KEY = r"^[!-~]{8,64}$"
_KEY = re.compile(IDEMPOTENCY_KEY)


class Idempotency(Enum):
    """Whether an operation offers Idempotency-Key."""

    NOT_OFFERED = "not offered"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer that was given, and is given again to a retry."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request under a key; two attempts are the same request when all but the key are equal."""

    user_id: UUID
    key: str
    method: str
    path: str
    body_sha256: str


class Store(Protocol):
    """Where answers are kept for 24 hours."""

    def begin(self, attempt: Attempt) -> StoredAnswer | None:
        """Hold the key until the transaction ends and return the answer already given to the same request.

        Raises:
            IdempotencyInProgress: another transaction holds the key.
            IdempotencyKeyReused: the key was used for another request.
        """

    def keep(self, attempt: Attempt, answer: StoredAnswer) -> None:
        """Store the answer in the current transaction."""


_stores: list[Store] = []


def register(store: Store) -> None:
    """Make `store` the store of every view."""
    _stores[:] = [store]


def store() -> Store:
    """Return the registered store."""
    return _stores[0]


def is_well_formed(key: str) -> bool:
    """Tell whether `key` is 8 to 64 visible ASCII characters."""
    return _KEY.fullmatch(key) is not None
