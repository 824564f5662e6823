"""A small data set to look around in; `make run` loads it."""

from datetime import date
from time import perf_counter
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.accounts.models import NotificationPreference, User
from apps.brokers.models import Branch
from apps.kernel import clock
from apps.kernel.actor import Role
from crm.management.book import building
from crm.management.demo import book, documents, money, notes, people
from crm.management.world import demo_id

PASSWORD = "Demo-only-2026"  # noqa: S105 - printed at start; refused in production
_PEOPLE = [
    ("admin@demo.example", "Alice", "Archer", Role.ADMIN),
    ("bdm@demo.example", "Ben", "Drummond", Role.BDM),
    ("bdm2@demo.example", "Bettina", "Falk", Role.BDM),
    ("broker@demo.example", "Bianca", "Rossi", Role.BROKER),
    ("broker2@demo.example", "Boris", "Novak", Role.BROKER),
    ("borrower@demo.example", "Bao", "Nguyen", Role.BORROWER),
]


class Command(BaseCommand):
    """`manage.py seed_demo`: safe to run again; what was changed by hand stays."""

    help = "Create the demo users and their loan book, and print the logins. Refuses to run in production."

    def add_arguments(self, parser: Any) -> None:
        """Add the options of a book of any size."""
        parser.add_argument("--applications", type=int, default=0, help="also a drawn book of so many")
        parser.add_argument("--seed", type=int, default=1, help="another seed, another book")
        parser.add_argument("--today", type=date.fromisoformat, help="its last business day; default: today")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Create what is missing and print the logins.

        Raises:
            CommandError: in production.
        """
        if settings.PRODUCTION:
            raise CommandError("The demo data has a published password. Not in production.")
        users = {
            email.partition("@")[0]: self._user(email, first_name, last_name, role)
            for email, first_name, last_name, role in _PEOPLE
        }
        # Built once: what was changed by hand since then stays.
        if not Branch.objects.filter(id=demo_id(f"branch/{people.BRANCHES[0]}")).exists():
            people.build(users)
            applications = book.build(clock.now(), users["admin"], users["borrower"])
            money.build(applications, users["admin"])
            documents.build(users)
            money.settle(applications, users["admin"])
            notes.build(users)
        if options["applications"] > 0:
            self._book(users["admin"], options)
        self.stdout.write("Demo logins (password of all: " + PASSWORD + ")")
        for email, first_name, last_name, role in _PEOPLE:
            self.stdout.write(f"  {role.value:9} {email:24} {first_name} {last_name}")

    def _book(self, by: UUID, options: dict[str, Any]) -> None:
        """Draw a large book beside the small one; the admin of the demo sees both."""
        began = perf_counter()
        today = options["today"] or clock.today()
        size = {"applications": options["applications"], "seed": options["seed"]}
        written = building.build(**size, today=today, by=str(by))
        if not written:
            self.stdout.write("The drawn book is there already.")
            return
        self.stdout.write(f"Drawn book, {perf_counter() - began:.0f} s:")
        for table, number in written.items():
            self.stdout.write(f"  {number:9} {table.partition('.')[2]}")

    def _user(self, email: str, first_name: str, last_name: str, role: Role) -> UUID:
        """Return the id of the user with this address; created when missing."""
        known = User.objects.filter(email=email).first()
        if known is not None:
            return UUID(str(known.id))
        user = User(
            id=demo_id(email),
            email=email,
            first_name=first_name,
            last_name=last_name,
            phone="02 5550 1234",
            role=role.value,
        )
        user.set_password(PASSWORD)
        user.save(force_insert=True)
        NotificationPreference.objects.create(user=user)
        return UUID(str(user.id))
