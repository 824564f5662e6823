"""What happens here when something happens to an application."""

from apps.applications.events import ApplicationDeleted, ApplicationSettled
from apps.repayments.services.schedules import schedule_settle, schedules_delete


def application_settled(event: ApplicationSettled) -> None:
    """The loan is repaid from the day on which it was paid out."""
    schedule_settle(
        application_id=event.application_id, effective_on=event.effective_on, actor_id=event.actor_id
    )


def application_deleted(event: ApplicationDeleted) -> None:
    """Schedules go along."""
    schedules_delete(application_id=event.application_id)
