"""Rows for the tests of services."""

from factory.declarations import Sequence, SubFactory
from factory.django import DjangoModelFactory

from apps.borrowers.models import Borrower, Guarantor
from apps.brokers.tests.factories import BrokerFactory

ADDRESS = {
    "unit": None,
    "street_no": "1",
    "street": "George Street",
    "suburb": "Sydney",
    "state": "NSW",
    "postcode": "2000",
}


class BorrowerFactory(DjangoModelFactory):  # type: ignore[type-arg]  # its stubs are incomplete
    """A person, client of a broker."""

    class Meta:
        model = Borrower

    kind = "individual"
    first_name = "Bea"
    last_name = Sequence(lambda number: f"Borrower{number}")
    broker = SubFactory(BrokerFactory)


class CompanyFactory(DjangoModelFactory):  # type: ignore[type-arg]
    """A company, client of a broker."""

    class Meta:
        model = Borrower

    kind = "company"
    company_name = "Example Pty Ltd"
    broker = SubFactory(BrokerFactory)


class GuarantorFactory(DjangoModelFactory):  # type: ignore[type-arg]
    """A person who stands in for a borrower."""

    class Meta:
        model = Guarantor

    kind = "individual"
    first_name = "Gus"
    last_name = Sequence(lambda number: f"Guarantor{number}")
    borrower = SubFactory(BorrowerFactory)
