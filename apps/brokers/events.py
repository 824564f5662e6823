"""Facts that others act on in the same transaction: who works for which branch has changed."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class BrokerMoved:
    """A broker works for another branch now, and the book moves along; BDMs of the old branch do not."""

    broker_id: UUID
    branch_id: UUID
    actor_id: UUID


@dataclass(frozen=True, slots=True)
class BdmMoved:
    """A BDM works for another branch now, and leaves what is to be worked in the old one."""

    bdm_id: UUID
    branch_id: UUID
    actor_id: UUID
