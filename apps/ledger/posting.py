"""What each event posts: the table of domain.md, section 7, as functions.

A posting is whole before it is stored: at least two lines, each on one side, both sides equal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from apps.kernel.errors import Invalid
from apps.kernel.money import ZERO
from apps.ledger.chart import CONTROL, Account

_LEAST_LINES = 2


class Kind(StrEnum):
    """What an entry is about."""

    FEE_CHARGED = "fee_charged"
    FEE_PAID = "fee_paid"
    FEE_WAIVED = "fee_waived"
    FEE_REFUNDED = "fee_refunded"
    SETTLEMENT = "settlement"
    PAYMENT = "payment"
    PAYMENT_REVERSED = "payment_reversed"
    ADJUSTMENT = "adjustment"


# The names on the wire.
KINDS = [kind.value for kind in Kind]


class OneSided(Invalid):
    """A line has an amount on exactly one side, debit or credit."""

    code = "ledger.one_sided"


class Unbalanced(Invalid):
    """The debits are not equal to the credits."""

    code = "ledger.unbalanced"


class ControlAccount(Invalid):
    """What borrowers owe changes with their loans and fees only, not by hand."""

    code = "ledger.control_account"


ADJUSTMENT_REFUSALS = (OneSided, ControlAccount, Unbalanced)


@dataclass(frozen=True, slots=True)
class Line:
    """An amount of one account, in dollars, on one side."""

    account: Account
    debit: Decimal = ZERO
    credit: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Posting:
    """Lines that belong together."""

    kind: Kind
    lines: Sequence[Line]

    def __post_init__(self) -> None:
        """Refuse what is not a posting. That is a programming error: people's input is refused before."""
        one_sided = all(
            max(line.debit, line.credit) > 0 and min(line.debit, line.credit) == 0 for line in self.lines
        )
        if len(self.lines) < _LEAST_LINES or not one_sided or not _balances(self.lines):
            raise ValueError(f"not a balanced posting: {self}")


def fee_charged(*, net: Decimal, gst: Decimal) -> Posting:
    """A fee falls due."""
    return _posting(
        Kind.FEE_CHARGED,
        Line(Account.FEES_RECEIVABLE, debit=net + gst),
        Line(Account.FEE_INCOME, credit=net),
        Line(Account.GST_PAYABLE, credit=gst),
    )


def fee_paid(*, gross: Decimal) -> Posting:
    """A fee is paid in full."""
    return _posting(
        Kind.FEE_PAID, Line(Account.CASH, debit=gross), Line(Account.FEES_RECEIVABLE, credit=gross)
    )


def fee_refunded(*, net: Decimal, gst: Decimal) -> Posting:
    """A paid fee goes back."""
    return _posting(
        Kind.FEE_REFUNDED,
        Line(Account.FEE_INCOME, debit=net),
        Line(Account.GST_PAYABLE, debit=gst),
        Line(Account.CASH, credit=net + gst),
    )


def settlement(
    *,
    loan_amount: Decimal,
    deducted_fees: Decimal,
    prepaid_interest: Decimal,
    payouts: Iterable[Decimal],
    net_funds: Decimal,
) -> Posting:
    """A loan is paid out: what is withheld is received, the rest leaves in one line for each payee."""
    return _posting(
        Kind.SETTLEMENT,
        Line(Account.LOAN_RECEIVABLE, debit=loan_amount),
        Line(Account.FEES_RECEIVABLE, credit=deducted_fees),
        Line(Account.INTEREST_INCOME, credit=prepaid_interest),
        *(Line(Account.CASH, credit=payout) for payout in payouts),
        Line(Account.CASH, credit=net_funds),
    )


def payment(*, interest: Decimal, principal: Decimal) -> Posting:
    """Money received for instalments."""
    return _posting(
        Kind.PAYMENT,
        Line(Account.CASH, debit=interest + principal),
        Line(Account.INTEREST_INCOME, credit=interest),
        Line(Account.LOAN_RECEIVABLE, credit=principal),
    )


def adjustment(lines: Sequence[Line]) -> Posting:
    """An entry by hand.

    Args:
        lines: as given; pointers of refusals are those of a body that holds them as `lines`.

    Raises:
        OneSided, ControlAccount, Unbalanced: see their names.
    """
    for number, line in enumerate(lines):
        if (line.debit > 0) == (line.credit > 0):
            raise OneSided(pointer=f"/body/lines/{number}")
        if line.account in CONTROL:
            raise ControlAccount(pointer=f"/body/lines/{number}/account")
    if not _balances(lines):
        raise Unbalanced(pointer="/body/lines")
    return Posting(Kind.ADJUSTMENT, tuple(lines))


def contra(lines: Iterable[Line], kind: Kind) -> Posting:
    """The same lines with their sides swapped: every balance is as it was before."""
    return Posting(kind, tuple(Line(line.account, debit=line.credit, credit=line.debit) for line in lines))


def _posting(kind: Kind, *lines: Line) -> Posting:
    """Return a posting without the lines that come to nothing, such as the GST of what is not taxed."""
    return Posting(kind, tuple(line for line in lines if line.debit or line.credit))


def _balances(lines: Iterable[Line]) -> bool:
    lines = list(lines)
    return sum(line.debit for line in lines) == sum(line.credit for line in lines)
