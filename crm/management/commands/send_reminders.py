"""Remind people of what today brings."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.notifications.services.reminders import reminders_today


class Command(BaseCommand):
    """`manage.py send_reminders`: run it every morning; it is the operation reminders_create for today."""

    help = "Have people reminded of what is due today, and digests sent. Safe to run again, and in parallel."

    def handle(self, *args: Any, **options: Any) -> None:
        """Hand the work to a task, which runs at once where tasks are not stored."""
        result = reminders_today.enqueue()
        if result.is_finished:
            self.stdout.write(f"{result.return_value} notifications made.")
        else:
            self.stdout.write("Queued; manage.py db_worker runs it.")
