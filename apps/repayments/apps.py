"""The repayments app: the guards it answers, and what it wants to hear of applications."""

from django.apps import AppConfig


class RepaymentsConfig(AppConfig):
    """Schedules, instalments, payments."""

    name = "apps.repayments"

    def ready(self) -> None:
        """Answer our guards and listen to who is settled, and who goes."""
        from apps.applications import guards
        from apps.applications.events import ApplicationDeleted, ApplicationSettled
        from apps.kernel import events
        from apps.repayments import conditions, handlers

        for guard, answer in conditions.ANSWERS.items():
            guards.register(guard, answer)
        events.subscribe(ApplicationSettled, handlers.application_settled)
        events.subscribe(ApplicationDeleted, handlers.application_deleted)
