"""What is left of a loan to pay out on the day it starts. Source: domain.md, section 5"""

from collections.abc import Iterable
from decimal import Decimal

from apps.kernel.errors import Conflict


class NetFundsNegative(Conflict):
    """Fees, prepaid interest and payouts are more than the loan."""

    code = "fees.net_funds_negative"


def net_funds(
    gross_loan: Decimal, *, fees: Iterable[Decimal], prepaid_interest: Decimal, payouts: Iterable[Decimal]
) -> Decimal:
    """Return what goes to the borrower, in dollars.

    Args:
        fees: the gross of each that is taken out of the loan.
        prepaid_interest: as the schedule has it in its rows.

    Raises:
        NetFundsNegative: there is less than nothing left.
    """
    left = gross_loan - sum(fees) - prepaid_interest - sum(payouts)
    if left < 0:
        raise NetFundsNegative(f"The loan falls short by {-left}.")
    return left
