"""A small data set to look around in; `make run` loads it."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.accounts.models import NotificationPreference, User
from apps.kernel.actor import Role

PASSWORD = "Demo-only-2026"  # noqa: S105 - printed at start; refused in production
_PEOPLE = [
    ("admin@demo.example", "Alice", "Archer", Role.ADMIN),
    ("bdm@demo.example", "Ben", "Drummond", Role.BDM),
    ("broker@demo.example", "Bianca", "Rossi", Role.BROKER),
    ("broker2@demo.example", "Boris", "Novak", Role.BROKER),
    ("borrower@demo.example", "Bao", "Nguyen", Role.BORROWER),
]


class Command(BaseCommand):
    """`manage.py seed_demo`: safe to run again; what was changed by hand stays."""

    help = "Create the demo users and print their logins. Refuses to run in production."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Create what is missing and print the logins.

        Raises:
            CommandError: in production.
        """
        if settings.PRODUCTION:
            raise CommandError("The demo data has a published password. Not in production.")
        for email, first_name, last_name, role in _PEOPLE:
            if User.objects.filter(email=email).exists():
                continue
            user = User(
                id=uuid5(NAMESPACE_URL, f"demo/{email}"),
                email=email,
                first_name=first_name,
                last_name=last_name,
                phone="02 5550 1234",
                role=role.value,
            )
            user.set_password(PASSWORD)
            user.save(force_insert=True)
            NotificationPreference.objects.create(user=user)
        self.stdout.write("Demo logins (password of all: " + PASSWORD + ")")
        for email, first_name, last_name, role in _PEOPLE:
            self.stdout.write(f"  {role.value:9} {email:24} {first_name} {last_name}")
