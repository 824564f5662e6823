"""Build the rows that the contract tests meet; every id is a constant (ARCHITECTURE.md says which)."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from apps.kernel import clock
from crm.management.world import applications, documents, money, notifications, parties, reports, users


class Command(BaseCommand):
    """`manage.py seed_world`: safe to run again."""

    help = "Build the constant rows that the contract tests meet. Never in production."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Create what is missing."""
        now = clock.now()
        people = users.build(now)
        parties.build()
        files = applications.build(now)
        money.build(now)
        papers = documents.build(now)
        notifications.build()
        reports.build()
        self.stdout.write(f"The world stands: {people} users, {files} applications, {papers} documents.")
