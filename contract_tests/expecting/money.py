"""Words about money: journals, balances, what adds up to what. Amounts are strings of dollars."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from contract_tests.expecting.reading import Answers, Expected, first_difference, parsed, rows_in

_ZERO = Decimal(0)


def journal_is(expected: Expected, answers: Answers) -> str | None:
    """The page holds exactly these entries, numbered from 1 without gaps, each balanced; none has changed.

    `entries` are [kind, days on any of which it may take effect, number that it reverses, lines as
    [account, debit, credit]]; `since` is an earlier look that the page must begin with. Source: laws L1, L6.
    """
    rows = rows_in(answers[-1])
    numbers = [row["seq"] for row in rows]
    if numbers != list(range(1, len(rows) + 1)):
        return f"seq is {numbers}"
    for row in rows:
        if fault := _unbalanced(row["lines"]):
            return f"entry {row['seq']} {fault}"
    if expected.get("since") is not None:
        before = rows_in(answers[expected["since"]])
        if fault := first_difference(before, rows[: len(before)], "/results"):
            return f"an entry that was posted has changed: {fault}"
    numbered = {row["id"]: row["seq"] for row in rows}
    found = [[row["kind"], numbered.get(row["reverses"]), _lines(row["lines"])] for row in rows]
    wanted = [[kind, reverses, sorted(lines)] for kind, _, reverses, lines in expected["entries"]]
    if found != wanted:
        place = next(
            (n for n, pair in enumerate(zip(found, wanted, strict=False)) if pair[0] != pair[1]), None
        )
        if place is None:
            return f"there are {len(found)} entries, not {len(wanted)}: {[row['kind'] for row in rows]}"
        return f"entry {place + 1} is {found[place]}, not {wanted[place]}"
    for row, (_, days, _, _) in zip(rows, expected["entries"], strict=True):
        if row["effective_on"] not in days:
            return f"entry {row['seq']} takes effect on {row['effective_on']}, not on {' or '.join(days)}"
    return None


def _lines(lines: Iterable[Mapping[str, str]]) -> list[list[str]]:
    return sorted([line["account"], line["debit"], line["credit"]] for line in lines)


def _unbalanced(lines: Sequence[Mapping[str, str]]) -> str | None:
    sides = [(Decimal(line["debit"]), Decimal(line["credit"])) for line in lines]
    if any((debit > 0) == (credit > 0) or min(debit, credit) < 0 for debit, credit in sides):
        return f"has a line that is not one-sided: {_lines(lines)}"
    debits, credits_ = sum(side[0] for side in sides), sum(side[1] for side in sides)
    if debits != credits_ or len(lines) < 2:
        return f"does not balance: {_lines(lines)}"
    return None


def trial_balance_is(accounts: Sequence[Sequence[str]], answers: Answers) -> str | None:
    """Each account holds these debits and credits, in this order; both sides are equal. Source: law L2."""
    document = parsed(answers[-1])
    rows = document["accounts"]
    found = [[row["account"], row["debit"], row["credit"]] for row in rows]
    if found != [list(account) for account in accounts]:
        wrong = [pair for pair in zip(found, map(list, accounts), strict=False) if pair[0] != pair[1]]
        return f"the accounts are {wrong[0][0]}, not {wrong[0][1]}" if wrong else f"the accounts are {found}"
    for row in rows:
        if Decimal(row["balance"]) != Decimal(row["debit"]) - Decimal(row["credit"]):
            return f"the balance of {row['account']} is {row['balance']}"
    totals = [sum((Decimal(row[side]) for row in rows), _ZERO) for side in ("debit", "credit")]
    shown = [Decimal(document["total_debit"]), Decimal(document["total_credit"])]
    if totals != shown or shown[0] != shown[1]:
        return f"the sides sum to {totals}; it says {shown}"
    return None


def rows_are(expected: Expected, answers: Answers) -> str | None:
    """The page holds exactly the rows whose field `by` is a key of `rows`, each with these values."""
    document = parsed(answers[-1])
    found = {str(row[expected["by"]]): row for row in document["results"]}
    if document["count"] != len(found) or set(found) != set(expected["rows"]):
        return f"there are {document['count']} rows {sorted(found)}, not {sorted(expected['rows'])}"
    for key, fields in expected["rows"].items():
        shown = {name: found[key].get(name) for name in fields}
        if fault := first_difference(fields, shown, f"/{key}"):
            return fault
    return None


def allocations_are(expected: Mapping[str, Sequence[Any]], answers: Answers) -> str | None:
    """The payments listed went to these rows, as [number, interest, principal]; each is their sum. Law L9."""
    for row in rows_in(answers[-1]):
        found = [[one["number"], one["interest"], one["principal"]] for one in row["allocations"]]
        if found != [list(share) for share in expected[row["id"]]]:
            return f"payment {row['id']} went to {found}, not to {expected[row['id']]}"
        given = sum((Decimal(interest) + Decimal(principal) for _, interest, principal in found), _ZERO)
        if given != Decimal(row["amount"]):
            return f"payment {row['id']} of {row['amount']} went to rows with {given}"
    return None


def balances_as(expected: Expected, answers: Answers) -> str | None:
    """The balance of each account equals that of an earlier look, whatever was posted between. Law L8."""
    before, now = (_balances(parsed(answer)) for answer in (answers[expected["answer"]], answers[-1]))
    return first_difference(before, now)


def _balances(document: Mapping[str, Any]) -> dict[str, str]:
    return {row["account"]: row["balance"] for row in document["accounts"]}


def listed_entries_add_up(pages: Sequence[int], answers: Answers) -> str | None:
    """The balance of each account is the sum over the entries that these pages list. Source: law L3."""
    listed = [row for page in pages for row in rows_in(answers[page])]
    return _differs(_sums_of(listed), _balances(parsed(answers[-1])))


def book_adds_up(expected: Expected, answers: Answers) -> str | None:
    """The balance of each account is the sum of those of `parts`, and of the `unassigned` entries. Law L2."""
    listed = [row for page in expected["unassigned"] for row in rows_in(answers[page])]
    sums = _sums_of(row for row in listed if row["application_id"] is None)
    for part in expected["parts"]:
        for account, balance in _balances(parsed(answers[part])).items():
            sums[account] = sums.get(account, _ZERO) + Decimal(balance)
    return _differs(sums, _balances(parsed(answers[-1])))


def _sums_of(entries: Iterable[Mapping[str, Any]]) -> dict[str, Decimal]:
    """Return debits less credits of each account over listed entries."""
    sums: dict[str, Decimal] = {}
    for line in (line for entry in entries for line in entry["lines"]):
        signed = Decimal(line["debit"]) - Decimal(line["credit"])
        sums[line["account"]] = sums.get(line["account"], _ZERO) + signed
    return sums


def _differs(sums: Mapping[str, Decimal], shown: Mapping[str, str]) -> str | None:
    for account, balance in shown.items():
        if Decimal(balance) != sums.get(account, _ZERO):
            return f"the balance of {account} is {balance}; the sum is {sums.get(account, _ZERO)}"
    missing = set(sums) - set(shown)
    return f"no balance of {sorted(missing)}" if missing else None


def cash_adds_up(expected: Expected, answers: Answers) -> str | None:
    """Cash is payments and fees received, less what was paid out, and what was adjusted by hand. Law L13.

    `fees`, `payments`, `tables` and `entries` are earlier looks at the lists of the same application.
    """
    fees, payments, tables, entries = (
        rows_in(answers[expected[name]]) for name in ("fees", "payments", "tables", "entries")
    )
    cash = sum((Decimal(fee["gross"]) for fee in fees if fee["status"] == "paid"), _ZERO)
    cash += sum((Decimal(row["amount"]) for row in payments if not row["is_reversed"]), _ZERO)
    if any(entry["kind"] == "settlement" for entry in entries):
        last = max(tables, key=lambda table: int(table["number"]))
        cash -= Decimal(last["net_funds"]) + sum(Decimal(each["amount"]) for each in last["payouts"])
    by_hand = [entry for entry in entries if entry["kind"] == "adjustment"]
    cash += _sums_of(by_hand).get("cash", _ZERO)
    found = _balances(parsed(answers[-1]))["cash"]
    return None if Decimal(found) == cash else f"the balance of cash is {found}; what happened sums to {cash}"
