"""Money of the world: rules for fees, fees of every status, funding tables, schedules, payments, the journal.

Rows are written as data, not by the services: these would bump the versions of applications.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from apps.applications import valuing
from apps.applications.models import Application
from apps.applications.selectors import values_of
from apps.applications.terms import Terms
from apps.fees import pricing
from apps.fees.models import Fee, FeeDefinition, FundingTable
from apps.kernel.money import ZERO
from apps.ledger import posting
from apps.ledger.chart import Account
from apps.ledger.models import JournalEntry, JournalLine
from apps.ledger.posting import Kind, Line, Posting
from apps.repayments import schedule as schedules
from apps.repayments.models import Payment, PaymentAllocation, Repayment, RepaymentSchedule
from crm.management.world import add, world_id

_SETTLED_ON = date(2024, 6, 28)  # of every application of the world that is
_CHARGED_ON = date(2024, 6, 3)
_PAID_ON = date(2024, 6, 11)
_PLANNED_ON = date(2026, 3, 31)
_DEFINITIONS: dict[str, dict[str, Any]] = {
    "fixed": {
        "kind": "legal",
        "method": "fixed",
        "amount": Decimal("1200.00"),
        "gst": "taxable",
        "collect": "upfront",
    },
    "percentage": {
        "kind": "establishment",
        "method": "percentage",
        "rate": Decimal("2.0000"),
        "base": "loan_amount",
        "gst": "input_taxed",
        "collect": "at_settlement",
    },
    "tiered": {
        "kind": "brokerage",
        "method": "tiered",
        "bands": [{"up_to": "500000.00", "rate": "2.0000"}, {"up_to": None, "rate": "1.5000"}],
        "base": "loan_amount",
        "gst": "taxable",
        "collect": "at_settlement",
        "minimum": Decimal("500.00"),
    },
    "inactive": {
        "kind": "valuation",
        "method": "fixed",
        "amount": Decimal("1000.00"),
        "gst": "taxable",
        "collect": "upfront",
        "is_active": False,
    },
}
# fee: application, definition, kind, status. No two stand on one application.
_FEES: dict[str, tuple[str, str, str, str]] = {
    "pending": ("app_submitted", "fixed", "legal", "pending"),
    "to_deduct": ("settlement_conditions", "percentage", "establishment", "pending"),
    "paid": ("commitment_fee_paid", "", "commitment", "paid"),
    "offered": ("iloo_signed", "", "commitment", "paid"),
    "waived": ("formal_approval", "tiered", "brokerage", "waived"),
    "refunded": ("valuation_ordered", "fixed", "legal", "refunded"),
    "deducted": ("settled", "percentage", "establishment", "deducted"),
    "stranger": ("stranger", "fixed", "legal", "pending"),
    "colleague": ("colleague", "fixed", "legal", "pending"),
}
# Funding tables and schedules: version -> application, and the day from which both are computed. Of one
# application the last version counts, and is called as the application is.
_VERSIONS: dict[str, tuple[str, date]] = {
    "sent_to_lender": ("sent_to_lender", _PLANNED_ON),
    "valuation_received": ("valuation_received", _PLANNED_ON),
    "settlement_conditions_first": ("settlement_conditions", date(2026, 1, 31)),
    "settlement_conditions_before": ("settlement_conditions", date(2026, 2, 28)),
    "settlement_conditions": ("settlement_conditions", _PLANNED_ON),
    "settled_before": ("settled", date(2024, 6, 14)),
    "settled": ("settled", _SETTLED_ON),
    "discharged": ("discharged", _SETTLED_ON),
    "stranger": ("stranger", _PLANNED_ON),
}


@dataclass
class _Journal:
    """Entries to be inserted, numbered by application."""

    now: datetime
    entries: dict[UUID, JournalEntry] = field(default_factory=dict)
    lines: list[JournalLine] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)

    def post(
        self,
        name: str,
        posted: Posting,
        effective_on: date,
        source: tuple[str, UUID] | None = None,
        reverses: JournalEntry | None = None,
    ) -> JournalEntry:
        """Append an entry to the journal of `name`, or to that of no application."""
        self.last[name] = number = self.last.get(name, 0) + 1
        application_id = world_id(f"application/{name}") if name != "unassigned" else None
        source_type, source_id = source or (None, None)
        entry = JournalEntry(
            id=world_id(f"ledger_entry/{name}/{number}"),
            application_id=application_id,
            seq=number,
            kind=posted.kind.value,
            posted_at=self.now - timedelta(minutes=60 - number),
            effective_on=effective_on,
            description=f"Entry {number} of {name}",
            source_type=source_type,
            source_id=source_id,
            reverses=reverses,
        )
        self.entries[entry.id] = entry
        self.lines += [
            JournalLine(
                id=world_id(f"ledger_line/{name}/{number}/{place}"),
                entry=entry,
                application_id=application_id,
                account=line.account.value,
                debit=line.debit,
                credit=line.credit,
            )
            for place, line in enumerate(posted.lines, start=1)
        ]
        return entry


def build(now: datetime) -> None:
    """Create what is missing."""
    journal = _Journal(now)
    definitions = {name: _definition(name) for name in _DEFINITIONS}
    names = {name for name, *_ in _FEES.values()} | {name for name, _ in _VERSIONS.values()}
    found = Application.objects.in_bulk([world_id(f"application/{name}") for name in names])
    applications = {name: found[world_id(f"application/{name}")] for name in names}
    fees = [_fee(name, applications, definitions, journal) for name in _FEES]
    of = {version: applications[name] for version, (name, _) in _VERSIONS.items()}
    tables = {version: _funding_table(version, application, fees) for version, application in of.items()}
    rows = {version: _rows(version, application) for version, application in of.items()}
    for name, table in tables.items():
        if name in applications and applications[name].settled_on is not None:
            journal.post(name, _settlement(table), _SETTLED_ON, ("funding_table", table.id))
    first = [row for row in rows["settled"] if row.amount][:1]
    due = [row for row in rows["discharged"] if row.amount]
    payments = [
        _payment("reversed", "settled", first, journal, is_reversed=True),
        _payment("settled", "settled", first, journal),
        _payment("discharged", "discharged", due, journal),
    ]
    given = [_pay(row, "settled") for row in first] + [_pay(row, "discharged") for row in due]
    given += [_allocation(row, "reversed") for row in first]
    adjusted = [Line(Account.CASH, debit=Decimal("100.00"), credit=ZERO)]
    adjusted += [Line(Account.ADJUSTMENTS, debit=ZERO, credit=Decimal("100.00"))]
    journal.post("unassigned", posting.adjustment(adjusted), _CHARGED_ON)
    add(definitions.values())
    add(journal.entries.values())
    add(journal.lines)
    add(fees)
    add(tables.values())
    add(_schedule(version, application) for version, application in of.items())
    add(row for version in of for row in rows[version])
    add(payments)
    add(given)


# --- fees -----------------------------------------------------------------------------------------------
def _definition(name: str) -> FeeDefinition:
    return FeeDefinition(
        id=world_id(f"fee_definition/{name}"),
        code=f"world_{name}",
        name=f"Rule called {name}",
        **_DEFINITIONS[name],
    )


def _fee(
    name: str,
    applications: dict[str, Application],
    definitions: dict[str, FeeDefinition],
    journal: _Journal,
) -> Fee:
    where, rule_name, kind, status = _FEES[name]
    application, definition = applications[where], definitions.get(rule_name)
    rule = (
        definition.rule
        if definition
        else pricing.Rule(pricing.Method.FIXED, pricing.Gst.INPUT_TAXED, amount=Decimal("2500.00"))
    )
    base = application.loan_amount if definition is not None and definition.base else None
    price = pricing.price(rule, base, where="")
    source = ("fee", world_id(f"fee/{name}"))
    charged = posting.fee_charged(net=price.net, gst=price.gst)
    charge = journal.post(where, charged, _CHARGED_ON, source)
    if status in ("paid", "refunded"):
        journal.post(where, posting.fee_paid(gross=price.gross), _PAID_ON, source)
    if status == "refunded":
        journal.post(where, posting.fee_refunded(net=price.net, gst=price.gst), _PAID_ON, source)
    if status == "waived":
        contra = posting.contra(charged.lines, Kind.FEE_WAIVED)
        journal.post(where, contra, _PAID_ON, source, reverses=charge)
    return Fee(
        id=source[1],
        application=application,
        definition=definition,
        kind=kind,
        description=f"Fee called {name}",
        base_amount=base,
        net=price.net,
        gst=price.gst,
        gross=price.gross,
        gst_treatment=rule.gst.value,
        collect=definition.collect if definition else "upfront",
        due_on=date(2025, 4, 1 + len(name)) if name != "to_deduct" else None,
        status=status,
        paid_on=_PAID_ON if status in ("paid", "refunded") else None,
        terms_version=application.terms_version,
        trace=price.trace,
        charge=charge,
        created_by=world_id("user/admin"),
    )


# --- funding tables and schedules -----------------------------------------------------------------------
def _computed(version: str, application: Application) -> schedules.Schedule:
    return schedules.schedule(_terms(application), _VERSIONS[version][1])


def _number(version: str) -> int:
    """Return which version of its application it is."""
    name = _VERSIONS[version][0]
    return [each for each, (of, _) in _VERSIONS.items() if of == name].index(version) + 1


def _terms(application: Application) -> Terms:
    terms: Terms | None = application.terms
    if terms is None:
        raise LookupError(f"{application.reference} has no terms")
    return terms


def _funding_table(version: str, application: Application, fees: Iterable[Fee]) -> FundingTable:
    loan = _terms(application).loan_amount
    taken = [fee for fee in fees if fee.application == application and fee.collect == "at_settlement"]
    deducted = sum((fee.gross for fee in taken), ZERO)
    prepaid = _computed(version, application).totals.prepaid
    payout = Decimal("250000.00")
    properties = values_of(application)
    return FundingTable(
        id=world_id(f"funding_table/{version}"),
        application=application,
        computed_by=world_id("user/admin"),
        number=_number(version),
        terms_version=application.terms_version,
        starts_on=_VERSIONS[version][1],
        gross_loan=loan,
        deducted_fees=[
            {"fee_id": str(fee.id), "kind": fee.kind, "description": fee.description, "gross": str(fee.gross)}
            for fee in taken
        ],
        deducted_total=deducted,
        prepaid_interest=prepaid,
        payouts=[{"payee": f"Outgoing mortgagee of {version}", "amount": str(payout)}],
        payouts_total=payout,
        net_funds=loan - deducted - prepaid - payout,
        security_value=valuing.total(properties),
        lvr=valuing.lvr(loan, properties),
    )


def _settlement(table: FundingTable) -> Posting:
    return posting.settlement(
        loan_amount=table.gross_loan,
        deducted_fees=table.deducted_total,
        prepaid_interest=table.prepaid_interest,
        payouts=[Decimal(payout["amount"]) for payout in table.payouts],
        net_funds=table.net_funds,
    )


def _schedule(version: str, application: Application) -> RepaymentSchedule:
    return RepaymentSchedule(
        id=world_id(f"repayment_schedule/{version}"),
        application=application,
        number=_number(version),
        terms_version=application.terms_version,
        starts_on=_VERSIONS[version][1],
        is_active=version == _VERSIONS[version][0],
        level_instalment=_computed(version, application).level_instalment,
        created_by=world_id("user/admin"),
    )


def _rows(version: str, application: Application) -> list[Repayment]:
    return [
        Repayment(
            id=world_id(f"repayment/{version}/{row.number}"),
            schedule_id=world_id(f"repayment_schedule/{version}"),
            created_by=world_id("user/admin"),
            **row._asdict(),
        )
        for row in _computed(version, application).rows
    ]


# --- payments -------------------------------------------------------------------------------------------
def _payment(
    name: str, where: str, rows: Sequence[Repayment], journal: _Journal, *, is_reversed: bool = False
) -> Payment:
    """Return a payment of some rows in full, received when the last of them fell due."""
    source, received_on = ("payment", world_id(f"payment/{name}")), rows[-1].due_on
    interest = sum((row.interest_due for row in rows), ZERO)
    principal = sum((row.principal for row in rows), ZERO)
    posted = posting.payment(interest=interest, principal=principal)
    entry = journal.post(where, posted, received_on, source)
    contra = None
    if is_reversed:
        back = posting.contra(posted.lines, Kind.PAYMENT_REVERSED)
        contra = journal.post(where, back, received_on, source, reverses=entry)
    return Payment(
        id=source[1],
        application_id=world_id(f"application/{where}"),
        amount=interest + principal,
        received_on=received_on,
        reference=f"Receipt {name}",
        method="eft" if is_reversed else "bpay",
        entry=entry,
        reversed_by=contra,
        created_by=world_id("user/admin"),
    )


def _pay(row: Repayment, payment: str) -> PaymentAllocation:
    """Mark a row as paid in full, and return what it got."""
    row.paid_interest, row.paid_principal = row.interest_due, row.principal
    return _allocation(row, payment)


def _allocation(row: Repayment, payment: str) -> PaymentAllocation:
    return PaymentAllocation(
        id=world_id(f"payment_allocation/{payment}/{row.number}"),
        payment_id=world_id(f"payment/{payment}"),
        repayment=row,
        interest=row.interest_due,
        principal=row.principal,
    )
