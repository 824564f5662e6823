"""Remind people of what today brings."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.kernel import clock
from apps.notifications.services.reminders import reminders_create


class Command(BaseCommand):
    """`manage.py send_reminders`: run it every morning; it is the operation reminders_create for today."""

    help = "Remind of what is due today and send the digests. Safe to run again, and in parallel."

    def handle(self, *args: Any, **options: Any) -> None:
        """Remind and say how many were told."""
        created = reminders_create(as_of=clock.today())
        self.stdout.write(f"{sum(created.values())} notifications made.")
