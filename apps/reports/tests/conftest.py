"""One small book: two branches, three brokers, loans that were paid in every way."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.http import QueryDict

from apps.accounts.tests.factories import UserFactory
from apps.applications.models import Application
from apps.applications.tests.factories import application, put, terms
from apps.brokers.tests.factories import BdmFactory, BranchFactory, BrokerFactory
from apps.kernel import clock
from apps.repayments.models import Repayment
from apps.repayments.services.payments import payment_create, payment_reverse
from apps.repayments.tests.factories import settled


@pytest.fixture
def admin():
    return UserFactory(role="admin").actor


@pytest.fixture
def book(admin):
    """Return who works on the book, and the loans in it, oldest first."""
    here, there = BranchFactory(name="Here"), BranchFactory(name="There")
    bdm = BdmFactory(branch=here)
    brokers = [BrokerFactory(name=name, branch=branch) for name, branch in _brokers(here, there)]
    loans = []
    for number, broker in enumerate((*brokers, brokers[0])):
        made = settled(days=[200, 90, 45, 20][number])
        made.broker, made.bdm = broker, bdm if broker.branch == here else None
        made.save()
        _pay(made, admin, number)
        loans.append(made)
    loans.append(application(broker=brokers[1]))
    loans.append(put(application(broker=brokers[0], terms=terms()), "sent_to_lender"))
    for number, made in enumerate(loans):
        made.created_at = clock.now() - timedelta(days=40 * (len(loans) - number))
        made.save()
    viewers = {"admin": admin, "bdm": bdm.user.actor, "empty bdm": BdmFactory().user.actor}
    viewers |= {broker.name: broker.user.actor for broker in brokers}
    return SimpleNamespace(
        loans=loans, brokers=brokers, bdm=bdm, here=here, there=there, viewers=viewers, admin=admin
    )


def _brokers(here, there):
    return ("Ann", here), ("Bob", here), ("Cyd", there)


def _pay(made, admin, number):
    """Pay late, then on the day, then half, then nothing; one payment is taken back."""
    rows = Repayment.objects.filter(schedule__application=made).order_by("number")
    for place, row in enumerate(rows):
        day = row.due_on + timedelta(days=[9, 0, 2][place] if number == 0 else 0)
        if day > clock.today() or (number > 1 and place > 0):
            return
        amount = row.amount if number < 2 else row.amount / 2
        paid = payment_create(
            application_id=made.id,
            actor=admin,
            amount=round(amount, 2),
            received_on=day,
            reference="=1+1",
            method="eft",
        )
        if number == 1 and place == 1:
            payment_reverse(payment_id=paid.id, actor=admin)
            return


@pytest.fixture
def asked():
    """Return a function that makes a query without problems."""

    def make(kind, viewer, **said):
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in said.items()})
        made = kind(query=query, viewer=viewer)
        assert made.problems() == {}, made.problems()
        return made

    return make


@pytest.fixture
def seen_by():
    """Return a function that says which applications somebody sees, by the table of domain.md, section 3."""

    def see(viewer):
        every = Application.objects.select_related("broker").order_by("created_at")
        return [
            each
            for each in every
            if viewer.role == "admin"
            or each.broker.user_id == viewer.user_id
            or each.broker.branch.bdms.filter(user_id=viewer.user_id).exists()
        ]

    return see
