"""What one schedule owes to its own terms. Source: domain.md, 4.1 and laws S1 to S12, S14 and S15."""

from collections.abc import Callable, Sequence
from functools import wraps

from contract_tests.laws.reading import LEVEL, Asked, Loan, Row, Schedule, Sums, half_up, shown

Judge = Callable[[Loan, Schedule], str | None]


def _of_a_schedule(judge: Judge) -> Callable[[Sequence[Asked]], str | None]:
    """Let a judge of one schedule judge the last answer; a refusal is another law's matter."""

    @wraps(judge)
    def law(asked: Sequence[Asked]) -> str | None:
        now = asked[-1]
        return judge(now.loan, now.schedule) if now.accepted else None

    return law


def _differ(what: str, row: Row, is_now: int, must_be: int) -> str:
    return f"row {row.number}: {what} is {shown(is_now)}, not {shown(must_be)}"


@_of_a_schedule
def rows_are_numbered_without_gaps(loan: Loan, made: Schedule) -> str | None:
    """S4: there are term_months x f / 12 rows, numbered 1..n."""
    numbers = [row.number for row in made.rows]
    if numbers == list(range(1, loan.periods + 1)):
        return None
    return f"{len(numbers)} rows, numbered {numbers[:3]}..{numbers[-1:]}, not 1..{loan.periods}"


@_of_a_schedule
def due_dates_count_from_the_start(loan: Loan, made: Schedule) -> str | None:
    """S5, S6: due_k is start + k periods, clipped to the end of the month; days lie between two of them."""
    before = loan.starts_on
    for row, due_on in zip(made.rows, loan.due(), strict=False):
        if row.due_on != due_on:
            return f"row {row.number} is due on {row.due_on}, not on {due_on}"
        if row.days != (due_on - before).days or row.days <= 0:
            return f"row {row.number} has {row.days} days, not {(due_on - before).days}"
        before = due_on
    return None if made.maturity_on == before else f"maturity is on {made.maturity_on}, not on {before}"


@_of_a_schedule
def amounts_are_never_negative(loan: Loan, made: Schedule) -> str | None:
    """S9: every money value is at least 0.00; that it has two places was seen when it was read."""
    for row in made.rows:
        if min(row[3:]) < 0:
            return f"row {row.number} has a negative amount: {', '.join(map(shown, row[3:]))}"
    sums = [made.totals, *(of_year for _, of_year in made.by_year), (made.level or 0, made.final)]
    return "a sum is negative" if any(min(each) < 0 for each in sums) else None


@_of_a_schedule
def interest_is_multiplied_first_and_rounded_once(loan: Loan, made: Schedule) -> str | None:
    """S6, S7: interest is opening x rate / f, or x days / 365, rounded half up, once."""
    if loan.kind == "flat":
        return None
    for row in made.rows:
        interest = loan.interest(row.opening, row.days)
        if row.interest != interest:
            return _differ("interest", row, row.interest, interest)
    return None


@_of_a_schedule
def flat_interest_is_spread_evenly(loan: Loan, made: Schedule) -> str | None:
    """Section 4.1, rule 2: T = P x R x n / f in parts of T / n, the last row takes the rest."""
    if loan.kind != "flat":
        return None
    rate, whole = loan.period_rate
    left = half_up(loan.amount * rate * loan.periods, whole)
    part = half_up(left, loan.periods)
    for row in made.rows:
        interest = left if row is made.rows[-1] else min(part, left)
        if row.interest != interest:
            return _differ("interest", row, row.interest, interest)
        left -= interest
    return None


@_of_a_schedule
def level_instalment_repays_the_loan(loan: Loan, made: Schedule) -> str | None:
    """Section 4.1, rule 3: P x i / (1 - (1 + i)^-m) to the cent, or the one that was given; else none."""
    level = None
    if loan.kind == LEVEL:
        level = loan.level_instalment() if loan.instalment is None else loan.instalment
    if made.level == level:
        return None
    told = ["none" if each is None else shown(each) for each in (made.level, level)]
    return f"the level instalment is {told[0]}, not {told[1]}"


@_of_a_schedule
def principal_follows_its_method(loan: Loan, made: Schedule) -> str | None:
    """Section 4.1, rule 4: what is left of a level instalment, an equal part, or nothing until the end."""
    remaining, part = loan.amount, half_up(loan.amount, loan.periods)
    for row in made.rows:
        if row is made.rows[-1]:
            principal = remaining
        elif loan.kind == LEVEL:
            pays = made.level or 0
            repaid = min(max(pays - row.interest, 0), remaining)
            principal = 0 if row.number <= loan.interest_only else repaid
        elif loan.kind in ("equal_principal", "flat"):
            principal = min(part, remaining)
        else:
            principal = 0
        if row.principal != principal:
            return _differ("principal", row, row.principal, principal)
        remaining -= principal
    return None


@_of_a_schedule
def principal_adds_up_to_the_loan(loan: Loan, made: Schedule) -> str | None:
    """S1: the sum of `principal` over the rows is the loan, exactly."""
    repaid = sum(row.principal for row in made.rows)
    return None if repaid == loan.amount else f"{shown(repaid)} is repaid of {shown(loan.amount)}"


@_of_a_schedule
def prepaid_interest_is_withheld(loan: Loan, made: Schedule) -> str | None:
    """S15: in the first p rows all interest is prepaid, and nothing is due but the loan itself."""
    for row in made.rows:
        prepaid = row.interest if row.number <= loan.prepaid else 0
        if row.prepaid != prepaid:
            return _differ("prepaid", row, row.prepaid, prepaid)
        if row.number <= loan.prepaid and row.number < loan.periods and row.amount:
            return _differ("amount", row, row.amount, 0)
    return None


@_of_a_schedule
def amount_is_what_falls_due(loan: Loan, made: Schedule) -> str | None:
    """Section 4.1, rule 5: principal and interest that is not prepaid; capitalised: all at last."""
    for row in made.rows:
        amount = row.principal + row.interest - row.prepaid
        if loan.kind == "capitalised":
            amount = row.opening + row.interest if row is made.rows[-1] else 0
        if row.amount != amount:
            return _differ("amount", row, row.amount, amount)
    return None


@_of_a_schedule
def each_balance_follows_from_the_one_before(loan: Loan, made: Schedule) -> str | None:
    """S2: closing = opening + interest - prepaid - amount, from the loan down to 0.00."""
    before = loan.amount
    for row in made.rows:
        if row.opening != before:
            return _differ("opening balance", row, row.opening, before)
        before = row.opening + row.interest - row.prepaid - row.amount
        if row.closing != before:
            return _differ("closing balance", row, row.closing, before)
    return f"{shown(before)} is left after the last row" if before else None


@_of_a_schedule
def totals_are_sums_of_the_rows(loan: Loan, made: Schedule) -> str | None:
    """S3: totals and annual totals are sums of the rows; what is paid is the loan and its interest."""
    by_year: dict[int, list[Row]] = {}
    for row in made.rows:
        by_year.setdefault(row.due_on.year, []).append(row)
    for told, now, rows in (
        ("totals", made.totals, made.rows),
        *((f"totals of {year}", sums, by_year.get(year, [])) for year, sums in made.by_year),
    ):
        sums = Sums(*(sum(getattr(row, name) for row in rows) for name in Sums._fields))
        if now != sums:
            return f"{told} are {', '.join(map(shown, now))}, not {', '.join(map(shown, sums))}"
    if [year for year, _ in made.by_year] != sorted(by_year):
        return f"annual totals are of {[year for year, _ in made.by_year]}, not of {sorted(by_year)}"
    if made.final != made.rows[-1].amount:
        return f"the final instalment is {shown(made.final)}, not that of the last row"
    paid, owed = made.totals.amount + made.totals.prepaid, loan.amount + made.totals.interest
    return None if paid == owed else f"{shown(paid)} is paid of {shown(owed)}"


@_of_a_schedule
def instalments_are_level(loan: Loan, made: Schedule) -> str | None:
    """S8: all amortising rows but the last are equal; the last differs by no more than rounding explains."""
    if loan.kind != LEVEL or loan.counts_days or loan.instalment is not None:
        return None
    amounts = [row.amount for row in made.rows[loan.interest_only :]]
    # The balance, not the amount, says when the loan is repaid: rows of 0.00 may come before as well.
    end = next(number for number, row in enumerate(made.rows[loan.interest_only :]) if not row.closing)
    level, last, rest = amounts[:end], amounts[end], amounts[end + 1 :]
    if len(set(level)) > 1 or any(rest):
        return f"instalments are not level: {', '.join(map(shown, sorted({*level, *rest})[:5]))}"
    if end < len(amounts) - 1:
        return f"the last instalment {shown(last)} is larger" if level and last > level[0] else None
    if not level:
        return None
    away, (rate, whole), m = abs(last - level[0]) - 1, loan.period_rate, loan.amortising
    growth, unit = (whole + rate) ** m, whole**m
    # away <= ((1 + i)^m - 1) / i, both sides multiplied by i x whole^m x whole
    near = away <= m if rate == 0 else away * rate * unit <= (growth - unit) * whole
    return None if near else f"the last instalment {shown(last)} is far from {shown(level[0])}"


@_of_a_schedule
def no_rate_no_interest(loan: Loan, made: Schedule) -> str | None:
    """S10: at a rate of 0 all interest is 0.00 and the level instalment is the loan over its rows."""
    if loan.rate:
        return None
    if any(row.interest for row in made.rows) or made.totals.interest:
        return "there is interest without a rate"
    level = half_up(loan.amount, loan.amortising)
    if loan.kind == LEVEL and loan.instalment is None and made.level != level:
        return f"the level instalment is {made.level}, not {shown(level)}"
    return None


@_of_a_schedule
def interest_only_repays_at_the_end(loan: Loan, made: Schedule) -> str | None:
    """S11: principal is 0.00 in rows 1..n-1 and the loan in row n; under `periodic` all interest is equal."""
    if loan.kind != "interest_only":
        return None
    *first, last = made.rows
    if any(row.principal for row in first) or last.principal != loan.amount:
        return "principal is repaid before the last row, or not then"
    if not loan.counts_days and len({row.interest for row in made.rows}) > 1:
        return "interest differs from row to row"
    return None


@_of_a_schedule
def principal_is_spread_equally(loan: Loan, made: Schedule) -> str | None:
    """S12: principal is equal in rows 1..n-1 while any remains; under `periodic` interest never rises."""
    if loan.kind != "equal_principal":
        return None
    remaining, first = loan.amount, made.rows[0].principal
    for row in made.rows[:-1]:
        if row.principal != min(first, remaining):
            return _differ("principal", row, row.principal, min(first, remaining))
        remaining -= row.principal
    interest = [row.interest for row in made.rows]
    rises = interest != sorted(interest, reverse=True)
    return "interest rises" if rises and not loan.counts_days else None


@_of_a_schedule
def capitalised_interest_is_paid_at_the_end(loan: Loan, made: Schedule) -> str | None:
    """S14: nothing is due before the last row; then P(1+i)^n, but for the rounding of each row."""
    if loan.kind != "capitalised":
        return None
    *first, last = made.rows
    if any(row.amount for row in first):
        return "something is due before the last row"
    if loan.counts_days:
        return None
    (rate, whole), n = loan.period_rate, loan.periods
    growth, unit = (whole + rate) ** n, whole**n
    away = 2 * abs(last.amount * unit - loan.amount * growth)  # in units of half a cent / whole^n
    # away <= ((1 + i)^n - 1) / i + 1, and i = rate / whole
    near = away * rate <= (growth - unit) * whole + unit * rate if rate else away <= (n + 1) * unit
    return None if near else f"the last amount {shown(last.amount)} is not the loan compounded"


LAWS = (
    rows_are_numbered_without_gaps,
    due_dates_count_from_the_start,
    amounts_are_never_negative,
    interest_is_multiplied_first_and_rounded_once,
    flat_interest_is_spread_evenly,
    level_instalment_repays_the_loan,
    principal_follows_its_method,
    principal_adds_up_to_the_loan,
    prepaid_interest_is_withheld,
    amount_is_what_falls_due,
    each_balance_follows_from_the_one_before,
    totals_are_sums_of_the_rows,
    instalments_are_level,
    no_rate_no_interest,
    interest_only_repays_at_the_end,
    principal_is_spread_equally,
    capitalised_interest_is_paid_at_the_end,
)
