"""Identifiers of the seeded world, computed again from their names.

`manage.py seed_world` builds the same ids from the same names, so they are constants on every machine:
test cases made at collection time, stored failures and the rows in the database agree.
"""

import hashlib
from functools import cache
from uuid import NAMESPACE_URL, UUID, uuid5

NAMESPACE = uuid5(NAMESPACE_URL, "https://crm.example/contract-world")
PASSWORD = "Contract-world-2026"  # noqa: S105 - the world's, never a deployment's

ACTORS = (
    "admin",
    "admin_stranger",
    "bdm",
    "bdm_stranger",
    "broker",
    "broker_stranger",
    "borrower",
    "borrower_stranger",
    "deactivated",
    "target",
    "resetting",
    "bdm_spare",
    "bdm_new",
    "broker_new",
    "borrower_new",
)


@cache
def identifier(name: str) -> UUID:
    """Return the id of the row called `name`, e.g. `user/admin`."""
    return uuid5(NAMESPACE, name)


def email(actor: str) -> str:
    """Return the address `actor` signs in with."""
    return f"{actor.replace('_', '-')}@world.example"


def reset_token(actor: str) -> str:
    """Return the pending password reset token of `actor`; the database holds only its hash."""
    return hashlib.sha256(f"reset/{actor}".encode()).hexdigest()


def signing_token(signer: str) -> str:
    """Return the token of a signer, such as `pending_first`; the database holds only its hash."""
    return hashlib.sha256(f"signing/{signer}".encode()).hexdigest()[:43]
