"""The worked loan of domain.md, sections 5 and 7, step by step through HTTP. Law L14."""

import pytest

from contract_tests.actors import ADMIN
from contract_tests.enumeration.steps import scene
from contract_tests.enumeration.valid import ask
from contract_tests.tests.test_laws import about
from contract_tests.tests.test_party_laws import row
from contract_tests.workloads.calculating import price_of, schedule_of

pytestmark = pytest.mark.contract
OF_IT = {"application_id": row("application/worked")}
SETTLED_ON = "2025-03-31"
LAW = "worked_loan_gives_exactly_these_figures"
TERMS = {
    "loan_amount": "1000000.00",
    "annual_rate": "9.5000",
    "term_months": 12,
    "repayment_type": "interest_only",
    "repayment_frequency": "monthly",
    "day_count": "periodic",
    "prepaid_interest_periods": 9,
    "starts_on": SETTLED_ON,
}
ACCOUNTS = ("cash", "loan_receivable", "fees_receivable", "gst_payable", "fee_income", "interest_income")
UPFRONT = [
    (
        {"kind": "commitment", "net": "2500.00", "gst_treatment": "input_taxed"},
        ("2500.00", "0.00", "2500.00"),
    ),
    ({"kind": "valuation", "net": "1000.00", "gst_treatment": "taxable"}, ("1000.00", "100.00", "1100.00")),
]
_TIERS = [{"up_to": "500000.00", "rate": "2.0000"}, {"up_to": None, "rate": "1.5000"}]
DEFINED = [
    ("establishment", {"method": "percentage", "rate": "2.0000", "gst": "input_taxed"}, "20000.00", "0.00"),
    ("brokerage", {"method": "tiered", "bands": _TIERS, "gst": "taxable"}, "17500.00", "1750.00"),
    ("legal", {"method": "fixed", "amount": "1200.00", "gst": "taxable"}, "1200.00", "120.00"),
]
PAYMENTS = [
    (10, "2026-01-31", "0.00", "7916.67"),
    (11, "2026-02-28", "0.00", "7916.67"),
    (12, "2026-03-31", "1000000.00", "1007916.67"),
]
GROSS = {"establishment": "20000.00", "brokerage": "19250.00", "legal": "1320.00"}


def keyed(step, number):
    return step.header("Idempotency-Key", f"worked-loan-{number}")


def trial(*balances):
    """Return the look at the trial balance: debits less credits of each account, in their order."""
    values = {
        f"/accounts/{number}/{name}": text
        for number, pair in enumerate(zip((*ACCOUNTS, "adjustments"), (*balances, "0.00"), strict=True))
        for name, text in zip(("account", "balance"), pair, strict=True)
    }
    look = ask("ledger_balance_retrieve", ADMIN, query=OF_IT)
    return look.must(LAW, status=[200], values=values)


def _upfront(played):
    charged = []
    for number, (figures, prices) in enumerate(UPFRONT):
        body = {**OF_IT, **figures, "description": figures["kind"], "collect": "upfront"}
        values = dict(zip(("/net", "/gst", "/gross"), prices, strict=True))
        step = keyed(ask("fee_create", ADMIN, body), number)
        charged.append(played.send(step.must(LAW, status=[201], values=values))["id"])
    played.send(trial("0.00", "0.00", "3600.00", "-100.00", "-3500.00", "0.00"))
    for number, fee in enumerate(charged):
        step = keyed(ask("fee_pay", ADMIN, {"received_on": "2025-03-03"}, fee_id=fee), f"fee-{number}")
        played.send(step.must(LAW, status=[200], values={"/status": "paid"}))
    played.send(trial("3600.00", "0.00", "0.00", "-100.00", "-3500.00", "0.00"))


def _at_settlement(played):
    charged = []
    for kind, rule, net, gst in DEFINED:
        played.send(price_of(rule, [TERMS["loan_amount"]], after_writes=True))
        base = {} if kind == "legal" else {"base": "loan_amount"}
        about_it = {"code": f"worked_{kind}", "name": kind, "kind": kind, "collect": "at_settlement"}
        step = ask("fee_definition_create", ADMIN, {**about_it, **base, **rule})
        defined = played.send(step.must(LAW, status=[201]))
        step = keyed(ask("fee_create", ADMIN, {**OF_IT, "definition_id": defined["id"]}), kind)
        values = {"/net": net, "/gst": gst, "/gross": GROSS[kind], "/status": "pending"}
        laws = ["stored_fee_is_that_of_the_calculator"]
        charged.append(played.send(step.must(LAW, status=[201], values=values, laws=laws))["id"])
    played.send(trial("3600.00", "0.00", "40570.00", "-1970.00", "-42200.00", "0.00"))
    return charged


def _planned(played):
    payouts = [{"payee": "Outgoing mortgagee", "amount": "350000.00"}]
    values = {
        "/gross_loan": "1000000.00",
        "/prepaid_interest": "71250.03",
        "/net_funds": "538179.97",
        "/security_value": "1450000.00",
        "/lvr": "68.97",
        "/is_current": True,
    }
    step = ask("funding_table_create", ADMIN, {"starts_on": SETTLED_ON, "payouts": payouts}, **OF_IT)
    laws = ["net_funds_are_what_is_left_of_the_loan"]
    played.send(step.must(LAW, status=[201], values=values, laws=laws))
    step = ask("repayment_schedule_create", ADMIN, {"starts_on": SETTLED_ON}, **OF_IT)
    laws = ["stored_schedule_is_that_of_the_calculator"]
    played.send(step.must(LAW, status=[201], values={"/is_active": True}, laws=laws))


def _settled(played, deducted):
    move = ask("application_transition", ADMIN, {"to": "settled", "effective_on": SETTLED_ON}, **OF_IT)
    played.send(move.must(LAW, status=[201]))
    played.send(trial("-884579.97", "1000000.00", "0.00", "-1970.00", "-42200.00", "-71250.03"))
    for fee in deducted:
        look = ask("fee_retrieve", ADMIN, fee_id=fee)
        played.send(look.must(LAW, status=[200], values={"/status": "deducted"}))
    shown = {"/outstanding_principal": "1000000.00", "/unpaid_fees": "0.00", "/settled_on": SETTLED_ON}
    played.send(ask("application_retrieve", ADMIN, **OF_IT).must(LAW, status=[200], values=shown))


def _repaid(played):
    for number, day, principal, amount in PAYMENTS:
        paid = {"amount": amount, "received_on": day, "reference": f"Row {number}", "method": "eft"}
        step = keyed(ask("payment_create", ADMIN, {**OF_IT, **paid}), f"row-{number}")
        given = {"number": number, "interest": "7916.67", "principal": principal}
        values = {f"/allocations/0/{name}": value for name, value in given.items()}
        played.send(step.must(LAW, status=[201], values=values))
    played.send(trial("139170.04", "0.00", "0.00", "-1970.00", "-42200.00", "-95000.04"))
    entries = ask("ledger_entry_list", ADMIN, query={**OF_IT, "ordering": "seq", "page_size": "100"})
    values = {"/count": 11} | {f"/results/{number}/seq": number + 1 for number in range(11)}
    played.send(entries.must(LAW, status=[200], values=values))


@about(
    "fee_create",
    "fee_pay",
    "funding_table_create",
    "repayment_schedule_create",
    "application_transition",
    "payment_create",
    "ledger_balance_retrieve",
)
def test_the_worked_loan_comes_out_to_the_cent(operation):
    """Fees, funding table, settlement and payments MUST give exactly the published balances. Law L14."""
    with scene() as played:
        played.send(schedule_of(TERMS))
        played.send(trial("0.00", "0.00", "0.00", "0.00", "0.00", "0.00"))
        _upfront(played)
        deducted = _at_settlement(played)
        _planned(played)
        _settled(played, deducted)
        _repaid(played)
        move = ask("application_transition", ADMIN, {"to": "discharged"}, **OF_IT)
        played.send(move.must(LAW, status=[201]))
