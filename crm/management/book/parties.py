"""Branches, BDMs and brokers of a book, and names."""

from dataclasses import dataclass
from datetime import datetime

from apps.accounts.models import User
from apps.brokers.models import Bdm, Branch, Broker
from crm.management.book.drawing import Draw

FIRST = (
    *(
        "Ava",
        "Noah",
        "Mia",
        "Leo",
        "Zoe",
        "Kai",
        "Isla",
        "Arlo",
        "Ruby",
        "Finn",
        "Priya",
        "Omar",
        "Mei",
        "Jack",
    ),
    *("Chloe", "Luca", "Grace", "Hugo", "Aisha", "Tom", "Nina", "Max", "Ella", "Sam"),
)
LAST = (
    *(
        "Nguyen",
        "Smith",
        "Singh",
        "Jones",
        "Wang",
        "Brown",
        "Kaur",
        "Wilson",
        "Li",
        "Taylor",
        "Patel",
        "Martin",
    ),
    *("Tran", "Walker", "Khan", "Harris", "Rossi", "Novak", "Larsen", "Haddad", "Clarke", "Murphy", "Costa"),
)
STREETS = ("High Street", "Station Street", "Victoria Road", "Park Avenue", "Beach Road", "Mill Lane")
SUBURBS = (
    *(("Parramatta", "NSW", "2150"), ("Newtown", "NSW", "2042"), ("Footscray", "VIC", "3011")),
    *(("Geelong", "VIC", "3220"), ("Southport", "QLD", "4215"), ("Fremantle", "WA", "6160")),
)
TRADES = ("Holdings", "Developments", "Property Group", "Constructions", "Investments", "Retail")
_PER_BRANCH, _PER_BROKER = 5000, 100


@dataclass(frozen=True, slots=True)
class Desk:
    """A broker, and the BDM who works the broker's files."""

    broker: str
    bdm: str


def built(draw: Draw, mark: str, applications: int, at: datetime) -> list[Desk]:
    """Create the people that so many applications need.

    Args:
        mark: stands in every name and address that may exist only once.
    """
    branches = [
        Branch(id=draw.id(at), name=f"{draw.one(SUBURBS)[0]} {mark}-{number}")
        for number in range(1, 2 + applications // _PER_BRANCH + 1)
    ]
    bdms = [_bdm(draw, f"{mark}-{number}", branch, at) for number, branch in enumerate(branches, start=1)]
    brokers = [
        _broker(draw, f"{mark}-{number}", bdms[number % len(bdms)], at)
        for number in range(1, 4 + applications // _PER_BROKER + 1)
    ]
    User.objects.bulk_create(
        [*(bdm.user for bdm in bdms), *(broker.user for broker in brokers if broker.user)]
    )
    Branch.objects.bulk_create(branches)
    Bdm.objects.bulk_create(bdms)
    Broker.objects.bulk_create(brokers)
    return [Desk(str(each.id), str(each.default_bdm_id)) for each in brokers]


def _user(draw: Draw, role: str, mark: str, at: datetime) -> User:
    """Return somebody who cannot sign in: there is no password."""
    return User(
        id=draw.id(at),
        email=f"{role}-{mark}@book.example",
        first_name=draw.one(FIRST),
        last_name=draw.one(LAST),
        role=role,
        password="!",  # noqa: S106 - Django's sign of no password at all
    )


def _bdm(draw: Draw, mark: str, branch: Branch, at: datetime) -> Bdm:
    user = _user(draw, "bdm", mark, at)
    name = f"{user.first_name} {user.last_name}"
    return Bdm(id=draw.id(at), user=user, name=name, email=user.email, branch=branch)


def _broker(draw: Draw, mark: str, bdm: Bdm, at: datetime) -> Broker:
    user = _user(draw, "broker", mark, at)
    return Broker(
        id=draw.id(at),
        user=user,
        name=f"{user.first_name} {user.last_name}",
        company=f"{user.last_name} Finance",
        email=user.email,
        branch_id=bdm.branch_id,
        default_bdm=bdm,
    )
