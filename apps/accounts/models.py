"""Tables: users, session families, login failures, password resets, preferences."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from apps.accounts.preferences import Digest, NotificationType, default_matrix
from apps.kernel import clock
from apps.kernel.actor import Actor, Role
from apps.kernel.models import Entity

TIME_ZONES = (
    "Australia/Sydney",
    "Australia/Melbourne",
    "Australia/Brisbane",
    "Australia/Adelaide",
    "Australia/Darwin",
    "Australia/Perth",
    "Australia/Hobart",
    "Australia/Broken_Hill",
    "Australia/Eucla",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Asia/Singapore",
    "Asia/Hong_Kong",
    "Europe/London",
    "UTC",
)


class UserManager(BaseUserManager["User"]):
    """Finds users for Django's own sign-in (the admin site)."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with this e-mail address, in any case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, Entity):
    """A person who signs in. Never deleted; deactivated."""

    last_login = None  # Django's name for `last_login_at`
    email = models.TextField(unique=True)  # stored in lower case, so unique in any case
    first_name = models.TextField()
    last_name = models.TextField()
    phone = models.TextField(null=True)  # noqa: DJ001 - the wire says null, not ""
    role = models.TextField(choices=[(role.value, role.value) for role in Role])
    is_active = models.BooleanField(default=True)
    last_login_at = models.DateTimeField(null=True)
    time_zone = models.TextField(default="Australia/Sydney", choices=[(zone, zone) for zone in TIME_ZONES])

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_user_email_lower"),
            models.CheckConstraint(condition=Q(role__in=[r.value for r in Role]), name="accounts_user_role"),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def actor(self) -> Actor:
        """The user as the caller of an operation."""
        return Actor(user_id=self.id, role=Role(self.role))

    @property
    def is_staff(self) -> bool:
        """Only admins see the admin site."""
        return self.is_active and self.role == Role.ADMIN

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's admin site asks this."""
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """Django's admin site asks this."""
        return self.is_staff


class SessionFamily(models.Model):
    """One sign-in and all tokens that come from it; revoked as a whole."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="session_families")
    refresh_jti = models.TextField()
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_for = models.TextField(default="")

    def __str__(self) -> str:
        return str(self.id)


class LoginFailure(models.Model):
    """One failed sign-in, counted by account and address; a digest, for it may be a mistyped password."""

    pair_sha256 = models.TextField()
    failed_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["pair_sha256", "failed_at"], name="accounts_login_failure")]

    def __str__(self) -> str:
        return str(self.failed_at)


class PasswordReset(models.Model):
    """One request to set a new password, and the mail that answers it.

    A request for an unknown address has no user: it is counted like any other and answered by nothing.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="password_resets")
    pair_sha256 = models.TextField()
    requested_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(db_index=True)
    token_sha256 = models.TextField(default="")
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["pair_sha256", "requested_at"], name="accounts_password_reset")]

    def __str__(self) -> str:
        return str(self.requested_at)


class NotificationPreference(Entity):
    """Which notifications a user gets, by type and channel."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="notification_preference")
    matrix = models.JSONField(default=default_matrix)
    digest = models.TextField(default=Digest.NONE.value, choices=[(d.value, d.value) for d in Digest])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(matrix__has_keys=[kind.value for kind in NotificationType])
                & Q(matrix__system__in_app=True),
                name="accounts_preference_matrix",
            )
        ]

    def __str__(self) -> str:
        return str(self.user_id)
