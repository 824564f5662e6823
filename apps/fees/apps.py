"""The fees app: the guards it answers, and what it wants to hear."""

from django.apps import AppConfig


class FeesConfig(AppConfig):
    """Fees and funding tables."""

    name = "apps.fees"

    def ready(self) -> None:
        """Answer our guards; listen to who is paid out, who is closed early, and who goes."""
        from apps.applications import guards
        from apps.applications.events import ApplicationClosedEarly, ApplicationDeleted
        from apps.fees import conditions, handlers
        from apps.kernel import events
        from apps.repayments.events import ScheduleActivated

        for guard, answer in conditions.ANSWERS.items():
            guards.register(guard, answer)
        events.subscribe(ScheduleActivated, handlers.schedule_activated)
        events.subscribe(ApplicationClosedEarly, handlers.application_closed_early)
        events.subscribe(ApplicationDeleted, handlers.application_deleted)
