"""Build the rows that the contract tests meet; every id is a constant (ARCHITECTURE.md says which)."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.management.base import BaseCommand
from django.db import transaction

from apps.accounts.models import NotificationPreference, PasswordReset, SessionFamily, User
from apps.kernel import clock
from apps.kernel.actor import Role

NAMESPACE = uuid5(NAMESPACE_URL, "https://crm.example/contract-world")
PASSWORD = "Contract-world-2026"  # noqa: S105 - of users that exist in test databases only
_FAR = timedelta(days=365)

ACTORS = {
    "admin": Role.ADMIN,
    "admin_stranger": Role.ADMIN,
    "bdm": Role.BDM,
    "bdm_stranger": Role.BDM,
    "broker": Role.BROKER,
    "broker_stranger": Role.BROKER,
    "borrower": Role.BORROWER,
    "borrower_stranger": Role.BORROWER,
    "deactivated": Role.BROKER,
    "target": Role.BROKER,
    "resetting": Role.BROKER,
}


def world_id(name: str) -> UUID:
    """Return the constant id of a row of the world."""
    return uuid5(NAMESPACE, name)


class Command(BaseCommand):
    """`manage.py seed_world`: safe to run again."""

    help = "Build the constant rows that the contract tests meet. Never in production."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Create what is missing."""
        now = clock.now()
        for actor, role in ACTORS.items():
            user = self._user(actor, role)
            NotificationPreference.objects.get_or_create(
                user=user, defaults={"id": world_id(f"preference/{actor}")}
            )
            SessionFamily.objects.get_or_create(
                id=world_id(f"family/{actor}"),
                defaults={
                    "user": user,
                    "refresh_jti": world_id(f"jti/{actor}").hex,
                    "expires_at": now + _FAR,
                },
            )
        token = hashlib.sha256(b"reset/resetting").hexdigest()
        PasswordReset.objects.get_or_create(
            token_sha256=hashlib.sha256(token.encode()).hexdigest(),
            defaults={
                "user_id": world_id("user/resetting"),
                "pair_sha256": "",
                "expires_at": now + _FAR,
                "sent_at": now,
            },
        )
        self.stdout.write(f"The world stands: {len(ACTORS)} users.")

    def _user(self, actor: str, role: Role) -> User:
        user = User.objects.filter(id=world_id(f"user/{actor}")).first()
        if user is None:
            user = User(
                id=world_id(f"user/{actor}"),
                email=f"{actor.replace('_', '-')}@world.example",
                first_name=actor.replace("_", " ").title(),
                last_name="World",
                role=role.value,
                is_active=actor != "deactivated",
            )
            user.set_password(PASSWORD)
            user.save(force_insert=True)
        return user
