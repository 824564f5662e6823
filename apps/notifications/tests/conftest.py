"""People around one application, one of each role, all of whom see it."""

import pytest

from apps.accounts.tests.factories import UserFactory
from apps.applications.models import ApplicationBorrower
from apps.applications.tests.factories import application, borrower_of


@pytest.fixture
def made():
    return application()


@pytest.fixture
def people(made):
    borrower = borrower_of(made.broker, user=UserFactory(role="borrower"))
    ApplicationBorrower.objects.create(application=made, borrower=borrower, role="primary")
    return {
        "admin": UserFactory(role="admin").actor,
        "bdm": made.bdm.user.actor,
        "broker": made.broker.user.actor,
        "borrower": borrower.user.actor,
    }
