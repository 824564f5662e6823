"""Take over what the world's applications have, from what the API shows of it before anybody acts.

Facts are taken as they are shown: who was charged how much, when, and what was paid. What follows from them
is computed here, so that the first look at the application says whether it is right.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from contract_tests.model import pricing, repayment
from contract_tests.model.access_world import names
from contract_tests.model.journal import Entry, Journal, Line
from contract_tests.model.money import Fee, Money, Payment, Plan, Table

Shown = Sequence[Mapping[str, Any]]


def name_of(row: Mapping[str, Any]) -> str:
    """Return the name of a row of the world."""
    return names()[row["id"]]


def money_of(terms: Mapping[str, Any] | None, shown: Mapping[Any, Shown]) -> Money:
    """Return the money of an application.

    Args:
        terms: from which its tables and schedules were computed.
        shown: rows of its fees, tables, schedules, repayments, payments and journal.
    """
    entries = sorted(shown["journal"], key=lambda entry: int(entry["seq"]))
    numbers = {entry["id"]: entry["seq"] for entry in entries}
    by_source = {(entry["kind"], entry["source"]["id"]): entry["seq"] for entry in entries if entry["source"]}
    found = Money(journal=Journal([_entry(entry, numbers) for entry in entries]))
    for row in sorted(shown["fees"], key=lambda row: (row["created_at"], row["id"])):
        found.fees[name_of(row)] = _fee(row, by_source["fee_charged", row["id"]])
    by_number = {
        part: sorted(shown[part], key=lambda row: int(row["number"])) for part in ("tables", "schedules")
    }
    found.tables = [_table(row, terms) for row in by_number["tables"]]
    found.plans = [_plan(row, terms) for row in by_number["schedules"]]
    for row in shown["repayments"]:
        paid = Decimal(row["paid_interest"]), Decimal(row["paid_principal"])
        if any(paid):
            found.plans[-1].paid[row["number"]] = paid
    for row in sorted(shown["payments"], key=lambda row: by_source["payment", row["id"]]):
        found.payments[name_of(row)] = Payment(
            amount=Decimal(row["amount"]),
            received_on=row["received_on"],
            shares=[
                (s["number"], Decimal(s["interest"]), Decimal(s["principal"])) for s in row["allocations"]
            ],
            entry=by_source["payment", row["id"]],
            contra=None if row["reversed_by"] is None else numbers[row["reversed_by"]],
        )
    return found


def _entry(row: Mapping[str, Any], numbers: Mapping[str, int]) -> Entry:
    lines = tuple(
        Line(line["account"], Decimal(line["debit"]), Decimal(line["credit"])) for line in row["lines"]
    )
    reverses = None if row["reverses"] is None else numbers[row["reverses"]]
    return Entry(row["kind"], lines, row["effective_on"], reverses)


def _fee(row: Mapping[str, Any], charge: int) -> Fee:
    return Fee(
        kind=row["kind"],
        description=row["description"],
        net=Decimal(row["net"]),
        gst=pricing.taxed(Decimal(row["net"]), row["gst_treatment"]).gst,
        collect=row["collect"],
        status=row["status"],
        charge=charge,
        terms_version=row["terms_version"],
        paid_on=row["paid_on"],
        is_computed=row["trace"]["method"] != "fixed",
    )


def _table(row: Mapping[str, Any], terms: Any) -> Table:
    return Table(
        number=row["number"],
        terms_version=row["terms_version"],
        starts_on=row["starts_on"],
        gross_loan=Decimal(terms["loan_amount"]),
        fees=[(names()[fee["fee_id"]], Decimal(fee["gross"])) for fee in row["deducted_fees"]],
        prepaid=repayment.schedule(terms, row["starts_on"]).totals["prepaid"],
        payouts=[(payout["payee"], Decimal(payout["amount"])) for payout in row["payouts"]],
        security_value=None if row["security_value"] is None else Decimal(row["security_value"]),
        lvr=None if row["lvr"] is None else Decimal(row["lvr"]),
    )


def _plan(row: Mapping[str, Any], terms: Any) -> Plan:
    found = repayment.schedule(terms, row["starts_on"])
    return Plan(row["number"], row["terms_version"], row["starts_on"], found.rows, found.level)
