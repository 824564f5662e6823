"""A calculator written down from the requirements, so that its right answers can be spoiled."""

import copy

from contract_tests.laws import drawing
from contract_tests.laws.fees import gst_of, net_of
from contract_tests.laws.reading import LEVEL, Asked, Loan, cents, half_up, shown
from contract_tests.laws.refusals import faults

SCHEDULE, FEES = "/api/v1/calculators/repayment-schedule/", "/api/v1/calculators/fees/"
TERMS = {
    **drawing.body(LEVEL, "monthly", "periodic", 6, starts_on="2024-01-31"),
    "loan_amount": "1000.00",
    "annual_rate": "12.0000",
}
RULE = {"method": "percentage", "rate": "1.0000", "gst": "taxable"}


def terms(kind=LEVEL, **others):
    return {**TERMS, "repayment_type": kind, **others}


def refused(body, code, pointer):
    return Asked(body, 400, {"code": code, "errors": [{"pointer": pointer}]}, SCHEDULE)


def calculated(body):
    """Return the question for a schedule and its right answer."""
    for code, pointer in faults(Loan.of(body)).items():
        return refused(body, code, pointer)
    loan, rows = Loan.of(body), []
    opening, remaining, before = loan.amount, loan.amount, loan.starts_on
    rate, whole = loan.period_rate
    flat = half_up(loan.amount * rate * loan.periods, whole)
    share = half_up(flat, loan.periods)
    level = loan.instalment or (loan.level_instalment() if loan.kind == LEVEL else None)
    part = half_up(loan.amount, loan.periods)
    for number, due_on in enumerate(loan.due(), start=1):
        last, days = number == loan.periods, (due_on - before).days
        interest = loan.interest(opening, days)
        if loan.kind == "flat":
            interest = flat if last else min(share, flat)
            flat -= interest
        pays = {"equal_principal": part, "flat": part, LEVEL: max((level or 0) - interest, 0)}
        repaid = 0 if number <= loan.interest_only else pays.get(loan.kind, 0)
        principal = remaining if last else min(repaid, remaining)
        prepaid = interest if number <= loan.prepaid else 0
        amount = principal + interest - prepaid
        if loan.kind == "capitalised":
            amount = opening + interest if last else 0
        closing = opening + interest - prepaid - amount
        rows.append((number, due_on, days, opening, interest, prepaid, principal, amount, closing))
        opening, before, remaining = closing, due_on, remaining - principal
    return Asked(body, 200, _document(rows, level), SCHEDULE)


_NAMES = ("opening_balance", "interest", "prepaid", "principal", "amount", "closing_balance")
_SUMS = (("principal", 6), ("interest", 4), ("prepaid", 5), ("amount", 7))


def _document(rows, level):
    years = sorted({row[1].year for row in rows})
    return {
        "rows": [
            {"number": row[0], "due_on": row[1].isoformat(), "days": row[2]}
            | {name: shown(amount) for name, amount in zip(_NAMES, row[3:], strict=True)}
            for row in rows
        ],
        "totals": _sums(rows),
        "annual_totals": [
            {"year": year, **_sums([row for row in rows if row[1].year == year])} for year in years
        ],
        "level_instalment": None if level is None else shown(level),
        "final_instalment": shown(rows[-1][7]),
        "maturity_on": rows[-1][1].isoformat(),
    }


def _sums(rows):
    return {name: shown(sum(row[place] for row in rows)) for name, place in _SUMS}


def priced(rule, *bases):
    """Return the question for prices and its right answer."""
    results = []
    for base in bases:
        net = net_of(rule, cents(base))
        gst = gst_of(net, rule["gst"])
        inputs = {name: value for name, value in rule.items() if name not in ("method", "gst")}
        trace = {"method": rule["method"], "inputs": {**inputs, "base": base}, "steps": [f"= {shown(net)}"]}
        figures = {"base": base, "net": shown(net), "gst": shown(gst), "gross": shown(net + gst)}
        results.append({**figures, "trace": trace})
    return Asked({"definition": rule, "bases": list(bases)}, 200, {"results": results}, FEES)


def spoiled(asked, *changes):
    """Return an answer with other values at JSON pointers, `(pointer, value)` each."""
    document = copy.deepcopy(asked.document)
    for pointer, value in changes:
        *way, last = pointer.strip("/").split("/")
        place = document
        for step in way:
            place = place[int(step)] if step.isdigit() else place[step]
        place[int(last) if last.isdigit() else last] = value
    return Asked(asked.body, asked.status, document, asked.path)
