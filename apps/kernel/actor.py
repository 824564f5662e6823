"""Who acts. A value, not a User: rules and reads need the role, not the row."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """The four roles. What a role may do is a list of permission codes, see `accounts.roles`."""

    ADMIN = "admin"
    BDM = "bdm"
    BROKER = "broker"
    BORROWER = "borrower"


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in caller."""

    user_id: UUID
    role: Role
