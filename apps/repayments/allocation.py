"""How a payment is spread over the rows of a schedule.

Rows in number order; within a row interest, then principal; a later row gets nothing until the earlier ones
are full. Source: domain.md, section 7
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from apps.kernel.errors import Invalid


class Overpayment(Invalid):
    """The payment is more than everything that is still due on the schedule."""

    code = "repayments.overpayment"


@dataclass(frozen=True, slots=True)
class Due:
    """What is still due on one row, in dollars."""

    repayment_id: UUID
    interest: Decimal
    principal: Decimal


@dataclass(frozen=True, slots=True)
class Allocation:
    """What one row gets of a payment, in dollars; never nothing."""

    repayment_id: UUID
    interest: Decimal
    principal: Decimal


def allocate(rows_due: Iterable[Due], amount: Decimal) -> list[Allocation]:
    """Return what each row gets of `amount`; together that is all of it.

    Args:
        rows_due: in number order; advance payments reach rows that are not due yet.
        amount: above 0.00.

    Raises:
        Overpayment: more than everything still due.
    """
    left, found = amount, []
    for due in rows_due:
        if not left:
            break
        interest = min(left, due.interest)
        principal = min(left - interest, due.principal)
        if interest or principal:
            found.append(Allocation(due.repayment_id, interest, principal))
            left -= interest + principal
    if left:
        raise Overpayment(f"{amount - left} is still due on the schedule.", pointer="/body/amount")
    return found
