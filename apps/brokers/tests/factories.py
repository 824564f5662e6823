"""Rows for the tests of services."""

from factory.declarations import LazyAttribute, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from apps.accounts.tests.factories import UserFactory
from apps.brokers.models import Bdm, Branch, Broker

ACCOUNT = {"account_name": "Example Broking", "bsb": "062-000", "account_number": "12345678"}


class BranchFactory(DjangoModelFactory):  # type: ignore[type-arg]  # its stubs are incomplete
    """A branch with a name of its own."""

    class Meta:
        model = Branch

    name = Sequence(lambda number: f"Branch {number}")


class BdmFactory(DjangoModelFactory):  # type: ignore[type-arg]
    """A BDM who signs in."""

    class Meta:
        model = Bdm

    user = SubFactory(UserFactory, role="bdm")
    name = "Mel Manager"
    email = LazyAttribute(lambda bdm: bdm.user.email)
    branch = SubFactory(BranchFactory)


class BrokerFactory(DjangoModelFactory):  # type: ignore[type-arg]
    """A broker who signs in."""

    class Meta:
        model = Broker

    user = SubFactory(UserFactory, role="broker")
    name = "Kim Broker"
    email = Sequence(lambda number: f"broker{number}@example.com")
    branch = SubFactory(BranchFactory)


class BrokerWithBdmFactory(BrokerFactory):
    """A broker whose default BDM is of the same branch."""

    default_bdm = SubFactory(BdmFactory, branch=SelfAttribute("..branch"))
