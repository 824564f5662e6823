"""Branches, BDMs, brokers, borrowers and guarantors of the demo."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from apps.borrowers.models import Borrower, Guarantor
from apps.brokers.models import Bdm, Branch, Broker
from apps.kernel.actor import Actor, Role
from crm.management.world import add, demo_id

BRANCHES = ("Sydney", "Melbourne")


def build(users: Mapping[str, UUID]) -> None:
    """Create them.

    Args:
        users: id of each demo user, by the name before the @.
    """
    add(Branch(id=demo_id(f"branch/{name}"), name=name) for name in BRANCHES)
    sydney, melbourne = (demo_id(f"branch/{name}") for name in BRANCHES)
    add(
        (
            _bdm("bdm", "Ben Drummond", sydney, users),
            _bdm("bdm2", "Bettina Falk", melbourne, users),
        )
    )
    account = {"account_name": "Rossi Finance Pty Ltd", "bsb": "062-000", "account_number": "10203040"}
    rossi = {"company": "Rossi Finance", "commission_account": account}
    add(
        (
            _broker("broker", "Bianca Rossi", sydney, "bdm", users, **rossi),
            _broker("broker2", "Boris Novak", melbourne, "bdm2", users, company="Novak & Partners"),
        )
    )
    add(_borrowers(users))
    add(_guarantors())


def actor_of(users: Mapping[str, UUID], name: str) -> Actor:
    """Return a demo user who acts, by the name before the @: a role, perhaps with a number."""
    return Actor(users[name], Role(name.rstrip("2")))


def belonging_to(row: str) -> dict[str, UUID]:
    """Return what names the owner of a paper or a note, such as `borrower/harbour`, as services take it."""
    return {f"{row.partition('/')[0]}_id": demo_id(row)}


def _bdm(name: str, called: str, branch: UUID, users: Mapping[str, UUID]) -> Bdm:
    return Bdm(
        id=demo_id(f"bdm/{name}"),
        user_id=users[name],
        name=called,
        email=f"{name}@demo.example",
        phone="02 5550 1234",
        branch_id=branch,
    )


def _broker(
    name: str, called: str, branch: UUID, bdm: str, users: Mapping[str, UUID], **fields: Any
) -> Broker:
    return Broker(
        id=demo_id(f"broker/{name}"),
        user_id=users[name],
        name=called,
        email=f"{name}@demo.example",
        branch_id=branch,
        default_bdm_id=demo_id(f"bdm/{bdm}"),
        **fields,
    )


def place(number: str, street: str, suburb: str, state: str, postcode: str) -> dict[str, Any]:
    """Return an address as it is stored."""
    where = {"street": street, "suburb": suburb, "state": state, "postcode": postcode}
    return {"unit": None, "street_no": number, **where}


def _person(key: str, first: str, last: str, born: date, broker: str, **fields: Any) -> Borrower:
    names = {"first_name": first, "last_name": last, "email": f"{key}@demo.example"}
    return _borrower(key, "individual", broker, **names, date_of_birth=born, **fields)


def _borrower(key: str, kind: str, broker: str, **fields: Any) -> Borrower:
    return Borrower(id=demo_id(f"borrower/{key}"), kind=kind, broker_id=demo_id(f"broker/{broker}"), **fields)


def _borrowers(users: Mapping[str, UUID]) -> tuple[Borrower, ...]:
    return (
        _person(
            "borrower",
            "Bao",
            "Nguyen",
            date(1984, 4, 17),
            "broker",
            user_id=users["borrower"],
            residency="citizen",
            marital_status="married",
            phone="02 5550 1234",
            residential_address=place("12", "Station Street", "Marrickville", "NSW", "2204"),
            employment={"employer": "Nguyen Bakery", "occupation": "Baker", "started_on": "2012-03-01"},
            income=[{"description": "Business income", "amount": "145000.00"}],
            expenses=[{"description": "Living costs", "amount": "52000.00"}],
            assets=[{"description": "Savings", "amount": "310000.00"}],
            liabilities=[{"description": "Equipment lease", "amount": "45000.00"}],
            tags=["referral"],
        ),
        _person("linh", "Linh", "Nguyen", date(1986, 9, 3), "broker", residency="citizen"),
        _person("sophie", "Sophie", "Clarke", date(1990, 1, 22), "broker", residency="permanent_resident"),
        _person("omar", "Omar", "Haddad", date(1978, 12, 30), "broker2", marital_status="divorced"),
        _person("ingrid", "Ingrid", "Larsen", date(1969, 6, 11), "broker2", residency="non_resident"),
        _borrower(
            "harbour",
            "company",
            "broker",
            company_name="Harbour Developments Pty Ltd",
            abn="51824753556",
            acn="004085616",
            directors=["Sophie Clarke"],
            email="office@harbour.example",
        ),
        _borrower(
            "yarra",
            "company",
            "broker2",
            company_name="Yarra Retail Holdings Pty Ltd",
            directors=["Omar Haddad", "Ingrid Larsen"],
        ),
        _borrower("larsen", "trust", "broker2", trust_name="Larsen Family Trust", trustee="Ingrid Larsen"),
    )


def _guarantors() -> tuple[Guarantor, ...]:
    return (
        Guarantor(
            id=demo_id("guarantor/sophie"),
            kind="individual",
            first_name="Sophie",
            last_name="Clarke",
            relationship="director",
            borrower_id=demo_id("borrower/harbour"),
        ),
        Guarantor(
            id=demo_id("guarantor/omar"),
            kind="individual",
            first_name="Omar",
            last_name="Haddad",
            relationship="director",
            borrower_id=demo_id("borrower/yarra"),
        ),
    )
