"""Who may read what is written about a loan: one scale for documents and notes.

Source: domain.md, section 3
"""

from collections.abc import Mapping
from enum import StrEnum

from apps.kernel.actor import Role


class Audience(StrEnum):
    """Each value includes the readers of those before it; the author always reads."""

    PRIVATE = "private"
    INTERNAL = "internal"
    BROKER = "broker"
    SHARED = "shared"


READERS: Mapping[Audience, frozenset[Role]] = {
    Audience.PRIVATE: frozenset(),
    Audience.INTERNAL: frozenset({Role.ADMIN, Role.BDM}),
    Audience.BROKER: frozenset({Role.ADMIN, Role.BDM, Role.BROKER}),
    Audience.SHARED: frozenset(Role),
}
AUDIENCES = [audience.value for audience in Audience]


def readable(role: Role) -> list[str]:
    """Return the audiences that this role belongs to, whoever the author is."""
    return [audience.value for audience in Audience if role in READERS[audience]]


def may_choose(role: Role, audience: str, *, is_author: bool) -> bool:
    """Tell whether somebody of this role may choose this audience: it must include who chooses it."""
    if audience == Audience.PRIVATE:
        return is_author
    return role in READERS[Audience(audience)]
