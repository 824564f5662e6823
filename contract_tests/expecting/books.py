"""Words about the figures that lists show beside one another: journal, balances, payments, rows, fees.

Each list is read whole, on one page, and other lists are earlier answers. Sources: laws F9, L1 to L6, L8, L9.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from contract_tests.expecting.reading import Answers, Expected, first_difference, parsed, rows_in

Row = Mapping[str, Any]
# What the journal holds about a fee or a payment that stands there.
_POSTED: Mapping[str, Sequence[str]] = {
    "pending": ["fee_charged"],
    "paid": ["fee_charged", "fee_paid"],
    "waived": ["fee_charged", "fee_waived"],
    "refunded": ["fee_charged", "fee_paid", "fee_refunded"],
    "deducted": ["fee_charged"],
    "standing": ["payment"],
    "reversed": ["payment", "payment_reversed"],
}
_UNIQUE = ("settlement",)  # a loan is paid out once
_CONTROL = ("loan_receivable", "fees_receivable")


def journal(expected: Expected, answers: Answers) -> str | None:
    """Entries are numbered from 1 without a gap, each has two equal sides, none is reversed twice.

    `since` is an earlier look, whose entries are there as they were, and `more` says how many have joined
    them: one of these numbers. Several journals may be listed together. Laws L1, L6, L8.
    """
    rows = _whole(answers[-1])
    for book in _books(rows).values():
        numbers = [row["seq"] for row in book]
        if numbers != list(range(1, len(book) + 1)):
            return f"seq is {numbers}"
        twice = [kind for kind, count in Counter(row["kind"] for row in book).items() if count > 1]
        if set(twice) & set(_UNIQUE):
            return f"there are several entries of kind {', '.join(twice)}"
    faults = (_lopsided(row) or _not_reversing(row, rows) for row in rows)
    if (fault := next((fault for fault in faults if fault), None)) is not None:
        return fault
    if "since" not in expected:
        return None
    earlier = {row["id"]: row for row in _whole(answers[expected["since"]])}
    kept = {row["id"]: row for row in rows if row["id"] in earlier}
    if (fault := first_difference(earlier, kept)) is not None:
        return f"an entry has changed: {fault}"
    more = len(rows) - len(earlier)
    return None if more in expected["more"] else f"{more} entries are new, not {expected['more']}"


def balanced(journal: int, answers: Answers) -> str | None:
    """The trial balance is the sum of the journal's lines, and both its sides are equal. Laws L2, L3."""
    document, sums = parsed(answers[-1]), _balances(_whole(answers[journal]))
    for account in document["accounts"]:
        found, wanted = Decimal(account["balance"]), sums.pop(account["account"], Decimal(0))
        if found != wanted or found != Decimal(account["debit"]) - Decimal(account["credit"]):
            return f"the balance of {account['account']} is {found}; its entries come to {wanted}"
        if account["account"] in _CONTROL and found < 0:
            return f"{account['account']} is below zero: {found}"
    if any(sums.values()):
        return f"no balance of {sorted(sums)}"
    debit, credit = document["total_debit"], document["total_credit"]
    return None if debit == credit else f"debits of {debit} and credits of {credit}"


def posted(expected: Expected, answers: Answers) -> str | None:
    """Each fee, or payment, has the entries that its state calls for, each once and of its amount.

    `journal` is the look at the entries, `type` what they are of. A payment is the sum of its allocations.
    Laws F9, L9.
    """
    entries: defaultdict[str, list[Row]] = defaultdict(list)
    for entry in _whole(answers[expected["journal"]]):
        if (entry["source"] or {}).get("type") == expected["type"]:
            entries[entry["source"]["id"]].append(entry)
    for row in _whole(answers[-1]):
        state = row.get("status") or ("reversed" if row["is_reversed"] else "standing")
        kinds = sorted(entry["kind"] for entry in entries[row["id"]])
        if kinds != sorted(_POSTED[state]):
            return f"the journal says {kinds} of a {expected['type']} that is {state}"
        amount = Decimal(row["gross"] if "gross" in row else row["amount"])
        others = [entry["kind"] for entry in entries.pop(row["id"]) if _debits(entry) != amount]
        if others:
            return f"{', '.join(others)} is not of {amount}"
        if "allocations" in row and amount != sum(map(_share, row["allocations"])):
            return f"a payment of {amount} is allocated as {row['allocations']}"
    return f"entries of a {expected['type']} that is not there: {sorted(entries)}" if entries else None


def paid_by(payments: int, answers: Answers) -> str | None:
    """Each row got what the payments that stand have allocated to it, in order, and never more. Law L9."""
    got: defaultdict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for payment in _whole(answers[payments]):
        for share in () if payment["is_reversed"] else payment["allocations"]:
            got[share["repayment_id"]][0] += Decimal(share["interest"])
            got[share["repayment_id"]][1] += Decimal(share["principal"])
    behind: int | None = None
    for row in sorted(_whole(answers[-1]), key=lambda row: int(row["number"])):
        paid = [Decimal(row["paid_interest"]), Decimal(row["paid_principal"])]
        due = [Decimal(row["interest_due"]), Decimal(row["principal"])]
        if paid != got[row["id"]]:
            return f"row {row['number']} says {paid} paid; its payments come to {got[row['id']]}"
        if paid[0] > due[0] or paid[1] > due[1] or (paid[1] and paid[0] != due[0]):
            return f"row {row['number']} got {paid} of {due}"
        if behind is not None and any(paid):
            return f"row {row['number']} got {paid} while row {behind} is not full"
        if row["status"] != _status(sum(paid), sum(due)):
            return f"row {row['number']} is {row['status']}, with {paid} paid of {due}"
        behind = row["number"] if behind is None and paid != due else behind
    return None


def owing(expected: Expected, answers: Answers) -> str | None:
    """The application shows what the journal says is owed; rows and fees say the same. Laws L4, L5.

    `journal`, `rows` and `fees` are earlier looks.
    """
    document, sums = parsed(answers[-1]), _balances(_whole(answers[expected["journal"]]))
    fees = [row for row in _whole(answers[expected["fees"]]) if row["status"] == "pending"]
    pending = sum((Decimal(row["gross"]) for row in fees), Decimal(0))
    repaid = sum(Decimal(row["paid_principal"]) for row in _whole(answers[expected["rows"]]))
    lent = Decimal(document["terms"]["loan_amount"]) if document["settled_on"] else Decimal(0)
    for field, account, other in (
        ("outstanding_principal", "loan_receivable", lent - repaid),
        ("unpaid_fees", "fees_receivable", pending),
    ):
        found = Decimal(document[field])
        if not found == sums[account] == other:
            return f"{field} is {found}; the journal says {sums[account]}, rows or fees say {other}"
    return None


def versions(count: Sequence[int], answers: Answers) -> str | None:
    """Versions are numbered from 1 without a gap, so many; of schedules the newest is the active one."""
    rows = _whole(answers[-1])
    numbers = [row["number"] for row in rows]
    if numbers != list(range(len(rows), 0, -1)) or len(rows) not in count:
        return f"the versions are {numbers}; there should be {count}"
    active = [row["number"] for row in rows if row.get("is_active", row["number"] == len(rows))]
    return None if active == numbers[:1] else f"of {len(rows)} versions these are active: {active}"


def current(application: int, answers: Answers) -> str | None:
    """What is computed from the terms is current while they stay, and is computed from them. Law F8.

    `application` is an earlier look at it. Fees are of its loan amount, or have a price of their own.
    """
    shown = parsed(answers[application])
    for row in _whole(answers[-1]):
        fixed = row.get("trace", {}).get("method") == "fixed"
        wanted = fixed or row["terms_version"] == shown["terms_version"]
        if row["is_current"] is not wanted:
            return (
                f"{row['id']}: is_current is {row['is_current']}, of terms {row['terms_version']} of "
                + str(shown["terms_version"])
            )
        base = row.get("gross_loan") or row.get("base_amount")
        if wanted and base not in (None, shown["terms"]["loan_amount"]):
            return f"{row['id']} is current and of {base}; the loan is {shown['terms']['loan_amount']}"
    return None


# --- reading --------------------------------------------------------------------------------------------
def _whole(answer: Any) -> list[dict[str, Any]]:
    """Return all rows of a list.

    Raises:
        ValueError: there are more than the page shows.
    """
    rows, count = rows_in(answer), parsed(answer)["count"]
    if count != len(rows):
        raise ValueError(f"{len(rows)} rows of {count}")
    return rows


def _books(rows: Iterable[Row]) -> dict[str | None, list[Row]]:
    found: defaultdict[str | None, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["seq"]):
        found[row["application_id"]].append(row)
    return found


def _balances(rows: Iterable[Row]) -> defaultdict[str, Decimal]:
    """Return debits less credits by account."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        for line in row["lines"]:
            sums[line["account"]] += Decimal(line["debit"]) - Decimal(line["credit"])
    return sums


def _lopsided(row: Row) -> str | None:
    sides = [(Decimal(line["debit"]), Decimal(line["credit"])) for line in row["lines"]]
    one_sided = all((debit > 0) is not (credit > 0) and min(debit, credit) == 0 for debit, credit in sides)
    if len(sides) < 2 or not one_sided or sum((debit - credit for debit, credit in sides), Decimal(0)):
        return f"entry {row['seq']} has the sides {sides}"
    return None


def _not_reversing(row: Row, rows: Sequence[Row]) -> str | None:
    if row["reverses"] is None:
        return None
    reversed_ = next(other for other in rows if other["id"] == row["reverses"])
    again = [other["seq"] for other in rows if other["reverses"] == row["reverses"]]
    if len(again) > 1 or reversed_["reverses"] is not None:
        return f"entry {reversed_['seq']} is reversed by {again}"
    swapped = [(line["account"], line["credit"], line["debit"]) for line in reversed_["lines"]]
    lines = [(line["account"], line["debit"], line["credit"]) for line in row["lines"]]
    return None if sorted(lines) == sorted(swapped) else f"entry {row['seq']} is {lines}, not {swapped}"


def _debits(row: Row) -> Decimal:
    return sum((Decimal(line["debit"]) for line in row["lines"]), Decimal(0))


def _share(row: Row) -> Decimal:
    return Decimal(row["interest"]) + Decimal(row["principal"])


def _status(paid: Decimal | int, due: Decimal | int) -> str:
    if not due:
        return "nil"
    return "scheduled" if not paid else "paid" if paid == due else "partial"
