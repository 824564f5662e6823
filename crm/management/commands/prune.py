"""Delete what has expired and no longer decides anything."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from apps.accounts.services import passwords, sessions
from apps.audit import services as audit
from apps.notifications.services import mails, sockets


class Command(BaseCommand):
    """`manage.py prune`: run it daily."""

    help = "Delete expired sessions, failed logins, password resets, old mails and idempotency records."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Delete and say how many of each."""
        self.stdout.write(f"{sessions.sessions_prune()} sessions and failed logins deleted.")
        self.stdout.write(f"{passwords.resets_prune()} password resets deleted.")
        self.stdout.write(f"{mails.mails_prune()} mails deleted.")
        self.stdout.write(f"{sockets.sockets_prune()} sockets of processes that died deleted.")
        self.stdout.write(f"{audit.idempotency_prune()} idempotency records deleted.")
