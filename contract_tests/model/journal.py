"""Double entry, written again: what each event posts, and what the accounts hold then.

Source: domain.md, section 7.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from contract_tests.model import days
from contract_tests.model.repayment import ZERO
from contract_tests.model.trial_balance import ACCOUNTS

CONTROL = frozenset({"loan_receivable", "fees_receivable"})
KINDS = (
    "fee_charged",
    "fee_paid",
    "fee_waived",
    "fee_refunded",
    "settlement",
    "payment",
    "payment_reversed",
    "adjustment",
)


@dataclass(frozen=True, slots=True)
class Line:
    """Dollars of one account on one side."""

    account: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Entry:
    """What was posted at once.

    Args:
        day: ISO date from which it counts; empty for the day on which it was posted.
        reverses: number of the entry that it takes back.
    """

    kind: str
    lines: tuple[Line, ...]
    day: str = ""
    reverses: int | None = None

    @property
    def is_balanced(self) -> bool:
        """Whether there are two lines at least, each on one side, and both sides are equal. Law L1."""
        one_sided = all((line.debit > 0) != (line.credit > 0) for line in self.lines)
        debits, credits_ = sum(line.debit for line in self.lines), sum(line.credit for line in self.lines)
        return len(self.lines) > 1 and one_sided and debits == credits_


@dataclass
class Journal:
    """The entries of one application, or of the book of none; the first has number 1."""

    entries: list[Entry] = field(default_factory=list)

    def post(self, kind: str, lines: Iterable[Line], day: str = "", reverses: int | None = None) -> int:
        """Append an entry and return its number. Lines of nothing are left out."""
        entry = Entry(kind, tuple(line for line in lines if line.debit or line.credit), day, reverses)
        assert entry.is_balanced, f"the model posts what does not balance: {entry}"
        self.entries.append(entry)
        return len(self.entries)

    def reverse(self, number: int, kind: str) -> int:
        """Append the entry that takes another one back, today, and return its number."""
        swapped = [Line(line.account, line.credit, line.debit) for line in self.entries[number - 1].lines]
        return self.post(kind, swapped, reverses=number)

    def sums(self, until: str = "") -> dict[str, tuple[Decimal, Decimal]]:
        """Return debits and credits of each account.

        Args:
            until: the last ISO day that counts; empty for all.
        """
        counted = [one for one in self.entries if not until or (one.day or days.today()) <= until]
        return sums_of(line for entry in counted for line in entry.lines)

    def balance(self, account: str) -> Decimal:
        """Return debits less credits of one account."""
        debit, credit = self.sums()[account]
        return debit - credit


def sums_of(lines: Iterable[Line]) -> dict[str, tuple[Decimal, Decimal]]:
    """Return debits and credits of each account."""
    found = dict.fromkeys(ACCOUNTS, (ZERO, ZERO))
    for line in lines:
        debit, credit = found[line.account]
        found[line.account] = debit + line.debit, credit + line.credit
    return found


# --- the events -----------------------------------------------------------------------------------------
def fee_charged(net: Decimal, gst: Decimal) -> Sequence[Line]:
    """A fee falls due."""
    return (
        Line("fees_receivable", debit=net + gst),
        Line("fee_income", credit=net),
        Line("gst_payable", credit=gst),
    )


def fee_paid(gross: Decimal) -> Sequence[Line]:
    """It is paid."""
    return Line("cash", debit=gross), Line("fees_receivable", credit=gross)


def fee_refunded(net: Decimal, gst: Decimal) -> Sequence[Line]:
    """What was paid goes back."""
    return (
        Line("fee_income", debit=net),
        Line("gst_payable", debit=gst),
        Line("cash", credit=net + gst),
    )


def settlement(
    loan: Decimal, fees: Decimal, prepaid: Decimal, payouts: Iterable[Decimal], net_funds: Decimal
) -> Sequence[Line]:
    """The loan is paid out."""
    return (
        Line("loan_receivable", debit=loan),
        Line("fees_receivable", credit=fees),
        Line("interest_income", credit=prepaid),
        *(Line("cash", credit=each) for each in payouts),
        Line("cash", credit=net_funds),
    )


def payment(interest: Decimal, principal: Decimal) -> Sequence[Line]:
    """Instalments are paid."""
    return (
        Line("cash", debit=interest + principal),
        Line("interest_income", credit=interest),
        Line("loan_receivable", credit=principal),
    )
