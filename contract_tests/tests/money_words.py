"""For each word about money: an argument, answers that are right, answers that are not."""

from contract_tests.tests.stage_words import answered

ACCOUNTS = ("cash", "loan_receivable")


def lines(*given):
    """Return lines of an entry."""
    return [{"account": account, "debit": debit, "credit": credit} for account, debit, credit in given]


PAID = lines(("cash", "5.00", "0.00"), ("loan_receivable", "0.00", "5.00"))


def entry(seq, kind="payment", posted=PAID, reverses=None, day="2026-01-05"):
    """Return one row of a journal."""
    return {
        "id": f"entry-{seq}",
        "seq": seq,
        "kind": kind,
        "lines": posted,
        "reverses": reverses,
        "effective_on": day,
        "application_id": None,
    }


def page(*rows):
    """Return a page."""
    return answered({"count": len(rows), "results": list(rows)})


def balances(cash="5.00", loan="-5.00", totals=("5.00", "5.00")):
    """Return a trial balance."""
    sides = [("0.00", amount[1:]) if amount.startswith("-") else (amount, "0.00") for amount in (cash, loan)]
    rows = [
        {"account": account, "debit": debit, "credit": credit, "balance": balance}
        for account, (debit, credit), balance in zip(ACCOUNTS, sides, (cash, loan), strict=True)
    ]
    return answered({"accounts": rows, "total_debit": totals[0], "total_credit": totals[1]})


SWAPPED = lines(("cash", "0.00", "5.00"), ("loan_receivable", "5.00", "0.00"))
LINES = [[line["account"], line["debit"], line["credit"]] for line in PAID]
BACK = [[line["account"], line["debit"], line["credit"]] for line in SWAPPED]
EXPECTED = ["payment", ["2026-01-05"], None, LINES]
REVERSED = ["payment_reversed", ["2026-01-05"], 1, BACK]
CONTRA = entry(2, "payment_reversed", SWAPPED, "entry-1")
SHARES = {"number": 4, "interest": "3.00", "principal": "2.00"}
PAYMENT = {"id": "p", "amount": "5.00", "is_reversed": False, "allocations": [SHARES]}
FEE = {"status": "paid", "gross": "5.00"}
PAIRS = {
    "journal_is": (
        {"entries": [EXPECTED, REVERSED], "since": 0},
        [page(entry(1)), page(entry(1), CONTRA)],
        [page(entry(1)), page(entry(1), {**CONTRA, "seq": 3})],
    ),
    "trial_balance_is": (
        [["cash", "5.00", "0.00"], ["loan_receivable", "0.00", "5.00"]],
        [balances()],
        [balances(totals=("5.00", "5.01"))],
    ),
    "rows_are": (
        {"by": "number", "rows": {"4": {"interest": "3.00"}}},
        [page(SHARES)],
        [page({**SHARES, "interest": "3.01"})],
    ),
    "allocations_are": (
        {"p": [[4, "3.00", "2.00"]]},
        [page(PAYMENT)],
        [page({**PAYMENT, "amount": "5.01"})],
    ),
    "balances_as": ({"answer": 0}, [balances(), balances(totals=("9", "9"))], [balances(), balances("6.00")]),
    "listed_entries_add_up": (
        [0, 1],
        [page(entry(1)), page(entry(2)), balances("10.00", "-10.00")],
        [page(entry(1)), page(entry(2)), balances()],
    ),
    "book_adds_up": (
        {"parts": [0], "unassigned": [1]},
        [balances(), page(entry(1)), balances("10.00", "-10.00")],
        [balances(), page(entry(1)), balances()],
    ),
    "cash_adds_up": (
        {"fees": 0, "payments": 1, "tables": 2, "entries": 3},
        [page(FEE), page(PAYMENT), page(), page(), balances("10.00")],
        [page(FEE), page({**PAYMENT, "is_reversed": True}), page(), page(), balances("10.00")],
    ),
}
# What else a journal may be that it must not: an argument and answers.
BROKEN_JOURNALS = {
    "a gap": ([EXPECTED], [page(entry(2))]),
    "one entry too many": ([EXPECTED], [page(entry(1), entry(2))]),
    "one entry too few": ([EXPECTED, EXPECTED], [page(entry(1))]),
    "swapped sides": ([EXPECTED], [page(entry(1, posted=SWAPPED))]),
    "out of balance": ([EXPECTED], [page(entry(1, posted=[PAID[0]]))]),
    "another day": ([EXPECTED], [page(entry(1, day="2026-01-06"))]),
    "another kind": ([EXPECTED], [page(entry(1, "adjustment"))]),
    "a reversal of nothing": ([EXPECTED, REVERSED], [page(entry(1), {**CONTRA, "reverses": None})]),
}
