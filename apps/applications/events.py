"""Facts that apps above hear of, in the transaction in which they become true."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ApplicationAssigned:
    """The application was given to these brokers and BDMs to work on: users, not profiles."""

    application_id: UUID
    user_ids: tuple[UUID, ...]
    actor_id: UUID


@dataclass(frozen=True, slots=True)
class ViewersChanged:
    """Others may see these applications than before."""

    application_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ApplicationMoved:
    """The application went from one stage to another; what a single move means is told by those below."""

    application_id: UUID
    from_stage: str
    to_stage: str
    actor_id: UUID


@dataclass(frozen=True, slots=True)
class ApplicationSettled:
    """The loan is paid out, with effect from `effective_on`."""

    application_id: UUID
    effective_on: date
    actor_id: UUID


@dataclass(frozen=True, slots=True)
class ApplicationClosedEarly:
    """The application was declined or withdrawn."""

    application_id: UUID
    actor_id: UUID


@dataclass(frozen=True, slots=True)
class ApplicationDeleted:
    """The application is gone; what belonged to it goes along."""

    application_id: UUID
