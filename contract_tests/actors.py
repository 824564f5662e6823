"""Who calls. A test never builds credentials by hand."""

from dataclasses import dataclass, replace
from uuid import UUID

from contract_tests import world
from hooks import auth


@dataclass(frozen=True, slots=True)
class Actor:
    """One caller of the world.

    Args:
        name: of the user in the world; empty for nobody.
        role: A, M, K or B, as in `x-roles`; P for nobody.
        variant: GOOD or one of `hooks.auth.VARIANTS`.
    """

    name: str
    role: str
    variant: str = auth.GOOD

    @property
    def id(self) -> UUID:
        """The user's id."""
        return world.user_id(self.name)

    @property
    def headers(self) -> dict[str, str]:
        """The Authorization header, with placeholders; empty when there is none."""
        value = auth.authorization(self.name, self.variant) if self.name else None
        return {} if value is None else {"Authorization": value}

    def secret(self, kind: str, variant: str = auth.GOOD) -> str:
        """Return the placeholder of one of this actor's secrets: access, refresh, password or reset."""
        return auth.placeholder(kind, self.name, variant)

    def using(self, variant: str) -> "Actor":
        """Return the same person with another credential."""
        return replace(self, variant=variant)


NOBODY = Actor("", "P")
ADMIN = Actor("admin", "A")
BDM = Actor("bdm", "M")
BROKER = Actor("broker", "K")
BORROWER = Actor("borrower", "B")
# The same role, other rows.
ADMIN_STRANGER = Actor("admin_stranger", "A")
BDM_STRANGER = Actor("bdm_stranger", "M")
BROKER_STRANGER = Actor("broker_stranger", "K")
BORROWER_STRANGER = Actor("borrower_stranger", "B")

BY_ROLE = {actor.role: actor for actor in (ADMIN, BDM, BROKER, BORROWER)}
STRANGERS = {
    actor.role: actor for actor in (ADMIN_STRANGER, BDM_STRANGER, BROKER_STRANGER, BORROWER_STRANGER)
}
EVERYBODY = (*BY_ROLE.values(), *STRANGERS.values())
