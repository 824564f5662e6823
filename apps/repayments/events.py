"""Facts that apps above hear of, in the transaction in which they become true."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ScheduleActivated:
    """The loan is paid out and has the schedule by which it is repaid, from `effective_on` on."""

    application_id: UUID
    schedule_id: UUID
    effective_on: date
    actor_id: UUID
