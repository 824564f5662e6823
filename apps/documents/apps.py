"""The documents app: the guards it answers, and what it wants to hear."""

from django.apps import AppConfig
from django.core import checks as system_checks


class DocumentsConfig(AppConfig):
    """Documents, their versions and their signatures."""

    name = "apps.documents"

    def ready(self) -> None:
        """Answer our guards; listen to who moves and who is closed early."""
        from apps.applications import guards
        from apps.applications.events import ApplicationClosedEarly, ApplicationMoved
        from apps.documents import checks, conditions, handlers
        from apps.kernel import events

        for guard, answer in conditions.ANSWERS.items():
            guards.register(guard, answer)
        for guard, answer in conditions.ALTERNATIVES.items():
            guards.register_alternative(guard, answer)
        events.subscribe(ApplicationMoved, handlers.application_moved)
        events.subscribe(ApplicationClosedEarly, handlers.application_closed_early)
        system_checks.register(checks.signing_key)
