"""Right and wrong answers for the words about journals, balances, payments, rows and fees."""

from contract_tests.tests.stage_words import answered

CASH, LOAN, FEES = "cash", "loan_receivable", "fees_receivable"


def rows(*found, count=None):
    """Return a page that shows all there is."""
    return answered({"count": len(found) if count is None else count, "results": list(found)})


def lines(debit, credit, amount="10.00", other=None):
    """Return two lines."""
    sides = ((debit, amount, "0.00"), (credit, "0.00", other or amount))
    return [dict(zip(("account", "debit", "credit"), side, strict=True)) for side in sides]


def entry(seq, kind, found, source=None, **fields):
    """Return a row of a journal."""
    about = {"type": source[0], "id": source[1]} if source else None
    common = {"id": f"e{seq}", "application_id": "a", "seq": seq, "kind": kind, "reverses": None}
    return {**common, "lines": found, "source": about, **fields}


CHARGED = entry(1, "fee_charged", lines(FEES, "fee_income"), ("fee", "f"))
PAID = entry(2, "fee_paid", lines(CASH, FEES), ("fee", "f"))
TWICE = entry(3, "fee_paid", lines(CASH, FEES), ("fee", "f"))
WAIVED = entry(2, "fee_waived", lines("fee_income", FEES), ("fee", "f"), reverses="e1")
RECEIVED = entry(1, "payment", lines(CASH, LOAN), ("payment", "p"))
LENT = entry(1, "settlement", lines(LOAN, CASH, "90.00"))
FEE = {"id": "f", "status": "paid", "gross": "10.00"}
SHARE = {"repayment_id": "r1", "interest": "4.00", "principal": "6.00"}
PAYMENT = {"id": "p", "amount": "10.00", "is_reversed": False, "allocations": [SHARE]}


def balances(*accounts, total="10.00"):
    """Return a trial balance."""
    names = ("account", "debit", "credit", "balance")
    found = [dict(zip(names, account, strict=True)) for account in accounts]
    return answered({"accounts": found, "total_debit": "10.00", "total_credit": total})


def row(number, paid, status, due=("4.00", "6.00")):
    """Return a row of a schedule."""
    amounts = {"paid_interest": paid[0], "paid_principal": paid[1], "interest_due": due[0]}
    return {"id": f"r{number}", "number": number, **amounts, "principal": due[1], "status": status}


FULL, NEXT = row(1, ("4.00", "6.00"), "paid"), row(2, ("0.00", "0.00"), "scheduled")
TERMS = {"loan_amount": "90.00"}


def application(owed="90.00", unpaid="0.00", settled="2024-06-28", version=2):
    """Return an application."""
    return answered(
        {
            "outstanding_principal": owed,
            "unpaid_fees": unpaid,
            "settled_on": settled,
            "terms": TERMS,
            "terms_version": version,
        }
    )


def plan(number, version, is_current, **fields):
    """Return a version of a funding table or a schedule."""
    return {
        "id": f"v{number}",
        "number": number,
        "terms_version": version,
        "is_current": is_current,
        **fields,
    }


_CASH, _FEES = (CASH, "10.00", "0.00", "10.00"), (FEES, "10.00", "10.00", "0.00")
_INCOME = ("fee_income", "0.00", "10.00", "-10.00")
_OWING = {"journal": 0, "rows": 1, "fees": 2}
_PRESENT = {"gross_loan": "90.00"}

# word -> argument, answers for which it holds, and several for which it does not
WRONGS = {
    "journal": (
        {"since": 0, "more": [1]},
        [rows(CHARGED), rows(CHARGED, WAIVED)],
        [rows(CHARGED), rows(CHARGED, {**PAID, "seq": 3})],
        [rows(CHARGED), rows(CHARGED, {**PAID, "seq": 1})],
        [rows(CHARGED), rows(CHARGED, PAID, TWICE)],
        [rows(CHARGED, PAID), rows(CHARGED, TWICE)],
        [rows(CHARGED), rows({**CHARGED, "description": "else"}, PAID)],
        [rows(CHARGED), rows(CHARGED, entry(2, "fee_paid", lines(CASH, FEES, "10.00", "9.99")))],
        [rows(CHARGED), rows(CHARGED, entry(2, "fee_paid", lines(CASH, FEES)[:1]))],
        [rows(CHARGED), rows(CHARGED, {**WAIVED, "lines": CHARGED["lines"]})],
        [rows(), rows(LENT, {**LENT, "id": "e2", "seq": 2})],
        [rows(CHARGED, WAIVED), rows(CHARGED, WAIVED, {**WAIVED, "id": "e3", "seq": 3})],
        [rows(CHARGED), rows(CHARGED, PAID, count=3)],
    ),
    "balanced": (
        0,
        [rows(CHARGED, PAID), balances(_CASH, _FEES, _INCOME)],
        [rows(CHARGED), balances(_CASH, _FEES, _INCOME)],
        [rows(CHARGED, PAID), balances(_CASH, _FEES)],
        [rows(CHARGED, PAID), balances(_CASH, _FEES, _INCOME, total="9.99")],
        [rows(CHARGED, PAID), balances((CASH, "9.00", "0.00", "10.00"), _FEES, _INCOME)],
        [
            rows(entry(1, "fee_paid", lines(CASH, FEES))),
            balances(_CASH, (FEES, "0.00", "10.00", "-10.00")),
        ],
    ),
    "posted": (
        {"journal": 0, "type": "fee"},
        [rows(CHARGED, PAID), rows(FEE)],
        [rows(CHARGED, PAID, TWICE), rows(FEE)],
        [rows(CHARGED), rows(FEE)],
        [rows(CHARGED, PAID), rows({**FEE, "gross": "11.00"})],
        [rows(CHARGED, PAID), rows()],
    ),
    "posted payments": (
        {"journal": 0, "type": "payment"},
        [rows(RECEIVED), rows(PAYMENT)],
        [rows(RECEIVED), rows({**PAYMENT, "is_reversed": True})],
        [rows(RECEIVED), rows({**PAYMENT, "allocations": [SHARE, SHARE]})],
    ),
    "paid_by": (
        0,
        [rows(PAYMENT), rows(NEXT, FULL)],
        [rows(PAYMENT, {**PAYMENT, "id": "q"}), rows(FULL, NEXT)],
        [rows({**PAYMENT, "is_reversed": True}), rows(FULL, NEXT)],
        [rows(PAYMENT), rows({**FULL, "status": "partial"}, NEXT)],
        [rows(PAYMENT), rows({**FULL, "interest_due": "5.00"}, NEXT)],
        [rows(PAYMENT), rows({**FULL, "principal": "5.00"}, NEXT)],
        [rows(PAYMENT), rows({**NEXT, "number": 1}, {**FULL, "number": 2})],
    ),
    "owing": (
        _OWING,
        [rows(LENT), rows(NEXT), rows(FEE), application()],
        [rows(LENT), rows(FULL), rows(FEE), application()],
        [rows(LENT), rows(NEXT), rows(FEE), application(owed="80.00")],
        [rows(LENT), rows(NEXT), rows({**FEE, "status": "pending"}), application()],
        [rows(LENT), rows(NEXT), rows(FEE), application(unpaid="10.00")],
        [rows(LENT), rows(NEXT), rows(FEE), application(settled=None)],
    ),
    "versions": (
        [2],
        [rows(plan(2, 2, True, is_active=True), plan(1, 1, False, is_active=False))],
        [rows(plan(2, 2, True), plan(2, 1, False))],
        [rows(plan(1, 2, True))],
        [rows(plan(3, 2, True), plan(1, 1, False))],
        [rows(plan(2, 2, True, is_active=True), plan(1, 1, False, is_active=True))],
        [rows(plan(2, 2, True, is_active=False), plan(1, 1, False, is_active=True))],
    ),
    "current": (
        0,
        [application(), rows(plan(2, 2, True, **_PRESENT), plan(1, 1, False))],
        [application(), rows(plan(2, 2, True), plan(1, 1, True))],
        [application(), rows(plan(2, 2, False))],
        [application(), rows(plan(2, 2, True, gross_loan="91.00"))],
        [application(), rows({**FEE, "terms_version": 1, "is_current": False, "trace": {"method": "fixed"}})],
    ),
}
# The form in which all words are tried: one wrong answer.
PAIRS = {word: found[:3] for word, found in WRONGS.items() if " " not in word}
