"""Terms and fee rules, drawn densely where rules change their mind. Bodies as they go over the wire."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from math import gcd
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from contract_tests.laws.reading import LEVEL, PER_YEAR, Loan, half_up, rate_shown, shown
from contract_tests.laws.refusals import day_counts, instalment_fault

KINDS = (LEVEL, "equal_principal", "interest_only", "capitalised", "flat")
MOST_LENT, MOST_POINTS, MOST_MONTHS = 99_999_999_999, 999_999, 480
MOST_GIVEN = 99_999_999_999_999  # cents, an instalment of a loan of one period
_STEP = {"weekly": 3, "fortnightly": 6, "monthly": 1, "quarterly": 3, "annually": 12}
_POINTS_A_WHOLE = 1_000_000
_AMOUNTS = (1, 2, 3, 5, 7, 100, 12_345, 500_000, 16_200_000, 100_000_000, MOST_LENT - 1, MOST_LENT)
_RATES = (0, 1, 2, 38_750, 70_000, 95_000, 100_000, 120_000, 999_998, MOST_POINTS)
# Days that months are clipped at, and both ends of the calendar.
_STARTS = (
    *("2024-01-31", "2023-01-31", "2023-01-30", "2024-01-29", "2024-02-29", "2023-02-28", "2023-12-31"),
    *("2025-03-31", "2024-08-30", "2023-10-31", "2024-04-28", "2099-11-30", "1900-01-31", "0001-01-01"),
)

amounts: SearchStrategy[int] = st.one_of(
    st.sampled_from(_AMOUNTS),
    st.integers(1, 10),
    st.integers(11, 100_000),
    st.integers(100_001, 200_000_000),
    st.integers(1, MOST_LENT),
)
rates: SearchStrategy[int] = st.one_of(
    st.sampled_from(_RATES), st.integers(1, 300_000), st.integers(1, MOST_POINTS)
)
starts: SearchStrategy[str] = st.one_of(
    st.sampled_from(_STARTS),
    # The end of a month before a February.
    st.builds(lambda year, day: date(year, 1, day).isoformat(), st.integers(2020, 2030), st.integers(29, 31)),
    st.dates(date(1990, 1, 1), date(2060, 12, 31)).map(date.isoformat),
)


def body(kind: str, frequency: str, day_count: str, months: int, **others: Any) -> dict[str, Any]:
    """Return terms without a loan as a body has them."""
    return {
        "repayment_type": kind,
        "repayment_frequency": frequency,
        "day_count": day_count,
        "term_months": months,
        **others,
    }


@st.composite
def shapes(
    draw: DrawFn, *, kinds: Sequence[str] = KINDS, periodic: bool = False, longest: int = 40
) -> dict[str, Any]:
    """Draw everything but amount and rate; the shape breaks no rule.

    Args:
        longest: most rows, more or less.
    """
    kind = draw(st.sampled_from(kinds))
    frequency = draw(st.sampled_from(list(PER_YEAR)))
    day_counts_ = ("periodic",) if periodic or kind == "flat" else ("periodic", "actual_365")
    step, per_year = _STEP[frequency], PER_YEAR[frequency]
    most = min(max(longest * 12 // per_year // step, 1), MOST_MONTHS // step)
    edges = [number for number in (1, 2, 3, 12 // step, most) if 1 <= number <= most]
    months = step * draw(st.one_of(st.sampled_from(edges), st.integers(1, most)))
    n = months * per_year // 12
    found = body(kind, frequency, draw(st.sampled_from(day_counts_)), months, starts_on=draw(starts))
    few = st.sampled_from(sorted({0, 1, n // 2, n - 1}))
    if kind == LEVEL and n > 1 and draw(st.booleans()):
        found["interest_only_periods"] = draw(few)
    if kind == "interest_only" and draw(st.booleans()):
        found["prepaid_interest_periods"] = draw(st.sampled_from(sorted({0, 1, n - 1, n})))
    return found


@st.composite
def loans(draw: DrawFn, /, *, given: bool = False, **shape: Any) -> dict[str, Any]:
    """Draw terms that give a schedule, nearly always.

    Args:
        given: with an instalment of their own, where any does.
    """
    found = draw(shapes(**shape))
    found["annual_rate"] = rate_shown(draw(rates))
    found["loan_amount"] = shown(draw(st.one_of(amounts, _halves_of_a_part(found))))
    if given and found["repayment_type"] == LEVEL:
        instalment = draw(st.sampled_from(instalments(found)))
        if instalment is not None:
            found["instalment_amount"] = shown(instalment)
    return found


def _halves_of_a_part(found: Mapping[str, Any]) -> SearchStrategy[int]:
    """Draw loans of which each of n equal parts ends in half a cent, where n is even."""
    n = found["term_months"] * PER_YEAR[found["repayment_frequency"]] // 12
    return st.integers(0, min(10_000_000, MOST_LENT // n - 1)).map(lambda part: part * n + (n + 1) // 2)


# --- instalments --------------------------------------------------------------------------------------
def instalments(found: Mapping[str, Any]) -> list[int | None]:
    """Return given instalments that hardly repay the loan, or hardly do not repay it early; None for none."""
    loan = Loan.of(found)
    days = day_counts(loan)
    least, most = _bounds(loan, days)
    near = {least, least + 1, most, most - 1, (least + most) // 2, loan.level_instalment()}
    fits = [each for each in sorted(near) if instalment_fault(loan, each, days) is None]
    return [*fits] or [None]


def wrong_instalments(found: Mapping[str, Any]) -> list[int]:
    """Return given instalments that no rule lets pass: up to the first interest, or repaying early."""
    loan = Loan.of(found)
    days = day_counts(loan)
    least, most = _bounds(loan, days)
    near = {1, least - 1, least - 2, most + 1, most + 2, MOST_GIVEN}
    return sorted(each for each in near if 0 < each <= MOST_GIVEN and instalment_fault(loan, each, days))


def _bounds(loan: Loan, days: Sequence[int]) -> tuple[int, int]:
    """Return the least instalment above the first interest, and the greatest that does not repay early."""
    least = loan.interest(loan.amount, days[loan.interest_only]) + 1
    if loan.amortising == 1:
        return least, MOST_GIVEN
    low, high = least - 1, least + loan.amount  # the latter repays all in the first period
    while high - low > 1:
        middle = (low + high) // 2
        if instalment_fault(loan, middle, days) == "repays_early":
            high = middle
        else:
            low = middle
    return least, low


# --- half a cent --------------------------------------------------------------------------------------
HALVED_RATES = (10_000, 40_000, 38_750, 70_000, 100_000, 130_000)
PRECISIONS = (50, 28)  # what is asked for, and Python's own


@st.composite
def half_cents(draw: DrawFn, /, **shape: Any) -> dict[str, Any]:
    """Draw terms whose first interest ends in exactly half a cent above an even one, which goes up.

    Half to even and half down give a cent less. So does a rate that is divided before it is multiplied, where
    it has no end as a decimal, as 1/12 and 1/52 have none: among such amounts one is taken that shows it.
    """
    found = {**draw(shapes(longest=6, **shape)), "interest_only_periods": 0, "prepaid_interest_periods": 0}
    rate = draw(st.sampled_from(HALVED_RATES) | st.integers(1, MOST_POINTS))
    times, precision = draw(st.integers(0, 1_000)), draw(st.sampled_from(PRECISIONS))
    # An odd rate has such amounts, unless the days or the periods have none.
    halved = halve(found, rate, times, precision) or halve(found, rate | 1, times, precision)
    return halved or draw(loans())


def halve(found: Mapping[str, Any], rate: int, times: int, precision: int) -> dict[str, Any] | None:
    """Return terms with a loan whose first interest is half a cent above an even one; None when none is.

    Args:
        times: so many such amounts are passed over, as far as there are.
        precision: digits that divide a rate too early, which shall show.
    """
    loan = Loan.of({**found, "loan_amount": "1.00", "annual_rate": "1.0000"})
    factor, whole = 1, _POINTS_A_WHOLE * loan.per_year
    if loan.kind == "flat":
        factor = loan.periods
    elif loan.counts_days:
        factor, whole = day_counts(loan)[0], _POINTS_A_WHOLE * 365
    halves = _halves(rate * factor, whole)
    if halves is None:
        return None
    first, period = halves
    times = min(times, (MOST_LENT - first) // period)
    near = [first + period * (times + further) for further in range(60)]
    fits = [amount for amount in near if amount <= MOST_LENT]
    amount = next((each for each in fits if _shows(each, rate, factor, whole, precision)), fits[0])
    return {**found, "annual_rate": rate_shown(rate), "loan_amount": shown(amount)}


def _halves(factor: int, whole: int) -> tuple[int, int] | None:
    """Return the least amount p with p x factor / whole = 2k + 1/2 exactly, and the step to the next."""
    modulus, wanted = 2 * whole, whole // 2
    common = gcd(factor, modulus)
    if wanted % common:
        return None
    period = modulus // common
    first = wanted // common * pow(factor // common, -1, period) % period or period
    return (first, period) if first <= MOST_LENT else None


def _shows(amount: int, rate: int, factor: int, whole: int, precision: int) -> bool:
    """Whether half a cent is lost when the rate is divided first, to so many digits."""
    with localcontext(prec=precision, rounding=ROUND_HALF_UP):
        return Decimal(amount) * (Decimal(rate) / whole) * factor % 1 < Decimal("0.5")


# --- terms that are refused ---------------------------------------------------------------------------
@st.composite
def refused_loans(draw: DrawFn) -> dict[str, Any]:
    """Draw terms that break a rule, one of each kind as often as any other, instalments twice as often."""
    return dict(draw(st.one_of(*(spoil() for spoil in _SPOILS))))


@st.composite
def _of_broken_periods(draw: DrawFn) -> dict[str, Any]:
    found = draw(loans())
    frequency, months = draw(
        st.sampled_from(
            (
                *(("weekly", 1), ("weekly", 4), ("fortnightly", 3), ("fortnightly", 9), ("quarterly", 13)),
                *(("quarterly", 1), ("annually", 18), ("annually", 11), ("annually", 479)),
            )
        )
    )
    return {**found, "repayment_frequency": frequency, "term_months": months}


@st.composite
def _of_interest_only(draw: DrawFn) -> dict[str, Any]:
    found = draw(loans())
    n = Loan.of(found).periods
    if found["repayment_type"] == LEVEL:
        return {**found, "interest_only_periods": draw(st.sampled_from((n, n + 1, 2_080)))}
    return {**found, "interest_only_periods": 1}


@st.composite
def _of_prepaid(draw: DrawFn) -> dict[str, Any]:
    found = draw(loans())
    n = Loan.of(found).periods
    if found["repayment_type"] == "interest_only":
        return {**found, "prepaid_interest_periods": draw(st.sampled_from((n + 1, n + 2, 2_080)))}
    return {**found, "prepaid_interest_periods": 1}


@st.composite
def _of_instalment_kind(draw: DrawFn) -> dict[str, Any]:
    found = draw(loans(kinds=KINDS[1:]))
    return {**found, "instalment_amount": shown(draw(amounts))}


@st.composite
def _of_flat_days(draw: DrawFn) -> dict[str, Any]:
    return {**draw(loans(kinds=("flat",))), "day_count": "actual_365"}


@st.composite
def _of_instalment(draw: DrawFn) -> dict[str, Any]:
    found = draw(loans(kinds=(LEVEL,)).filter(wrong_instalments))
    return {**found, "instalment_amount": shown(draw(st.sampled_from(wrong_instalments(found))))}


@st.composite
def _of_size(draw: DrawFn) -> dict[str, Any]:
    """Capitalised loans around the greatest amount: a year at 99.9999 % at most doubles it, more or less."""
    years = draw(st.integers(9, 40))
    found = body("capitalised", "annually", "periodic", 12 * years, starts_on=draw(starts))
    loan = Loan.of({**found, "loan_amount": "1.00", "annual_rate": "99.9999"})
    edge = half_up(
        MOST_GIVEN * _POINTS_A_WHOLE**loan.periods, (_POINTS_A_WHOLE + MOST_POINTS) ** loan.periods
    )
    edge = min(edge, MOST_LENT)
    amount = draw(st.sampled_from((edge - 1, edge, edge + 1, 2 * edge, MOST_LENT)))
    return {**found, "annual_rate": "99.9999", "loan_amount": shown(min(max(amount, 1), MOST_LENT))}


@st.composite
def _of_the_calendar(draw: DrawFn) -> dict[str, Any]:
    """Loans whose last day is one of the last days there are, or would be the first after them."""
    found = draw(loans())
    loan = Loan.of({**found, "starts_on": "2001-01-01"})
    *_, last = loan.due()
    start = date.max - (last - loan.starts_on) + timedelta(days=draw(st.integers(-2, 3)))
    return {**found, "starts_on": start.isoformat()}


_SPOILS = (
    _of_broken_periods,
    _of_interest_only,
    _of_prepaid,
    _of_instalment_kind,
    _of_flat_days,
    _of_instalment,
    _of_instalment,
    _of_size,
    _of_the_calendar,
)


# --- terms that are compared --------------------------------------------------------------------------
@st.composite
def raised_loans(draw: DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draw terms without an instalment of their own, and the same with a higher rate or a larger loan."""
    found = draw(loans(periodic=True))
    if draw(st.booleans()):
        rate = int(found["annual_rate"].replace(".", ""))
        rate = min(rate + draw(st.sampled_from((1, 2, 100, 10_000))), MOST_POINTS)
        return found, {**found, "annual_rate": rate_shown(rate)}
    amount = int(found["loan_amount"].replace(".", ""))
    amount = min(amount + draw(st.sampled_from((1, 2, 100, 1_000_000))), MOST_LENT)
    return found, {**found, "loan_amount": shown(amount)}
