"""Which app knows whether a user has a profile: bdm, broker or borrower. A user with one keeps the role.

`brokers` and `borrowers` lie above accounts, so they say in their apps.py how to ask them.
"""

from collections.abc import Callable
from uuid import UUID

from apps.kernel.actor import Role

_answers: dict[Role, Callable[[UUID], bool]] = {}


def register(role: Role, has_profile: Callable[[UUID], bool]) -> None:
    """Let `has_profile` tell whether a user of `role` has the profile of that role."""
    _answers[role] = has_profile


def exists(role: Role, user_id: UUID) -> bool:
    """Tell whether a user of `role` has a profile; a role without profiles has none."""
    has_profile = _answers.get(role)
    return has_profile is not None and has_profile(user_id)
