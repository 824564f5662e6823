"""Write a key that seals signed documents, with a certificate of its own."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from apps.documents import keys


class Command(BaseCommand):
    """`manage.py signing_key_create <file>`: a PEM file for SIGNING_KEY_FILE; one that is there stays."""

    help = "Write a private key and a certificate that it signs itself; readers trust it when told to."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        path: Path = options["file"]
        if not path.exists():
            keys.create(path, name=settings.LENDER_NAME)
