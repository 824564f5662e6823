"""The applications app: what it tells the apps below it, and what it wants to hear of them."""

from django.apps import AppConfig
from django.core import checks as system_checks


class ApplicationsConfig(AppConfig):
    """Loan applications."""

    name = "apps.applications"

    def ready(self) -> None:
        """Answer who may see what, answer the guards of our own, and listen to who moves."""
        from apps.accounts import visibility as registry
        from apps.applications import checks, conditions, guards, handlers, visibility
        from apps.brokers.events import BdmMoved, BrokerMoved
        from apps.kernel import events

        registry.register(visibility)
        for guard, answer in conditions.ANSWERS.items():
            guards.register(guard, answer)
        events.subscribe(BrokerMoved, handlers.broker_moved)
        events.subscribe(BdmMoved, handlers.bdm_moved)
        system_checks.register(checks.wiring)
