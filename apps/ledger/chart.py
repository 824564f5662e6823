"""The accounts; there are no others. Source: domain.md, section 7"""

from enum import StrEnum


class Account(StrEnum):
    """A ledger account, in the order in which a trial balance shows them."""

    CASH = "cash"  # an asset; negative where the lender has paid out more than came in
    LOAN_RECEIVABLE = "loan_receivable"
    FEES_RECEIVABLE = "fees_receivable"
    GST_PAYABLE = "gst_payable"
    FEE_INCOME = "fee_income"
    INTEREST_INCOME = "interest_income"
    ADJUSTMENTS = "adjustments"  # equity, by hand only


# What borrowers owe: it follows from loans and fees, and never from an entry by hand.
CONTROL = frozenset({Account.LOAN_RECEIVABLE, Account.FEES_RECEIVABLE})
# The names on the wire.
ACCOUNTS = [account.value for account in Account]
