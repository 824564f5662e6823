"""The money of one application as the requirements have it: fees, tables, schedules, payments, journal.

Source: domain.md, sections 2, 5 and 7.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from contract_tests.model import journal, repayment
from contract_tests.model.journal import Journal
from contract_tests.model.repayment import ZERO, NotComputable, Row


@dataclass
class Fee:
    """One charge.

    Args:
        charge: number of its entry.
        paid_on: ISO date.
        is_computed: whether it is a part of something, so that new terms make it out of date.
    """

    kind: str
    description: str
    net: Decimal
    gst: Decimal
    collect: str
    status: str
    charge: int
    terms_version: int
    paid_on: str | None = None
    is_computed: bool = False

    @property
    def gross(self) -> Decimal:
        """What is owed."""
        return self.net + self.gst


@dataclass(frozen=True)
class Table:
    """One version of the funding table.

    Args:
        fees: names of what is deducted, with the gross of each, the oldest first.
        payouts: payee and amount.
    """

    number: int
    terms_version: int
    starts_on: str
    gross_loan: Decimal
    fees: Sequence[tuple[str, Decimal]]
    prepaid: Decimal
    payouts: Sequence[tuple[str, Decimal]]
    security_value: Decimal | None = None
    lvr: Decimal | None = None

    @property
    def net_funds(self) -> Decimal:
        """What is left for the borrower. Source: law F5."""
        taken = sum((gross for _, gross in self.fees), ZERO) + sum((paid for _, paid in self.payouts), ZERO)
        return self.gross_loan - taken - self.prepaid


@dataclass
class Plan:
    """One version of the schedule, and what was paid on it.

    Args:
        due_on: days that were moved, by the number of the row.
        paid: interest and principal, by the number of the row.
    """

    number: int
    terms_version: int
    starts_on: str
    rows: Sequence[Row]
    level: Decimal | None
    due_on: dict[int, str] = field(default_factory=dict)
    paid: dict[int, tuple[Decimal, Decimal]] = field(default_factory=dict)

    def day_of(self, number: int) -> str:
        """Return the day on which a row falls due now."""
        return self.due_on.get(number, self.rows[number - 1].due_on)

    def status(self, row: Row) -> str:
        """Return how far a row is paid."""
        paid = sum(self.paid.get(row.number, ()), ZERO)
        if row.amount == 0:
            return "nil"
        return "scheduled" if not paid else "paid" if paid == row.amount else "partial"

    @property
    def left(self) -> Decimal:
        """Everything that is still due."""
        return sum((row.amount for row in self.rows), ZERO) - sum(map(sum, self.paid.values()), ZERO)

    def allocate(self, amount: Decimal) -> list[tuple[int, Decimal, Decimal]]:
        """Return what each row gets of a payment: in their order, interest first. Source: law L9.

        Raises:
            ValueError: it is more than what is left.
        """
        found = []
        for row in self.rows:
            interest, principal = self.paid.get(row.number, (ZERO, ZERO))
            to_interest = min(amount, row.interest_due - interest)
            to_principal = min(amount - to_interest, row.principal - principal)
            if to_interest or to_principal:
                found.append((row.number, to_interest, to_principal))
            amount -= to_interest + to_principal
        if amount:
            raise ValueError(f"{amount} too much")
        return found

    def give(self, shares: Iterable[tuple[int, Decimal, Decimal]], sign: int = 1) -> None:
        """Put shares on their rows; take them off again with -1."""
        for number, interest, principal in shares:
            had = self.paid.get(number, (ZERO, ZERO))
            self.paid[number] = had[0] + sign * interest, had[1] + sign * principal


@dataclass
class Payment:
    """Money received for instalments; `entry` and `contra` are numbers in the journal."""

    amount: Decimal
    received_on: str
    shares: Sequence[tuple[int, Decimal, Decimal]]
    entry: int
    contra: int | None = None


@dataclass
class Money:
    """All of it, by the names of its rows. The last table counts, and the last plan is the active one."""

    fees: dict[str, Fee] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    payments: dict[str, Payment] = field(default_factory=dict)
    journal: Journal = field(default_factory=Journal)

    @property
    def plan(self) -> Plan | None:
        """The active schedule."""
        return self.plans[-1] if self.plans else None

    @property
    def pending(self) -> dict[str, Fee]:
        """Fees that are neither paid nor given up."""
        return {name: fee for name, fee in self.fees.items() if fee.status == "pending"}

    @property
    def commitment_paid(self) -> bool:
        """Whether a commitment fee is paid, and none is pending."""
        found = [fee.status for fee in self.fees.values() if fee.kind == "commitment"]
        return "paid" in found and "pending" not in found

    @property
    def standing(self) -> str | None:
        """The newest payment that was not reversed."""
        return next((name for name in reversed(self.payments) if self.payments[name].contra is None), None)

    def funding(
        self,
        terms: Mapping[str, Any],
        terms_version: int,
        starts_on: str,
        payouts: Sequence[tuple[str, Decimal]],
        security_value: Decimal | None = None,
        lvr: Decimal | None = None,
    ) -> Table:
        """Return the table that would be computed now; its net funds may be negative.

        Raises:
            NotComputable: there is no schedule from that day.
        """
        taken = [(name, fee.gross) for name, fee in self.pending.items() if fee.collect == "at_settlement"]
        return Table(
            number=len(self.tables) + 1,
            terms_version=terms_version,
            starts_on=starts_on,
            gross_loan=Decimal(terms["loan_amount"]),
            fees=taken,
            prepaid=repayment.schedule(terms, starts_on).totals["prepaid"],
            payouts=payouts,
            security_value=security_value,
            lvr=lvr,
        )

    def is_computable(self, terms: Mapping[str, Any] | None, day: str) -> bool:
        """Whether the loan could be paid out on that day, with the payouts of the last table."""
        if terms is None:
            return False
        payouts = self.tables[-1].payouts if self.tables else ()
        try:
            return self.funding(terms, 0, day, payouts).net_funds >= 0
        except NotComputable:
            return False

    def schedule(self, terms: Mapping[str, Any], terms_version: int, starts_on: str) -> None:
        """Append a version of the schedule.

        Raises:
            NotComputable: there is none.
        """
        found = repayment.schedule(terms, starts_on)
        self.plans.append(Plan(len(self.plans) + 1, terms_version, starts_on, found.rows, found.level))

    def settle(self, terms: Mapping[str, Any], terms_version: int, day: str, **worth: Any) -> None:
        """Pay the loan out: both computed again, posted, and what was deducted is settled."""
        payouts = self.tables[-1].payouts if self.tables else ()
        table = self.funding(terms, terms_version, day, payouts, **worth)
        self.tables.append(table)
        self.schedule(terms, terms_version, day)
        fees = sum((gross for _, gross in table.fees), ZERO)
        paid_out = [amount for _, amount in payouts]
        lines = journal.settlement(table.gross_loan, fees, table.prepaid, paid_out, table.net_funds)
        self.journal.post("settlement", lines, day)
        for name, _ in table.fees:
            self.fees[name].status = "deducted"

    def waive(self, name: str) -> None:
        """Give up a pending fee."""
        self.fees[name].status = "waived"
        self.journal.reverse(self.fees[name].charge, "fee_waived")

    @property
    def cash(self) -> Decimal:
        """What the events themselves have brought in and paid out. Source: law L13."""
        paid = sum((one.amount for one in self.payments.values() if one.contra is None), ZERO)
        fees = sum((fee.gross for fee in self.fees.values() if fee.status == "paid"), ZERO)
        settled = [entry for entry in self.journal.entries if entry.kind == "settlement"]
        out = ZERO
        if settled:
            out = sum((amount for _, amount in self.tables[-1].payouts), ZERO) + self.tables[-1].net_funds
        by_hand = journal.sums_of(
            line for entry in self.journal.entries if entry.kind == "adjustment" for line in entry.lines
        )["cash"]
        return paid + fees - out + by_hand[0] - by_hand[1]
