"""Branches, BDMs, brokers, borrowers and guarantors of the world. Every text occurs on one row only."""

from datetime import date
from typing import Any
from uuid import UUID

from apps.borrowers.models import Borrower, Guarantor
from apps.brokers.models import Bdm, Branch, Broker
from crm.management.world import add, world_id


def build() -> None:
    """Create what is missing."""
    add(
        (
            Branch(id=world_id("branch/home"), name="Homebush"),
            Branch(id=world_id("branch/away"), name="Awaba"),
            # Nothing refers to it.
            Branch(id=world_id("branch/empty"), name="Emptyville", is_active=False),
        )
    )
    add(_bdms())
    add(_brokers())
    add(_borrowers())
    add(_guarantors())


def _bdms() -> tuple[Bdm, ...]:
    return (
        _bdm("bdm", "home", "Petra Ostrander", "petra@bdm.example", phone="+61 2 5550 0101"),
        _bdm("bdm_stranger", "away", "Quentin Yarrow", "quentin@bdm.example"),
        _bdm("spare", "home", "Rosalind Zeller", "rosalind@bdm.example", user="bdm_spare"),
    )


def _bdm(name: str, branch: str, called: str, email: str, *, user: str = "", **fields: Any) -> Bdm:
    return Bdm(
        id=world_id(f"bdm/{name}"),
        user_id=world_id(f"user/{user or name}"),
        name=called,
        email=email,
        branch_id=world_id(f"branch/{branch}"),
        **fields,
    )


def _brokers() -> tuple[Broker, ...]:
    return (
        _broker(
            "broker",
            "home",
            "Bartholomew Kincaid",
            "bartholomew@broker.example",
            user_id=world_id("user/broker"),
            company="Kincaid Finance",
            phone="+61 2 5550 0102",
            default_bdm_id=world_id("bdm/bdm"),
            commission_account={
                "account_name": "Kincaid Trust Account",
                "bsb": "062-001",
                "account_number": "12345678",
            },
        ),
        _broker(
            "broker_stranger",
            "away",
            "Cordelia Lachance",
            "cordelia@broker.example",
            user_id=world_id("user/broker_stranger"),
            company="Lachance Lending",
            default_bdm_id=world_id("bdm/bdm_stranger"),
        ),
        # Without a login, and the account not set yet.
        _broker("colleague", "home", "Desmond Marlowe", "desmond@broker.example"),
        _broker("spare", "home", "Evangeline Norwood", "evangeline@broker.example", is_active=False),
    )


def _broker(name: str, branch: str, called: str, email: str, **fields: Any) -> Broker:
    return Broker(
        id=world_id(f"broker/{name}"),
        name=called,
        email=email,
        branch_id=world_id(f"branch/{branch}"),
        **fields,
    )


def address(number: int, suburb: str, state: str, postcode: str) -> dict[str, Any]:
    """Return an address as it is stored: with every name."""
    return {
        "unit": str(number) if number % 2 else None,
        "street_no": str(10 + number),
        "street": f"{suburb} Road",
        "suburb": suburb,
        "state": state,
        "postcode": postcode,
    }


def _borrowers() -> tuple[Borrower, ...]:
    own, stranger = world_id("broker/broker"), world_id("broker/broker_stranger")
    return (
        Borrower(
            id=world_id("borrower/borrower"),
            kind="individual",
            first_name="Florian",
            last_name="Oakhurst",
            date_of_birth=date(1980, 2, 29),
            residency="citizen",
            marital_status="married",
            email="florian@borrower.example",
            phone="+61 2 5550 0103",
            residential_address=address(1, "Parramatta", "NSW", "2150"),
            mailing_address=address(2, "Auburn", "NSW", "2144"),
            employment={"employer": "Oakhurst Joinery", "occupation": "Joiner", "started_on": "2015-07-01"},
            income=[{"description": "Wages", "amount": "98000.00"}],
            expenses=[{"description": "Rent", "amount": "24000.00"}],
            assets=[{"description": "Savings", "amount": "120000.00"}],
            liabilities=[{"description": "Car loan", "amount": "18000.00"}],
            broker_id=own,
            user_id=world_id("user/borrower"),
            tags=["first home"],
        ),
        Borrower(
            id=world_id("borrower/borrower_stranger"),
            kind="individual",
            first_name="Gwendolyn",
            last_name="Pemberton",
            date_of_birth=date(1991, 11, 5),
            residency="permanent_resident",
            email="gwendolyn@borrower.example",
            residential_address=address(3, "Footscray", "VIC", "3011"),
            broker_id=stranger,
            user_id=world_id("user/borrower_stranger"),
        ),
        Borrower(
            id=world_id("borrower/company"),
            kind="company",
            company_name="Harrowgate Holdings Pty Ltd",
            acn="004085616",
            abn="51824753556",
            directors=["Ignatius Quill", "Jocasta Rye"],
            email="accounts@harrowgate.example",
            residential_address=address(4, "Fremantle", "WA", "6160"),
            broker_id=own,
        ),
        Borrower(
            id=world_id("borrower/trust"),
            kind="trust",
            trust_name="Kensington Family Trust",
            trustee="Lysander Stowe",
            email="trustee@kensington.example",
            broker_id=own,
        ),
        # Linked to nothing.
        _individual("spare", "Marguerite", "Thackeray", own, residency="temporary_resident"),
        _individual("colleague", "Nathaniel", "Underhill", world_id("broker/colleague")),
    )


def _individual(name: str, first: str, last: str, broker: UUID, **fields: Any) -> Borrower:
    return Borrower(
        id=world_id(f"borrower/{name}"),
        kind="individual",
        first_name=first,
        last_name=last,
        email=f"{first.lower()}@borrower.example",
        broker_id=broker,
        **fields,
    )


def _guarantors() -> tuple[Guarantor, ...]:
    return (
        Guarantor(
            id=world_id("guarantor/guarantor"),
            kind="individual",
            first_name="Octavia",
            last_name="Vandermeer",
            relationship="director",
            borrower_id=world_id("borrower/company"),
            email="octavia@guarantor.example",
            phone="+61 2 5550 0104",
            address=address(5, "Hobart", "TAS", "7000"),
        ),
        Guarantor(
            id=world_id("guarantor/stranger"),
            kind="individual",
            first_name="Percival",
            last_name="Wainwright",
            borrower_id=world_id("borrower/borrower_stranger"),
            email="percival@guarantor.example",
        ),
        # Linked to nothing.
        Guarantor(
            id=world_id("guarantor/spare"),
            kind="company",
            company_name="Quintessa Guarantees Pty Ltd",
            acn="000000019",
            relationship="trustee",
            borrower_id=world_id("borrower/trust"),
            email="office@quintessa.example",
        ),
    )
