"""Rules of applications, who stands on them and what secures them. Source: domain.md, sections 2, 4 and 6."""

import pytest

from contract_tests.actors import ADMIN, BDM, BROKER
from contract_tests.enumeration.steps import scene
from contract_tests.enumeration.valid import ask
from contract_tests.tests.test_laws import about
from contract_tests.tests.test_party_laws import PERSON, application, row

pytestmark = pytest.mark.contract
TERMS = {
    "loan_amount": "600000.00",
    "annual_rate": "9.5000",
    "term_months": 12,
    "repayment_type": "principal_and_interest",
    "repayment_frequency": "monthly",
    "day_count": "periodic",
}
OWN = {"broker_id": row("broker/broker")}


def on(operation, name, actor, body=None, **path):
    """Return a request about an application of the world."""
    return ask(operation, actor, body, application_id=row(f"application/{name}"), **path)


# --- terms --------------------------------------------------------------------------------------------
REFUSED_TERMS = [
    ({"repayment_frequency": "weekly", "term_months": 4}, "terms_periods"),
    ({"repayment_frequency": "fortnightly", "term_months": 9}, "terms_periods"),
    ({"repayment_frequency": "quarterly", "term_months": 13}, "terms_periods"),
    ({"repayment_frequency": "annually", "term_months": 18}, "terms_periods"),
    ({"interest_only_periods": 12}, "terms_interest_only"),
    ({"interest_only_periods": 1, "repayment_type": "equal_principal"}, "terms_interest_only"),
    ({"prepaid_interest_periods": 1}, "terms_prepaid"),
    ({"prepaid_interest_periods": 13, "repayment_type": "interest_only"}, "terms_prepaid"),
    ({"instalment_amount": "60000.00", "repayment_type": "interest_only"}, "terms_instalment"),
    # The first month's interest: 600,000.00 x 9.5 % / 12 = 4,750.00.
    ({"instalment_amount": "4750.00"}, "does_not_amortise"),
    ({"instalment_amount": "600000.00"}, "repays_early"),
    ({"repayment_type": "flat", "day_count": "actual_365"}, "terms_flat_day_count"),
    (
        {"repayment_type": "capitalised", "annual_rate": "99.9999", "term_months": 480},
        "amount_too_large",
    ),
]
ACCEPTED_TERMS = [
    {"repayment_frequency": "weekly", "term_months": 3},
    {"repayment_frequency": "fortnightly", "term_months": 6},
    {"repayment_frequency": "annually", "term_months": 480},
    {"interest_only_periods": 11},
    {"prepaid_interest_periods": 12, "repayment_type": "interest_only"},
    {"instalment_amount": "4750.01"},
    {"repayment_type": "flat"},
    {"repayment_type": "capitalised", "day_count": "actual_365"},
    {"annual_rate": "0.0000", "loan_amount": "0.01"},
]


@about("application_create", "application_update")
def test_terms_make_sense(operation):
    """Terms that no schedule can be made of MUST be refused by their rule. Section 4.1, refusals."""
    law = "terms_make_sense"

    def write(changed):
        terms = {**TERMS, **changed}
        if operation == "application_create":
            return ask(operation, ADMIN, {**OWN, "terms": terms})
        return on(operation, "inquiry", ADMIN, {"terms": terms})

    accepted = {"status": [201 if operation == "application_create" else 200]}
    with scene() as played:
        for changed, code in REFUSED_TERMS:
            refused = {"status": [400], "codes_in": [f"application.{code}"], "pointer": "/body/terms"}
            played.send(write(changed).must(law, **refused))
        for changed in ACCEPTED_TERMS:
            shown = {f"/terms/{name}": value for name, value in {**TERMS, **changed}.items()}
            played.send(write(changed).must(law, **accepted, values=shown))


@about("application_update")
def test_each_change_of_the_terms_is_a_version(operation):
    """terms_version MUST rise with each change of the terms and with nothing else. Decision D5."""
    law = "terms_are_versioned"
    steps = [
        ({"purpose": "Something else"}, 0),
        ({"terms": None}, 0),
        ({"terms": TERMS}, 1),
        ({"terms": TERMS}, 1),
        ({"terms": {**TERMS, "interest_only_periods": 0, "instalment_amount": None}}, 1),
        ({"terms": {**TERMS, "annual_rate": "9.5001"}, "purpose": "Another"}, 2),
        ({"terms": None}, 3),
        ({"terms": None}, 3),
        ({"terms": TERMS}, 4),
    ]
    with scene() as played:
        for body, version in steps:
            values = {"/terms_version": version}
            if "terms" in body:
                values |= {"/terms/loan_amount": "600000.00"} if body["terms"] else {"/terms": None}
            played.send(on(operation, "unready", BROKER, body).must(law, status=[200], values=values))


@about("application_update")
def test_terms_are_whole(operation):
    """A PATCH MUST NOT change a part of the terms: they are whole, and the rest has its defaults."""
    law = "terms_are_whole"
    with scene() as played:
        part = on(operation, "inquiry", ADMIN, {"terms": {"loan_amount": "1.00"}})
        played.send(part.must(law, status=[400], pointer="/body/terms/annual_rate"))
        whole = {**TERMS, "repayment_type": "interest_only", "prepaid_interest_periods": 2}
        played.send(on(operation, "inquiry", ADMIN, {"terms": whole}).must(law, status=[200]))
        left_out = {"/terms/prepaid_interest_periods": 0, "/terms/instalment_amount": None}
        played.send(
            on(operation, "inquiry", ADMIN, {"terms": TERMS}).must(law, status=[200], values=left_out)
        )


# --- whose it is --------------------------------------------------------------------------------------
@about("application_create")
def test_an_application_begins_with_its_broker(operation):
    """Branch and BDM MUST come from the broker; the way begins at inquiry. Sections 2 and 9."""
    law = "application_begins_with_its_broker"
    required = {"status": [400], "codes_in": ["application.broker_required"]}
    unknown = {"status": [400], "codes_in": ["application.unknown_broker"], "pointer": "/body/broker_id"}
    inactive = {"status": [400], "codes_in": ["application.broker_inactive"], "pointer": "/body/broker_id"}
    begun = {
        "/stage": "inquiry",
        "/terms": None,
        "/terms_version": 0,
        "/lvr": None,
        "/is_stale": False,
        "/borrowers": [],
        "/branch_id": row("branch/home"),
        "/application_type": "acquisition",
        "/solvency/is_bankrupt": None,
    }
    own = {**begun, "/broker_id": row("broker/broker"), "/bdm_id": row("bdm/bdm")}
    table = [
        (BROKER, {}, {"status": [201], "values": own}),
        (ADMIN, {}, required),
        (BDM, {}, required),
        (BROKER, {"broker_id": row("broker/broker_stranger")}, unknown),
        (BROKER, {"broker_id": row("broker/colleague")}, unknown),
        (BDM, {"broker_id": row("broker/broker_stranger")}, unknown),
        (ADMIN, {"broker_id": row("broker/spare")}, inactive),
        # No default: nobody's.
        (BDM, {"broker_id": row("broker/colleague")}, {"status": [201], "values": {"/bdm_id": None}}),
        (BROKER, {"bdm_id": row("bdm/spare")}, {"status": [201], "values": {"/bdm_id": row("bdm/spare")}}),
        (BROKER, {"bdm_id": None}, {"status": [201], "values": {"/bdm_id": None}}),
        (
            ADMIN,
            {**OWN, "bdm_id": row("bdm/bdm_stranger")},
            {"status": [400], "codes_in": ["application.bdm_of_another_branch"], "pointer": "/body/bdm_id"},
        ),
    ]
    with scene() as played:
        for actor, body, expected in table:
            played.send(ask(operation, actor, body).must(law, **expected))


@about("application_update")
def test_who_works_a_file_is_not_the_brokers_to_say(operation):
    """A broker MUST NOT hand a file on; who may, hands it to an active broker, with a fitting BDM."""
    law = "assignment_is_for_the_desk"
    forbidden = {"status": [403], "codes_in": ["application.assignment_forbidden"]}
    away = row("broker/broker_stranger")
    table = [
        (BROKER, {"broker_id": row("broker/colleague")}, forbidden),
        (BROKER, {"bdm_id": row("bdm/spare")}, forbidden),
        (BROKER, {"bdm_id": None}, forbidden),
        (BROKER, {"bdm_id": row("bdm/bdm"), **OWN}, {"status": [200], "values": {"/version": 1}}),
        (BDM, {"bdm_id": row("bdm/spare")}, {"status": [200], "values": {"/bdm_id": row("bdm/spare")}}),
        (ADMIN, {"bdm_id": row("bdm/bdm_stranger")}, {"status": [400], "pointer": "/body/bdm_id"}),
        (ADMIN, {"broker_id": row("broker/spare")}, {"status": [400], "pointer": "/body/broker_id"}),
        (
            ADMIN,
            {"broker_id": away},
            {"status": [200], "values": {"/bdm_id": None, "/branch_id": row("branch/away")}},
        ),
        (
            ADMIN,
            {"broker_id": row("broker/colleague"), "bdm_id": row("bdm/bdm")},
            {"status": [200], "values": {"/bdm_id": row("bdm/bdm"), "/branch_id": row("branch/home")}},
        ),
    ]
    with scene() as played:
        for actor, body, expected in table:
            played.send(on(operation, "inquiry", actor, body).must(law, **expected))


@about("application_create", "application_update")
def test_only_another_type_is_said_in_words(operation):
    """application_type_other MUST go with type "other" only. Design: application.type_other_unexpected."""
    law = "another_type_is_said_in_words"
    refused = {"status": [400], "codes_in": ["application.type_other_unexpected"]}
    words = {"application_type_other": "Bridging"}
    table = [
        (words, refused),
        ({"application_type": "caveat", **words}, refused),
        ({"application_type": "other", **words}, None),
        ({"application_type": "refinance", "application_type_other": None}, None),
    ]
    if operation == "application_create":
        table.append(({"application_type": "other"}, None))
    with scene() as played:
        for body, expected in table:
            if operation == "application_create":
                step = ask(operation, ADMIN, {**OWN, **body})
            else:
                step = on(operation, "inquiry", ADMIN, body)
            accepted = 201 if operation == "application_create" else 200
            played.send(step.must(law, **(expected or {"status": [accepted]})))


# --- who stands on it ---------------------------------------------------------------------------------
@about("application_borrower_link")
def test_one_primary_borrower_and_each_once(operation):
    """At most one borrower MUST be primary, and each stand on an application once. Section 2."""
    law = "one_primary_borrower"

    def link(name, role, application="bare"):
        return on(operation, application, BROKER, {"borrower_id": row(f"borrower/{name}"), "role": role})

    conflict = {"status": [409]}
    with scene() as played:
        shown = {
            "/borrowers/0/borrower_id": row("borrower/spare"),
            "/borrowers/0/role": "primary",
            "/version": 2,
        }
        played.send(link("spare", "primary").must(law, status=[201], values=shown))
        played.send(link("trust", "primary").must(law, **conflict, codes_in=["application.primary_exists"]))
        for role in ("primary", "co_borrower"):
            again = link("spare", role).must(law, **conflict, codes_in=["application.already_linked"])
            played.send(again)
        played.send(link("trust", "co_borrower").must(law, status=[201], values={"/version": 3}))
        played.send(application("bare").must(law, status=[200], same_as={"answer": 4}))
        unlink = on("application_borrower_unlink", "bare", BROKER, borrower_id=row("borrower/spare"))
        played.send(unlink.must(law, status=[204]))
        played.send(unlink.must(law, status=[404], codes_in=["application.link_not_found"]))
        played.send(link("company", "primary").must(law, status=[201], values={"/version": 5}))


@about("application_borrower_link", "application_guarantor_link")
def test_nobody_guarantees_the_own_loan(operation):
    """The primary borrower's own guarantor MUST NOT stand on the application, whoever came first."""
    law = "nobody_guarantees_the_own_loan"
    refused = {"status": [409], "codes_in": ["application.guarantor_is_primary"]}
    guarantor = on("application_guarantor_link", "bare", ADMIN, {"guarantor_id": row("guarantor/guarantor")})

    def company(role):
        body = {"borrower_id": row("borrower/company"), "role": role}
        return on("application_borrower_link", "bare", ADMIN, body)

    with scene() as played:
        if operation == "application_guarantor_link":
            played.send(company("primary").must(law, status=[201]))
            played.send(guarantor.must(law, **refused))
        else:
            played.send(guarantor.must(law, status=[201]))
            played.send(company("primary").must(law, **refused))
            played.send(company("co_borrower").must(law, status=[201]))


@about("application_guarantor_link")
def test_each_guarantor_stands_once(operation):
    """A guarantor MUST stand on an application once, and leave it only when on it. Section 2."""
    law = "guarantor_stands_once"
    link = on(operation, "inquiry", BROKER, {"guarantor_id": row("guarantor/guarantor")})
    unlink = on("application_guarantor_unlink", "inquiry", BROKER, guarantor_id=row("guarantor/guarantor"))
    with scene() as played:
        played.send(link.must(law, status=[409], codes_in=["application.already_linked"]))
        played.send(unlink.must(law, status=[204]))
        played.send(unlink.must(law, status=[404], codes_in=["application.link_not_found"]))
        shown = {"/guarantors/0/guarantor_id": row("guarantor/guarantor"), "/guarantors/0/role": "guarantor"}
        played.send(link.must(law, status=[201], values=shown))


@about("borrower_update")
def test_an_application_shows_the_names_of_today(operation):
    """A renamed borrower MUST show under the new name on the application. Section 2."""
    law = "application_shows_todays_names"
    renamed = ask(operation, BROKER, {"last_name": "Newname"}, borrower_id=row("borrower/borrower"))
    with scene() as played:
        played.send(renamed.must(law, status=[200], values={"/name": "Florian Newname"}))
        played.send(application("inquiry").must(law, values={"/borrowers/0/name": "Florian Newname"}))


# --- what secures it ----------------------------------------------------------------------------------
ADDRESS = {
    "street_no": "1",
    "street": "Some Street",
    "suburb": "Somewhere",
    "state": "NSW",
    "postcode": "2000",
}


@about("valuation_create", "security_property_create")
def test_the_latest_valuation_of_every_property_counts(operation):
    """lvr MUST be loan over the sum of the latest valuations, and null while one is missing. Section 2."""
    law = "lvr_is_of_the_latest_valuations"

    def valued(place, day, amount):
        body = {"valuer": "Somebody", "valued_on": day, "amount": amount}
        return ask("valuation_create", ADMIN, body, security_property_id=place)

    def shows(lvr):
        return application("inquiry").must(law, status=[200], values={"/lvr": lvr})

    first = row("security_property/inquiry")
    loan = on("application_update", "inquiry", ADMIN, {"terms": TERMS})
    with scene() as played:
        played.send(loan.must(law, status=[200], values={"/lvr": None}))
        for day, amount, latest, lvr in (
            ("2024-05-01", "900000.00", "900000.00", "66.67"),
            ("2024-04-30", "100000.00", "900000.00", "66.67"),
            ("2024-05-01", "800000.00", "800000.00", "75.00"),
        ):
            shown = {"/latest_valuation/amount": latest, "/id": first}
            played.send(valued(first, day, amount).must(law, status=[201], values=shown))
            played.send(shows(lvr))
        second = on(
            "security_property_create", "inquiry", ADMIN, {"address": ADDRESS, "property_type": "land"}
        )
        made = played.send(
            second.must(law, status=[201], values={"/latest_valuation": None, "/valuations": []})
        )
        played.send(shows(None))
        played.send(valued(made["id"], "2024-05-01", "0.01").must(law, status=[201]))
        played.send(shows("75.00"))
        gone = ask("security_property_delete", ADMIN, security_property_id=made["id"])
        played.send(gone.must(law, status=[204]))
        played.send(shows("75.00"))


@about("valuation_create")
def test_nothing_is_valued_in_the_future(operation):
    """A valuation of a day to come MUST be refused. Section 2, Valuation."""
    law = "nothing_is_valued_in_the_future"
    body = {"valuer": "Somebody", "valued_on": "2999-01-01", "amount": "1.00"}
    refused = {"status": [400], "codes_in": ["application.valued_in_future"], "pointer": "/body/valued_on"}
    with scene() as played:
        step = ask(operation, ADMIN, body, security_property_id=row("security_property/inquiry"))
        played.send(step.must(law, **refused))


# --- deleting -----------------------------------------------------------------------------------------
@about("application_delete")
def test_only_a_fresh_application_can_be_deleted(operation):
    """An application MUST go only before it has moved, been valued or got a document; its links go along.

    Source: domain.md, row 53.
    """
    law = "only_fresh_applications_are_deleted"
    in_use = {"status": [409], "codes_in": ["application.in_use"]}
    with scene() as played:
        for name in ("sent_to_lender", "withdrawn", "discharged", "inquiry"):  # inquiry: it has documents
            played.send(on(operation, name, ADMIN).must(law, **in_use))
        valued = {"valuer": "Somebody", "valued_on": "2024-05-01", "amount": "1.00"}
        step = ask("valuation_create", ADMIN, valued, security_property_id=row("security_property/colleague"))
        played.send(step.must(law, status=[201]))
        played.send(on(operation, "colleague", ADMIN).must(law, **in_use))
        made = played.send(ask("borrower_create", BROKER, PERSON).must(law, status=[201]))
        link = on("application_borrower_link", "bare", BROKER, {"borrower_id": made["id"], "role": "primary"})
        played.send(link.must(law, status=[201]))
        borrower = ask("borrower_delete", BROKER, borrower_id=made["id"])
        played.send(borrower.must(law, status=[409], codes_in=["borrowers.borrower_in_use"]))
        played.send(on(operation, "bare", BROKER).must(law, status=[204]))
        played.send(borrower.must(law, status=[204]))
        place = ask("security_property_retrieve", ADMIN, security_property_id=row("security_property/bare"))
        played.send(place.must(law, status=[404]))
