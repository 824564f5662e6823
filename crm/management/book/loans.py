"""The money of one application: fee, funding table, schedule, settlement, and how it is repaid."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from apps.ledger import posting
from apps.ledger.posting import Posting
from crm.management.book.drawing import Draw, instant
from crm.management.book.plans import Plan
from crm.management.book.sheets import Sheets

_ZERO = Decimal("0.00")
COMMITMENT = Decimal("2500.00")
# How borrowers pay, and how often such borrowers are met.
PUNCTUAL, LATE, PARTIAL, SILENT = HABITS = ("punctual", "late", "partial", "silent")
HABIT_WEIGHTS = (78, 12, 5, 5)
_METHODS = ("eft", "eft", "bpay", "cheque")


@dataclass
class Loan:
    """One application on its way through the book.

    Args:
        by: id of the user who does it all.
        fee: id of the rule and trace of the commitment fee.
    """

    id: str
    plan: Plan
    by: str
    draw: Draw
    sheets: Sheets
    fee: tuple[str, str]
    seq: int = 0
    rows: list[tuple[str, date, Any]] = field(default_factory=list)

    def charge(self, at: datetime, *, paid_on: date | None) -> None:
        """Charge the commitment fee, and perhaps receive it."""
        fee_id = self.draw.id(at)
        net, gross = COMMITMENT, COMMITMENT
        charge = self._post(at, posting.fee_charged(net=net, gst=_ZERO), ("fee", fee_id), "Fee charged")
        status, (definition_id, trace) = ("paid" if paid_on else "pending"), self.fee
        self.sheets.add(
            "fees.Fee",
            *(fee_id, at, at, self.by, 1),
            *(self.id, definition_id, "commitment", "Commitment fee", net, _ZERO, gross, "input_taxed"),
            *("upfront", at.date() + timedelta(days=7), status, paid_on, 1, trace, charge),
        )
        if paid_on:
            self._post(instant(paid_on), posting.fee_paid(gross=gross), ("fee", fee_id), "Fee paid")

    def fund(self, at: datetime, starts_on: date) -> None:
        """Store a funding table and a schedule."""
        amount = self.plan.loan_amount
        self.sheets.add(
            "fees.FundingTable",
            *(self.draw.id(at), at, self.id, 1, 1, starts_on, amount),
            *("[]", _ZERO, _ZERO, "[]", _ZERO, amount),
        )
        schedule_id = self.draw.id(at)
        self.sheets.add(
            "repayments.RepaymentSchedule",
            *(schedule_id, at, self.id, 1, 1, starts_on, self.plan.computed.level_instalment, True),
        )
        self._schedule, self._starts_on, self._at = schedule_id, starts_on, at
        days = self.plan.due_dates(starts_on)
        self.rows = [
            (self.draw.id(at), day, row) for day, row in zip(days, self.plan.computed.rows, strict=True)
        ]

    def settle(self, at: datetime) -> None:
        """Pay the loan out."""
        amount = self.plan.loan_amount
        posted = posting.settlement(
            loan_amount=amount, deducted_fees=_ZERO, prepaid_interest=_ZERO, payouts=[], net_funds=amount
        )
        self._post(at, posted, None, "Settlement")

    def repay(self, habit: str, until: date) -> date:
        """Receive what this borrower has paid before a day; write the rows; return the last day on which.

        Args:
            habit: one of HABITS; who is partial or silent stops after a while.
        """
        paid: dict[str, tuple[Decimal, Decimal]] = {}
        last = self._starts_on
        for row_id, received_on, interest, principal in self._received(habit, until):
            paid[row_id] = (interest, principal)
            last = received_on
            at = instant(received_on)
            payment_id = self.draw.id(at)
            posted = posting.payment(interest=interest, principal=principal)
            entry = self._post(at, posted, ("payment", payment_id), "Payment")
            self.sheets.add(
                "repayments.Payment",
                *(payment_id, at, at, self.by, 1),
                *(self.id, interest + principal, received_on, f"DD {payment_id[-6:]}"),
                *(self.draw.one(_METHODS), entry),
            )
            share = (self.draw.id(at), payment_id, row_id, interest, principal)
            self.sheets.add("repayments.PaymentAllocation", *share)
        before = self._starts_on
        for number, (row_id, day, row) in enumerate(self.rows, start=1):
            self.sheets.add(
                "repayments.Repayment",
                *(row_id, self._at, self._at, self.by, 1 + (row_id in paid)),
                *(self._schedule, number, day, (day - before).days, row.opening_balance, row.interest),
                *(row.prepaid, row.principal, row.amount, row.closing_balance),
                *paid.get(row_id, (_ZERO, _ZERO)),
            )
            before = day
        return last

    def _received(self, habit: str, until: date) -> Iterator[tuple[str, date, Decimal, Decimal]]:
        """Return `(row, day, interest, principal)` of each payment, in order; rows of 0.00 need none."""
        stops = self.draw.number(len(self.rows)) if habit in (PARTIAL, SILENT) else len(self.rows)
        last = self._starts_on
        for number, (row_id, day, row) in enumerate(self.rows):
            late = self.draw.number(1, 25) if habit == LATE and self.draw.share() < 0.5 else 0
            last = max(last, day + timedelta(days=late))
            if last >= until or number > stops or (number == stops and habit == SILENT):
                return
            interest, principal = row.amount - row.principal, row.principal
            if number == stops and habit == PARTIAL:
                interest, principal = (interest / 2).quantize(Decimal("0.01")), _ZERO
            if interest + principal > 0:
                yield row_id, last, interest, principal

    def _post(self, at: datetime, posted: Posting, source: tuple[str, str] | None, text: str) -> str:
        self.seq += 1
        entry = self.draw.id(at)
        self.sheets.add(
            "ledger.JournalEntry",
            *(entry, self.id, self.seq, posted.kind.value, at, at.date(), text),
            *(source or (None, None)),
        )
        for line in posted.lines:
            self.sheets.add(
                "ledger.JournalLine",
                *(self.draw.id(at), entry, self.id, line.account.value, line.debit, line.credit),
            )
        return entry
