"""Send the mails that wait in the database."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.accounts.services import passwords
from apps.notifications.services import mails


class Command(BaseCommand):
    """`manage.py send_mail`: run it every minute; it sends what a dying process left behind."""

    help = "Send the mails that wait: invitations, resets, notifications. Safe to run again, and in parallel."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send and say how many."""
        self.stdout.write(f"{passwords.mail_deliver() + mails.mails_deliver.call()} mails sent.")
