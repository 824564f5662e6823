"""Rows for the tests of services."""

from factory.declarations import Sequence
from factory.django import DjangoModelFactory
from factory.helpers import post_generation

from apps.accounts.models import NotificationPreference, User
from apps.kernel.actor import Role

PASSWORD = "A-long-password-1"


class UserFactory(DjangoModelFactory):  # type: ignore[type-arg]  # its stubs are incomplete
    """An active broker with a known password."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = Sequence(lambda number: f"user{number}@example.com")
    first_name = "Ann"
    last_name = "Example"
    role = Role.BROKER.value

    @post_generation
    def password(self, create, extracted, **kwargs):
        """Set the password and the preferences that every user has."""
        self.set_password(PASSWORD)
        self.save()
        NotificationPreference.objects.create(user=self)
