"""Delete files that belong to no document."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.documents.services.orphans import orphans_collect
from apps.kernel import clock


class Command(BaseCommand):
    """`manage.py collect_orphans`: run it daily."""

    help = "Delete stored files that no version of a document refers to, as a crash may leave them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say how old is old enough, and whether to delete at all."""
        parser.add_argument(
            "--hours", type=int, default=24, help="leave younger files: uploads may still run"
        )
        parser.add_argument("--dry-run", action="store_true", help="list them only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete and say which."""
        before = clock.now() - timedelta(hours=options["hours"])
        orphans = orphans_collect(before=before, dry_run=options["dry_run"])
        for version_id in orphans:
            self.stdout.write(str(version_id))
        verb = "found" if options["dry_run"] else "deleted"
        self.stdout.write(f"{len(orphans)} files of no document {verb}.")
