"""How payments are spread."""

from decimal import Decimal
from uuid import UUID

import pytest

from apps.repayments.allocation import Allocation, Due, Overpayment, allocate

ONE, TWO, NIL, LAST = (UUID(int=number) for number in range(1, 5))
ROWS = [
    Due(ONE, Decimal("10.00"), Decimal("90.00")),
    Due(NIL, Decimal("0.00"), Decimal("0.00")),
    Due(TWO, Decimal("9.00"), Decimal("91.00")),
    Due(LAST, Decimal("0.00"), Decimal("5.00")),
]


def _shares(amount):
    found = allocate(ROWS, Decimal(amount))
    assert sum(each.interest + each.principal for each in found) == Decimal(amount)
    return [(each.repayment_id, str(each.interest), str(each.principal)) for each in found]


@pytest.mark.parametrize(
    ("amount", "shares"),
    [
        ("0.01", [(ONE, "0.01", "0.00")]),
        ("10.00", [(ONE, "10.00", "0.00")]),
        ("10.01", [(ONE, "10.00", "0.01")]),
        ("100.00", [(ONE, "10.00", "90.00")]),
        ("100.01", [(ONE, "10.00", "90.00"), (TWO, "0.01", "0.00")]),
        ("205.00", [(ONE, "10.00", "90.00"), (TWO, "9.00", "91.00"), (LAST, "0.00", "5.00")]),
    ],
)
def test_rows_in_order_and_interest_before_principal(amount, shares):
    assert _shares(amount) == shares


def test_more_than_everything_due_is_refused():
    for rows in (ROWS, []):
        with pytest.raises(Overpayment):
            allocate(rows, Decimal("205.01"))


def test_an_allocation_is_a_value():
    assert allocate(ROWS[:1], Decimal(1)) == [Allocation(ONE, Decimal(1), Decimal("0.00"))]
