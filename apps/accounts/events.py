"""Facts that apps above hear of, in the transaction in which they become true."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SessionsRevoked:
    """Sessions of the user have ended: signed out, another password, deactivated, or a token used twice."""

    user_id: UUID


@dataclass(frozen=True, slots=True)
class SightChanged:
    """These users may see more or less than before: another role, profile or login."""

    user_ids: tuple[UUID, ...]
