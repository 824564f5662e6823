"""Rules of branches, BDMs, brokers, borrowers and guarantors. Source: domain.md, sections 2, 3 and 11."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from contract_tests import world
from contract_tests.actors import ADMIN, BDM, BROKER
from contract_tests.enumeration.steps import scene
from contract_tests.enumeration.valid import ask
from contract_tests.tests.test_laws import about

pytestmark = pytest.mark.contract
ACCOUNT = {"account_name": "Account", "bsb": "062-000", "account_number": "987654"}
OTHER_ACCOUNT = {**ACCOUNT, "account_number": "123456"}


def row(name):
    """Return the id of a row of the world."""
    return str(world.identifier(name))


def broker(name, actor=ADMIN):
    return ask("broker_retrieve", actor, broker_id=row(f"broker/{name}"))


def application(name, actor=ADMIN):
    return ask("application_retrieve", actor, application_id=row(f"application/{name}"))


# --- moving -------------------------------------------------------------------------------------------
@about("broker_update")
def test_a_broker_who_moves_takes_the_book_along_and_leaves_the_bdm(operation):
    """A moved broker's applications MUST follow, and no BDM of the old branch stay on them. Section 2."""
    law = "moved_broker_takes_the_book_along"
    away, bdm_away = row("branch/away"), row("bdm/bdm_stranger")
    move = {"branch_id": away}
    for body, default in ((move, None), ({**move, "default_bdm_id": bdm_away}, bdm_away)):
        with scene() as played:
            step = ask("broker_update", ADMIN, body, broker_id=row("broker/broker"))
            played.send(step.must(law, status=[200], values={"/branch_id": away, "/default_bdm_id": default}))
            moved = {"/branch_id": away, "/bdm_id": None, "/version": 2}
            played.send(application("inquiry").must(law, status=[200], values=moved))
            # No BDM, nothing to unset.
            played.send(application("bare").must(law, values={"/branch_id": away, "/version": 1}))
            stays = {"/branch_id": row("branch/home"), "/version": 1}
            played.send(application("colleague").must(law, status=[200], values=stays))
    with scene() as played:
        wrong = ask(
            "broker_update", ADMIN, {**move, "default_bdm_id": row("bdm/bdm")}, broker_id=row("broker/broker")
        )
        refused = {"status": [400], "codes_in": ["brokers.bdm_of_another_branch"]}
        played.send(wrong.must(law, **refused, pointer="/body/default_bdm_id"))
        played.send(broker("broker").must(law, status=[200], values={"/version": 1}))


@about("bdm_update")
def test_a_bdm_who_moves_leaves_brokers_and_applications(operation):
    """No broker and no application of the old branch MUST keep a BDM who moved. Section 2."""
    law = "moved_bdm_leaves_the_book"
    with scene() as played:
        step = ask("bdm_update", ADMIN, {"branch_id": row("branch/away")}, bdm_id=row("bdm/bdm"))
        played.send(step.must(law, status=[200], values={"/branch_id": row("branch/away")}))
        played.send(broker("broker").must(law, values={"/default_bdm_id": None, "/version": 2}))
        played.send(application("inquiry").must(law, values={"/bdm_id": None, "/version": 2}))
        kept = {"/default_bdm_id": row("bdm/bdm_stranger"), "/version": 1}
        played.send(broker("broker_stranger").must(law, values=kept))


# --- commission ---------------------------------------------------------------------------------------
@about("broker_update")
def test_a_commission_account_that_is_set_changes_by_an_admin_only(operation):
    """A BDM MUST be able to set the account once, and only an admin to change it. Section 2, Broker."""
    law = "commission_account_is_locked"
    locked = {"status": [403], "codes_in": ["brokers.commission_account_locked"]}

    def write(actor, account):
        return ask("broker_update", actor, {"commission_account": account}, broker_id=row("broker/colleague"))

    with scene() as played:
        played.send(write(BDM, None).must(law, status=[200], values={"/version": 1}))
        shown = {"/commission_account/account_number": "****654", "/commission_account/bsb": "062-000"}
        played.send(write(BDM, ACCOUNT).must(law, status=[200], values=shown))
        for account in (OTHER_ACCOUNT, None):
            played.send(write(BDM, account).must(law, **locked))
        whole = {"/commission_account/account_number": "987654"}
        played.send(broker("colleague").must(law, values=whole))
        played.send(broker("colleague", BDM).must(law, values=shown))
        changed = {"/commission_account/account_number": "123456"}
        played.send(write(ADMIN, OTHER_ACCOUNT).must(law, status=[200], values=changed))
        played.send(write(ADMIN, None).must(law, status=[200], values={"/commission_account": None}))


@about("broker_retrieve", "broker_list")
def test_only_an_admin_reads_an_account_number(operation):
    """To everybody but an admin an account number MUST be masked. Section 2, Broker."""
    law = "account_number_is_masked"
    with scene() as played:
        for actor, number in ((ADMIN, "12345678"), (BDM, "****678"), (BROKER, "****678")):
            if operation == "broker_retrieve":
                at = {"/commission_account/account_number": number}
                played.send(broker("broker", actor).must(law, status=[200], values=at))
            else:
                rows = played.send(ask("broker_list", actor, query={"search": "Kincaid"}))["results"]
                assert [one["commission_account"]["account_number"] for one in rows] == [number]


# --- who is in use ------------------------------------------------------------------------------------
IN_USE = {
    "branch_delete": ("brokers.branch_in_use", "branch_id", ("branch/home", "branch/away")),
    "bdm_delete": ("brokers.bdm_in_use", "bdm_id", ("bdm/bdm", "bdm/bdm_stranger")),
    "broker_delete": ("brokers.broker_in_use", "broker_id", ("broker/broker", "broker/colleague")),
    "borrower_delete": (
        "borrowers.borrower_in_use",
        "borrower_id",
        ("borrower/borrower", "borrower/company", "borrower/trust"),
    ),
    "guarantor_delete": ("borrowers.guarantor_in_use", "guarantor_id", ("guarantor/guarantor",)),
}
FREE = {
    "branch_delete": "branch/empty",
    "bdm_delete": "bdm/spare",
    "broker_delete": "broker/spare",
    "borrower_delete": "borrower/spare",
    "guarantor_delete": "guarantor/spare",
}


@about(*IN_USE)
def test_what_something_refers_to_cannot_be_deleted(operation):
    """A party in use MUST be a 409 and stay; one that nothing refers to MUST go. Section 11."""
    law = "party_in_use_stays"
    code, parameter, names = IN_USE[operation]
    reader = operation.replace("delete", "retrieve")
    with scene() as played:
        for name in names:
            gone = ask(operation, ADMIN, **{parameter: row(name)})
            played.send(gone.must(law, status=[409], codes_in=[code]))
            played.send(ask(reader, ADMIN, **{parameter: row(name)}).must(law, status=[200]))
        played.send(ask(operation, ADMIN, **{parameter: row(FREE[operation])}).must(law, status=[204]))


@about("borrower_delete")
def test_a_borrower_goes_after_the_guarantors(operation):
    """A borrower MUST be free once the last guarantor is gone. Design of the rule: borrower_in_use."""
    law = "borrower_goes_after_the_guarantors"
    with scene() as played:
        gone = ask("borrower_delete", BROKER, borrower_id=row("borrower/trust"))
        played.send(gone.must(law, status=[409], codes_in=["borrowers.borrower_in_use"]))
        played.send(
            ask("guarantor_delete", BROKER, guarantor_id=row("guarantor/spare")).must(law, status=[204])
        )
        played.send(gone.must(law, status=[204]))


# --- borrowers ----------------------------------------------------------------------------------------
PERSON = {"kind": "individual", "first_name": "New", "last_name": "Person"}


@about("borrower_create")
def test_a_borrower_is_of_age(operation):
    """Who turned 18 today in Sydney MUST be accepted, who will tomorrow refused. Section 2, Borrower."""
    law = "borrower_is_of_age"
    today = datetime.now(ZoneInfo("Australia/Sydney")).date()
    day = today if (today.month, today.day) != (2, 29) else today - timedelta(days=1)
    eighteen = day.replace(year=day.year - 18)
    with scene() as played:
        for born, accepted in ((eighteen, True), (eighteen + timedelta(days=2), False), (today, False)):
            step = ask("borrower_create", ADMIN, {**PERSON, "date_of_birth": born.isoformat()})
            refused = {"status": [400], "codes_in": ["borrowers.under_age"], "pointer": "/body/date_of_birth"}
            played.send(step.must(law, **({"status": [201]} if accepted else refused)))


@about("borrower_create")
def test_a_borrower_belongs_to_whom_the_role_says(operation):
    """A broker's borrower MUST be the broker's own; a BDM MUST say whose it is. Section 11, row 40."""
    law = "borrower_has_the_owner_that_the_role_says"
    own, away = row("broker/broker"), row("broker/broker_stranger")
    required = {"status": [400], "codes_in": ["borrowers.broker_required"]}
    unknown = {"status": [400], "codes_in": ["borrowers.unknown_broker"], "pointer": "/body/broker_id"}
    table = [
        (ADMIN, {}, {"status": [201], "values": {"/broker_id": None}}),
        (BROKER, {}, {"status": [201], "values": {"/broker_id": own}}),
        (BROKER, {"broker_id": own}, {"status": [201], "values": {"/broker_id": own}}),
        (BROKER, {"broker_id": away}, unknown),
        (BDM, {}, required),
        (BDM, {"broker_id": away}, unknown),
        (BDM, {"broker_id": row("broker/colleague")}, {"status": [201]}),
    ]
    with scene() as played:
        for actor, body, expected in table:
            played.send(ask("borrower_create", actor, {**PERSON, **body}).must(law, **expected))


@about("borrower_create", "borrower_update", "guarantor_create")
def test_names_fit_the_kind(operation):
    """A party MUST have the names of its kind, and none of another. Section 2."""
    law = "names_fit_the_kind"
    code = {"status": [400], "codes_in": ["borrowers.names_of_kind"]}
    company = {"kind": "company", "company_name": "New Company"}
    trust = {"kind": "trust", "trust_name": "New Trust", "trustee": "New Trustee"}
    if operation == "borrower_update":
        table = [({"company_name": "x"}, "company_name"), ({"first_name": None}, "first_name")]
        steps = [
            (ask(operation, ADMIN, body, borrower_id=row("borrower/borrower")), at) for body, at in table
        ]
    else:
        of = {"borrower_id": row("borrower/company")} if operation == "guarantor_create" else {}
        table = [
            ({"kind": "individual", "first_name": "New"}, "last_name"),
            ({**PERSON, "company_name": "x"}, "company_name"),
            ({**PERSON, "abn": "51824753556"}, "abn"),
            ({"kind": "company"}, "company_name"),
            ({**company, "first_name": "x"}, "first_name"),
        ]
        if operation == "borrower_create":
            table += [
                ({**trust, "trustee": None}, "trustee"),
                ({**trust, "directors": ["x"]}, "directors"),
                ({**company, "date_of_birth": "1980-01-01"}, "date_of_birth"),
            ]
        steps = [(ask(operation, ADMIN, {**of, **body}), at) for body, at in table]
    with scene() as played:
        for step, at in steps:
            played.send(step.must(law, **code, pointer=f"/body/{at}"))


@about("borrower_create", "borrower_update")
def test_what_is_owned_less_what_is_owed(operation):
    """net_position MUST be assets less liabilities, to the cent. Section 2, Borrower."""
    law = "net_position_is_computed"

    def amounts(*values):
        return [{"description": "x", "amount": value} for value in values]

    table = [
        (["0.10", "0.20"], ["0.30"], "0.00"),
        (["999999999.99"] * 50, [], "49999999999.50"),
        ([], ["0.01"], "-0.01"),
    ]
    with scene() as played:
        for assets, liabilities, net in table:
            body = {"assets": amounts(*assets), "liabilities": amounts(*liabilities)}
            if operation == "borrower_create":
                step, status = ask(operation, ADMIN, {**PERSON, **body}), 201
            else:
                step, status = ask(operation, ADMIN, body, borrower_id=row("borrower/spare")), 200
            played.send(step.must(law, status=[status], values={"/net_position": net}))
