"""Users of the world with their open sessions, and one pending password reset."""

import hashlib
from datetime import datetime, timedelta

from apps.accounts.models import NotificationPreference, PasswordReset, SessionFamily, User
from apps.kernel.actor import Role
from crm.management.world import add, world_id

PASSWORD = "Contract-world-2026"  # noqa: S105 - of users that exist in test databases only
_FAR = timedelta(days=365)
# A signer's address is shown to others; the number is not.
_PHONES = {"broker": "+61 2 5550 0201", "borrower": "+61 2 5550 0202"}

# Names that end in `_new` have no profile yet.
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
    "bdm_spare": Role.BDM,
    "bdm_new": Role.BDM,
    "broker_new": Role.BROKER,
    "borrower_new": Role.BORROWER,
}


def build(now: datetime) -> int:
    """Create what is missing and return how many users there are."""
    for actor, role in ACTORS.items():
        _user(actor, role)
    add(
        NotificationPreference(id=world_id(f"preference/{actor}"), user_id=world_id(f"user/{actor}"))
        for actor in ACTORS
    )
    add(
        SessionFamily(
            id=world_id(f"family/{actor}"),
            user_id=world_id(f"user/{actor}"),
            refresh_jti=world_id(f"jti/{actor}").hex,
            expires_at=now + _FAR,
        )
        for actor in ACTORS
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
    return len(ACTORS)


def _user(actor: str, role: Role) -> None:
    if User.objects.filter(id=world_id(f"user/{actor}")).exists():
        return
    user = User(
        id=world_id(f"user/{actor}"),
        email=f"{actor.replace('_', '-')}@world.example",
        first_name=actor.replace("_", " ").title(),
        last_name="World",
        phone=_PHONES.get(actor),
        role=role.value,
        is_active=actor != "deactivated",
    )
    user.set_password(PASSWORD)
    user.save(force_insert=True)
