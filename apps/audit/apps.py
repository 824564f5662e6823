"""Wires the idempotency store into the base view."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Audit events and idempotency records."""

    name = "apps.audit"

    def ready(self) -> None:
        """Register what the base view needs."""
        from apps.audit.services import IdempotencyStore
        from apps.kernel import idempotency

        idempotency.register(IdempotencyStore())
