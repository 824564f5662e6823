"""The trial balance as a sum over the journal. Source: domain.md, section 7, laws L2 and L3."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

# operation -> the list over whose rows it sums; a filter that both have means the same.
SUMS: Mapping[str, str] = {"ledger_balance_retrieve": "ledger_entry_list"}
ACCOUNTS = (
    "cash",
    "loan_receivable",
    "fees_receivable",
    "gst_payable",
    "fee_income",
    "interest_income",
    "adjustments",
)
_SIDES = ("debit", "credit")
_NOTHING = Decimal("0.00")


def trial_balance(entries: Iterable[Mapping[str, Any]], as_of: str | None = None) -> dict[str, Any]:
    """Return the sums, in dollars, as the API shows them.

    Args:
        entries: as the journal lists them.
        as_of: the last day that counts, by `effective_on`; every day when there is none.
    """
    lines = [
        line
        for entry in entries
        if as_of is None or entry["effective_on"] <= as_of
        for line in entry["lines"]
    ]
    accounts = []
    for account in ACCOUNTS:
        debit, credit = (
            sum((Decimal(line[side]) for line in lines if line["account"] == account), _NOTHING)
            for side in _SIDES
        )
        accounts.append(
            {
                "account": account,
                "debit": str(debit),
                "credit": str(credit),
                "balance": str(debit - credit),
            }
        )
    totals = {
        f"total_{side}": str(sum((Decimal(each[side]) for each in accounts), _NOTHING)) for side in _SIDES
    }
    return {"accounts": accounts, **totals}
