"""Tables: branches, business development managers, brokers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from apps.kernel.models import Entity
from apps.kernel.searching import search_index

ACCOUNT_FIELDS = ("account_name", "bsb", "account_number")


class Branch(Entity):
    """An office of the lender. Its book is what its brokers bring."""

    name = models.TextField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="brokers_branch_name")]
        indexes = [search_index("brokers_branch_search", "name")]  # the global search

    def __str__(self) -> str:
        return self.name


class Bdm(Entity):
    """A business development manager, who works the book of one branch."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bdm")
    name = models.TextField()
    email = models.TextField()
    phone = models.TextField(null=True)  # noqa: DJ001 - the wire says null, not ""
    branch = models.ForeignKey("brokers.Branch", on_delete=models.PROTECT, related_name="bdms")

    class Meta:
        constraints = [
            # what the foreign key of a broker's default BDM points to, see migration 0002
            models.UniqueConstraint(fields=["id", "branch"], name="brokers_bdm_branch")
        ]
        indexes = [search_index("brokers_bdm_search", "name", "email")]  # the global search

    def __str__(self) -> str:
        return self.name


class Broker(Entity):
    """Who brings loans, with or without a login.

    That the default BDM is of the broker's branch is also a foreign key, see migration 0002.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="broker"
    )
    name = models.TextField()
    company = models.TextField(null=True)  # noqa: DJ001 - the wire says null, not ""
    email = models.TextField()
    phone = models.TextField(null=True)  # noqa: DJ001
    branch = models.ForeignKey("brokers.Branch", on_delete=models.PROTECT, related_name="brokers")
    default_bdm = models.ForeignKey(
        "brokers.Bdm", on_delete=models.PROTECT, null=True, related_name="default_of"
    )
    commission_account = models.JSONField(null=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(commission_account__isnull=True)
                | Q(commission_account__has_keys=list(ACCOUNT_FIELDS)),
                name="brokers_broker_account",
            )
        ]
        indexes = [
            # the list as everybody first sees it, newest first
            models.Index(fields=["-created_at", "-id"], name="brokers_broker_newest"),
            search_index("brokers_broker_search", "name", "company", "email"),  # the global search
        ]

    def __str__(self) -> str:
        return self.name
