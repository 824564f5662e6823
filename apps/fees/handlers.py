"""What happens here when something happens to an application or its schedule."""

from apps.applications.events import ApplicationClosedEarly, ApplicationDeleted
from apps.fees.services.fees import fees_waive
from apps.fees.services.funding import funding_table_settle, funding_tables_delete
from apps.repayments.events import ScheduleActivated


def schedule_activated(event: ScheduleActivated) -> None:
    """The loan is paid out: what goes where is computed from that day, and posted."""
    funding_table_settle(
        application_id=event.application_id, effective_on=event.effective_on, actor_id=event.actor_id
    )


def application_closed_early(event: ApplicationClosedEarly) -> None:
    """Nobody pays any more."""
    fees_waive(application_id=event.application_id, actor_id=event.actor_id)


def application_deleted(event: ApplicationDeleted) -> None:
    """Funding tables go along; where there are fees, nothing is deleted."""
    funding_tables_delete(application_id=event.application_id)
