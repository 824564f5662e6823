"""What is stored on an application is what the calculators say. Source: laws S20, F2 and F5 to F7.

The scene has asked the calculators before: their answers are the measure.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from contract_tests.laws.reading import Asked, cents, half_up, shown

_FIGURES = (
    "number",
    "due_on",
    "days",
    "opening_balance",
    "interest",
    "prepaid",
    "principal",
    "amount",
    "closing_balance",
)
_OF_AMOUNTS = frozenset(
    f"application.{name}" for name in ("does_not_amortise", "repays_early", "amount_too_large")
)
_SUMS = ("totals", "annual_totals", "level_instalment", "final_instalment", "maturity_on")


def _calculated(asked: Sequence[Asked], name: str) -> Asked:
    return next(each for each in reversed(asked) if each.path.endswith(f"/calculators/{name}/"))


def stored_schedule_is_that_of_the_calculator(asked: Sequence[Asked]) -> str | None:
    """S20: the stored schedule is the calculator's answer for the application's terms and start."""
    now, computed = asked[-1], _calculated(asked, "repayment-schedule")
    if not computed.accepted:
        refused = now.status in (400, 409)
        return None if refused else f"status {now.status}, and the calculator has refused the terms"
    if not now.accepted:
        return f"status {now.status} {now.document['code']}, and the calculator gives a schedule"
    rows = computed.document["rows"]
    if len(rows) != len(now.document["rows"]):
        return f"{len(now.document['rows'])} rows are stored of {len(rows)}"
    for row, stored in zip(rows, now.document["rows"], strict=True):
        for name in _FIGURES:
            if row[name] != stored[name]:
                return f"row {row['number']}: {name} is {stored[name]}, not {row[name]}"
    for name in _SUMS:
        if now.document[name] != computed.document[name]:
            return f"{name} is {now.document[name]}, not {computed.document[name]}"
    return None


def listed_instalments_are_those_of_the_calculator(asked: Sequence[Asked]) -> str | None:
    """S20: GET /repayments/ lists the rows of the active schedule; nothing is paid, and the rest is due."""
    rows = sorted(asked[-1].document["results"], key=lambda row: int(row["number"]))
    computed = _calculated(asked, "repayment-schedule").document["rows"]
    if len(rows) != len(computed):
        return f"{len(rows)} instalments are listed of {len(computed)}"
    for row, listed in zip(computed, rows, strict=True):
        due = {
            "interest_due": shown(cents(row["amount"]) - cents(row["principal"])),
            "paid_interest": "0.00",
            "paid_principal": "0.00",
            "status": "scheduled" if cents(row["amount"]) else "nil",
        }
        for name, wanted in {**row, **due}.items():
            if listed[name] != wanted:
                return f"row {row['number']}: {name} is {listed[name]}, not {wanted}"
    return None


def terms_are_taken_where_there_is_a_schedule(asked: Sequence[Asked]) -> str | None:
    """S22: an application takes the terms that the calculator takes, and refuses the others by the same rule.

    What depends on days is left to the day on which a schedule is made.
    """
    now, computed = asked[-1], _calculated(asked, "repayment-schedule")
    code = None if computed.accepted else computed.document["code"]
    counts_days = computed.body["day_count"] == "actual_365"
    if code == "repayments.date_out_of_range" or (counts_days and code in _OF_AMOUNTS):
        code = None
    if code is None:
        return None if now.accepted else f"good terms are refused: {now.status} {now.document['code']}"
    if now.status != 400 or now.document["code"] != code:
        return f"status {now.status} {now.document.get('code')}, not 400 {code}"
    pointers = [error["pointer"].replace("/body", "/body/terms") for error in computed.document["errors"]]
    found = [error["pointer"] for error in now.document["errors"]]
    return None if found == pointers else f"{code} points at {found}, not {pointers}"


def moved_rows_keep_their_figures(asked: Sequence[Asked]) -> str | None:
    """S20: a due date that was moved changes that date and sums by year, and no other figure.

    The schedule is the newest of a list; the move is an answer of the scene.
    """
    now, computed = asked[-1].document["results"][0], _calculated(asked, "repayment-schedule").document
    moved = {each.document["number"]: each.document["due_on"] for each in asked if _moves_a_row(each)}
    by_year: dict[int, Counter[str]] = {}
    for row, stored in zip(computed["rows"], now["rows"], strict=True):
        due_on = date.fromisoformat(moved.get(row["number"], row["due_on"]))
        wanted = {**row, "due_on": due_on.isoformat()}  # `days` stay those of the interest: decision 14
        for name in _FIGURES:
            if stored[name] != wanted[name]:
                return f"row {row['number']}: {name} is {stored[name]}, not {wanted[name]}"
        of_year = by_year.setdefault(due_on.year, Counter())
        of_year.update({name: cents(row[name]) for name in computed["totals"]})
    sums = [{"year": year, **{name: shown(each[name]) for name in each}} for year, each in by_year.items()]
    if now["annual_totals"] != sums:
        return f"annual totals are {now['annual_totals']}, not {sums}"
    if now["maturity_on"] != now["rows"][-1]["due_on"]:
        return f"maturity_on is {now['maturity_on']}, not {now['rows'][-1]['due_on']}"
    for name in ("totals", "level_instalment", "final_instalment"):
        if now[name] != computed[name]:
            return f"{name} is {now[name]}, not {computed[name]}"
    return None


def _moves_a_row(asked: Asked) -> bool:
    return asked.accepted and "/repayments/" in asked.path and set(asked.body or ()) == {"due_on"}


def stored_fee_is_that_of_the_calculator(asked: Sequence[Asked]) -> str | None:
    """F2: the stored fee is the calculator's answer for its definition and base."""
    now, computed = asked[-1], _calculated(asked, "fees")
    price = computed.document["results"][0] if computed.accepted else None
    if price is None or price["net"] == "0.00":
        return None if now.status == 400 else f"status {now.status}, and there is nothing to charge"
    if not now.accepted:
        return f"status {now.status} {now.document['code']}, and the calculator gives {price['net']}"
    for name in ("net", "gst", "gross", "trace"):
        if now.document[name] != price[name]:
            return f"{name} is {now.document[name]}, not {price[name]}"
    base = None if computed.body["definition"]["method"] == "fixed" else price["base"]
    return None if now.document["base_amount"] == base else f"the base is {now.document['base_amount']}"


def net_funds_are_what_is_left_of_the_loan(asked: Sequence[Asked]) -> str | None:
    """F5, F6: loan - fees taken out of it - the schedule's prepaid interest - payouts, and >= 0.00."""
    now, computed = asked[-1], _calculated(asked, "repayment-schedule")
    fees = [each.document for each in asked if each.path.endswith("/fees/") and each.status == 201]
    taken = {fee["id"]: fee["gross"] for fee in fees if fee["collect"] == "at_settlement"}
    loan, prepaid = computed.body["loan_amount"], computed.document["totals"]["prepaid"]
    payouts = [each["amount"] for each in now.body.get("payouts", ())]
    left = cents(loan) - sum(map(cents, (*taken.values(), prepaid, *payouts)))
    if left < 0:
        refused = now.status == 409 and now.document["code"] == "fees.net_funds_negative"
        return None if refused else f"status {now.status}, and {shown(left)} would be left"
    if not now.accepted:
        return f"status {now.status} {now.document['code']}, and {shown(left)} is left"
    table = now.document
    if {fee["fee_id"]: fee["gross"] for fee in table["deducted_fees"]} != taken:
        return f"the deducted fees are {table['deducted_fees']}, not {taken}"
    wanted = {"gross_loan": loan, "prepaid_interest": prepaid, "net_funds": shown(left)}
    for name, amount in wanted.items():
        if table[name] != amount:
            return f"{name} is {table[name]}, not {amount}"
    paid_out = [each["amount"] for each in table["payouts"]]
    return None if paid_out == payouts else f"the payouts are {paid_out}, not {payouts}"


def lvr_is_loan_over_value(asked: Sequence[Asked]) -> str | None:
    """F7: lvr = round(100 x loan / value), of the table as of the application, once all is valued.

    The value is what the scene has recorded: the last valuation of each property.
    """
    now = asked[-1]
    if not now.accepted:
        return None
    latest = {each.path: each.body["amount"] for each in asked if _is_valuation(each)}
    loan = next(each.body["terms"] for each in reversed(asked) if _sets_terms(each))["loan_amount"]
    value = sum(map(cents, latest.values()))
    lvr = shown(half_up(10_000 * cents(loan), value)) if value else None
    if now.document["lvr"] != lvr:
        return f"lvr is {now.document['lvr']}, not {lvr}"
    if "security_value" in now.document and now.document["security_value"] != (
        shown(value) if value else None
    ):
        return f"security_value is {now.document['security_value']}, not {shown(value)}"
    return None


def _is_valuation(asked: Asked) -> bool:
    return asked.path.endswith("/valuations/") and asked.status == 201


def _sets_terms(asked: Asked) -> bool:
    return asked.accepted and isinstance(asked.body, Mapping) and bool(_terms(asked.body))


def _terms(body: Mapping[str, Any]) -> Any:
    return body.get("terms")


LAWS = (
    stored_schedule_is_that_of_the_calculator,
    listed_instalments_are_those_of_the_calculator,
    terms_are_taken_where_there_is_a_schedule,
    moved_rows_keep_their_figures,
    stored_fee_is_that_of_the_calculator,
    net_funds_are_what_is_left_of_the_loan,
    lvr_is_loan_over_value,
)
