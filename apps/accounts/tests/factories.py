"""Rows for the tests of services."""

import factory

from apps.accounts.models import NotificationPreference, User
from apps.kernel.actor import Role

PASSWORD = "A-long-password-1"


class UserFactory(factory.django.DjangoModelFactory):
    """An active broker with a known password."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"user{number}@example.com")
    first_name = "Ann"
    last_name = "Example"
    role = Role.BROKER.value

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        """Set the password and the preferences that every user has."""
        self.set_password(PASSWORD)
        self.save()
        NotificationPreference.objects.create(user=self)
