"""Which terms give no schedule, and by which rule each is refused. Source: domain.md, 4.1 and law S22."""

from collections.abc import Iterator, Sequence

from contract_tests.laws.reading import LEVEL, MOST, Asked, Loan

INSTALMENT = "/body/instalment_amount"


def faults(loan: Loan) -> dict[str, str]:
    """Return the rules that the terms break, each with the pointer to what breaks it; none for good terms."""
    found = dict(_shape(loan))
    if found:
        return found  # nothing can be computed
    try:
        days = day_counts(loan)
    except (ValueError, OverflowError):
        return {"repayments.date_out_of_range": "/body/starts_on"}
    if loan.instalment is not None and (why := instalment_fault(loan, loan.instalment, days)):
        return {f"application.{why}": INSTALMENT}
    if loan.kind == "capitalised":
        balance = loan.amount
        for length in days:
            balance += loan.interest(balance, length)
            if balance > MOST:
                return {"application.amount_too_large": "/body"}
    return {}


def _shape(loan: Loan) -> Iterator[tuple[str, str]]:
    if loan.months * loan.per_year % 12:
        yield "application.terms_periods", "/body/term_months"
    if loan.interest_only and not (loan.kind == LEVEL and loan.interest_only < loan.periods):
        yield "application.terms_interest_only", "/body/interest_only_periods"
    if loan.prepaid and not (loan.kind == "interest_only" and loan.prepaid <= loan.periods):
        yield "application.terms_prepaid", "/body/prepaid_interest_periods"
    if loan.instalment is not None and loan.kind != LEVEL:
        yield "application.terms_instalment", INSTALMENT
    if loan.kind == "flat" and loan.counts_days:
        yield "application.terms_flat_day_count", "/body/day_count"


def day_counts(loan: Loan) -> list[int]:
    """Return the days of each period.

    Raises:
        ValueError, OverflowError: the calendar ends before.
    """
    days, before = [], loan.starts_on
    for due_on in loan.due():
        days.append((due_on - before).days)
        before = due_on
    return days


def instalment_fault(loan: Loan, instalment: int, days: Sequence[int]) -> str | None:
    """Return what is wrong with a given instalment: too little for the first interest, or too much."""
    remaining, last = loan.amount, loan.periods - 1
    for number in range(loan.interest_only, loan.periods):
        interest = loan.interest(remaining, days[number])
        if number == loan.interest_only and instalment <= interest:
            return "does_not_amortise"
        remaining -= max(instalment - interest, 0)
        if remaining <= 0 and number < last:
            return "repays_early"
    return None


def terms_without_a_schedule_are_refused_by_their_rule(asked: Sequence[Asked]) -> str | None:
    """S22: invalid terms are a 400 of the rule that they break; all others are answered."""
    wrong, now = faults(asked[-1].loan), asked[-1]
    if not wrong:
        return None if now.status == 200 else f"good terms are refused: {now.status} {_code(now)}"
    if now.status != 400 or _code(now) not in wrong:
        return f"status {now.status} {_code(now)}, not 400 {' or '.join(sorted(wrong))}"
    pointers = [error["pointer"] for error in now.document["errors"]]
    wanted = wrong[str(_code(now))]
    return None if pointers == [wanted] else f"{_code(now)} points at {pointers}, not {wanted}"


def _code(asked: Asked) -> object:
    return asked.document.get("code") if asked.status >= 300 else "with a schedule"


LAWS = (terms_without_a_schedule_are_refused_by_their_rule,)
