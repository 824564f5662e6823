"""The rules of schedules: published figures, edges of the calendar, every method, every refusal."""

import json
import time
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

import pytest

from apps.applications import terms as rules
from apps.applications.terms import PER_YEAR, Frequency, Terms
from apps.repayments.schedule import DateOutOfRange, schedule

_ORACLES = Path(__file__).parents[3] / "contract_tests" / "oracles" / "repayment_schedules.json"
PUBLISHED = json.loads(_ORACLES.read_text())
CELLS = {"interest": "interest", "principal": "principal", "amount": "amount", "closing": "closing_balance"}
START = date(2025, 3, 31)


def terms(**changes):
    """Return terms of the kind that most tests start from."""
    values = {
        "loan_amount": "5000.00",
        "annual_rate": "12.0000",
        "term_months": 18,
        "repayment_type": "principal_and_interest",
        "repayment_frequency": "monthly",
        "day_count": "periodic",
        **changes,
    }
    for name in ("loan_amount", "annual_rate", "instalment_amount"):
        if values.get(name) is not None:
            values[name] = Decimal(values[name])
    return Terms.of(values)


def column(made, name):
    """Return one figure of every row, as text."""
    return [str(getattr(row, name)) for row in made.rows]


def _published_terms(given):
    frequency = Frequency(given.get("freq", "monthly"))
    return terms(
        loan_amount=given["principal"],
        annual_rate=given["annual_rate"],
        term_months=given["instalments"] * 12 // PER_YEAR[frequency],
        repayment_type=given.get("method", "principal_and_interest"),
        repayment_frequency=frequency.value,
        day_count=given.get("day_count", "periodic"),
        interest_only_periods=int(given.get("interest_only", 0)),
        instalment_amount=given.get("instalment"),
    )


@pytest.mark.parametrize("case", PUBLISHED, ids=[case["name"] for case in PUBLISHED])
def test_published_schedules_come_out_to_the_cent(case):
    given = case["input"]
    made = schedule(_published_terms(given), date.fromisoformat(given.get("start", "2024-01-01")))
    assert len(made.rows) == given["instalments"]
    for number, cells in case["published"].items():
        row = made.rows[int(number) - 1]
        for name, printed in cells.items():
            if name == "due":
                assert row.due_on == date.fromisoformat(printed)
            elif name == "days":
                assert row.days == int(printed)
            else:
                assert getattr(row, CELLS[name]) == Decimal(printed), (number, name)


# --- every schedule -------------------------------------------------------------------------------------
MANY = [
    terms(),
    terms(annual_rate="0"),
    terms(annual_rate="0", loan_amount="100.00", term_months=7),
    terms(term_months=1),
    terms(term_months=480, repayment_frequency="weekly", loan_amount="999999999.99"),
    terms(repayment_frequency="fortnightly", day_count="actual_365", annual_rate="99.9999"),
    terms(loan_amount="0.01", term_months=480),
    terms(loan_amount="0.07", term_months=480, annual_rate="0"),
    terms(instalment_amount="444.00", interest_only_periods=6),
    terms(interest_only_periods=17),
    terms(repayment_type="equal_principal"),
    terms(repayment_type="equal_principal", loan_amount="0.05", day_count="actual_365"),
    terms(repayment_type="interest_only", prepaid_interest_periods=9),
    terms(repayment_type="interest_only", prepaid_interest_periods=18),
    terms(repayment_type="capitalised"),
    terms(repayment_type="capitalised", day_count="actual_365", repayment_frequency="quarterly"),
    terms(repayment_type="flat"),
    terms(repayment_type="flat", annual_rate="0.0001", loan_amount="1.00"),
    terms(repayment_type="flat", annual_rate="0"),
    terms(repayment_frequency="annually", term_months=480, repayment_type="capitalised"),
]


@pytest.mark.parametrize("given", MANY)
def test_what_holds_for_every_schedule(given):
    made = schedule(given, START)
    assert [row.number for row in made.rows] == list(range(1, given.periods + 1))
    opening, before = given.loan_amount, START
    for row in made.rows:
        assert row.opening_balance == opening
        assert row.closing_balance == row.opening_balance + row.interest - row.prepaid - row.amount
        assert (row.due_on - before).days == row.days > 0
        amounts = row[3:]
        assert all(amount >= 0 and amount.as_tuple().exponent == -2 for amount in amounts)
        opening, before = row.closing_balance, row.due_on
    assert made.rows[-1].closing_balance == 0
    totals = made.totals
    assert totals.principal == given.loan_amount
    assert totals.amount + totals.prepaid == given.loan_amount + totals.interest
    for name in ("principal", "interest", "prepaid", "amount"):
        of_rows = sum(getattr(row, name) for row in made.rows)
        assert of_rows == getattr(totals, name)
        assert of_rows == sum(getattr(year, name) for year in made.annual_totals)
    assert made.maturity_on == made.rows[-1].due_on
    assert made.final_instalment == made.rows[-1].amount
    if given.annual_rate == 0:
        assert totals.interest == 0


# --- the calendar ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("starts_on", "due"),
    [
        ("2024-01-31", ["2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"]),
        ("2023-01-31", ["2023-02-28", "2023-03-31", "2023-04-30", "2023-05-31"]),
        ("2023-01-30", ["2023-02-28", "2023-03-30", "2023-04-30", "2023-05-30"]),
        ("2023-01-29", ["2023-02-28", "2023-03-29", "2023-04-29", "2023-05-29"]),
        ("2023-10-31", ["2023-11-30", "2023-12-31", "2024-01-31", "2024-02-29"]),
    ],
)
def test_the_end_of_a_month_does_not_drift(starts_on, due):
    made = schedule(terms(term_months=4), date.fromisoformat(starts_on))
    assert column(made, "due_on") == due


def test_weeks_quarters_and_years_are_counted_from_the_start():
    for frequency, months, third in [
        ("weekly", 3, "2024-03-21"),
        ("fortnightly", 6, "2024-04-11"),
        ("quarterly", 9, "2024-11-29"),
        ("annually", 36, "2027-02-28"),
    ]:
        made = schedule(terms(repayment_frequency=frequency, term_months=months), date(2024, 2, 29))
        assert column(made, "due_on")[2] == third


def test_totals_stand_under_the_calendar_year_of_the_due_date():
    made = schedule(terms(), date(2022, 11, 30))
    assert [year.year for year in made.annual_totals] == [2022, 2023, 2024]
    assert made.annual_totals[0].amount == made.rows[0].amount


def test_a_loan_does_not_outlive_the_calendar():
    last = schedule(terms(term_months=12), date(9998, 12, 31))
    assert last.maturity_on == date.max
    for frequency, starts_on in [("monthly", date(9999, 1, 1)), ("weekly", date(9999, 1, 2))]:
        with pytest.raises(DateOutOfRange):
            schedule(terms(term_months=12, repayment_frequency=frequency), starts_on)
    assert schedule(terms(), date.min).rows[0].due_on == date(1, 2, 1)


# --- methods --------------------------------------------------------------------------------------------
def test_interest_is_multiplied_first_and_half_a_cent_goes_up():
    # CFPB H-25(B): 523.125 exactly; half to even and binary floats give 523.12
    first = schedule(terms(loan_amount="162000", annual_rate="3.875", term_months=360), START).rows[0]
    assert (first.interest, first.amount) == (Decimal("523.13"), Decimal("761.78"))


@pytest.mark.parametrize(
    ("loan_amount", "annual_rate", "level"),
    # one period: P x (1 + i) with exactly half a cent; 1/3 % and 7/12 % a month have no end as decimals
    [("50.50", "12", "51.01"), ("4.50", "4.0000", "4.52"), ("42.00", "7", "42.25"), ("0.50", "12", "0.51")],
)
def test_half_a_cent_of_a_level_instalment_goes_up(loan_amount, annual_rate, level):
    made = schedule(terms(loan_amount=loan_amount, annual_rate=annual_rate, term_months=1), START)
    assert str(made.level_instalment) == level


def test_flat_interest_is_spread_evenly_and_the_last_row_takes_the_rest():
    made = schedule(
        terms(repayment_type="flat", loan_amount="100.00", annual_rate="10", term_months=3), START
    )
    assert column(made, "interest") == ["0.83", "0.83", "0.84"]  # 2.50
    assert column(made, "principal") == ["33.33", "33.33", "33.34"]
    assert made.level_instalment is None
    # 0.18 in 24 parts of 0.01: nothing is left for the last six
    tiny = schedule(terms(repayment_type="flat", loan_amount="0.90", annual_rate="10", term_months=24), START)
    assert column(tiny, "interest") == ["0.01"] * 18 + ["0.00"] * 6


def test_capitalised_interest_is_paid_in_the_end():
    # Liang, Intro to Java 5.31, where balances are carried unrounded; ours round each posting
    made = schedule(terms(loan_amount="10000", annual_rate="5.75", repayment_type="capitalised"), START)
    assert column(made, "closing_balance")[:3] == ["10047.92", "10096.07", "10144.45"]
    assert column(made, "amount") == ["0.00"] * 17 + ["10898.55"]
    assert column(made, "principal") == ["0.00"] * 17 + ["10000.00"]


def test_prepaid_interest_is_withheld_by_the_rows_own_figures():
    loan = {
        "loan_amount": "1000000",
        "annual_rate": "9.5",
        "term_months": 12,
        "repayment_type": "interest_only",
    }
    made = schedule(terms(**loan, prepaid_interest_periods=9), START)
    assert (made.totals.prepaid, made.totals.interest) == (Decimal("71250.03"), Decimal("95000.04"))
    assert column(made, "amount") == ["0.00"] * 9 + ["7916.67"] * 2 + ["1007916.67"]
    whole = schedule(terms(**loan, prepaid_interest_periods=12), START)
    assert column(whole, "amount") == ["0.00"] * 11 + ["1000000.00"]


def test_days_are_counted_over_365_also_in_leap_years():
    loan = {"loan_amount": "36500", "annual_rate": "10", "term_months": 3, "day_count": "actual_365"}
    made = schedule(terms(**loan, repayment_type="interest_only"), date(2024, 1, 31))
    assert column(made, "days") == ["29", "31", "30"]
    assert column(made, "interest") == ["290.00", "310.00", "300.00"]


def test_a_computed_instalment_below_the_interest_of_a_long_month_repays_nothing_then():
    made = schedule(
        terms(loan_amount="100000", annual_rate="99.9999", term_months=480, day_count="actual_365"), START
    )
    long_month = made.rows[1]
    assert long_month.interest > made.level_instalment
    assert (long_month.principal, long_month.amount) == (Decimal("0.00"), long_month.interest)


def test_a_very_small_loan_is_repaid_before_its_last_row():
    made = schedule(terms(loan_amount="0.10", annual_rate="0", term_months=15), START)
    assert column(made, "amount") == ["0.01"] * 10 + ["0.00"] * 5


def test_the_returned_instalment_given_back_gives_the_same_schedule():
    first = schedule(terms(), START)
    again = schedule(terms(instalment_amount=str(first.level_instalment)), START)
    assert again == first


# --- refusals -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("refusal", "pointer", "changes"),
    [
        (rules.TermsPeriods, "term_months", {"repayment_frequency": "weekly", "term_months": 4}),
        (rules.TermsInterestOnly, "interest_only_periods", {"interest_only_periods": 18}),
        (rules.TermsPrepaid, "prepaid_interest_periods", {"prepaid_interest_periods": 1}),
        (rules.TermsInstalment, "instalment_amount", {"repayment_type": "flat", "instalment_amount": "300"}),
        (rules.TermsFlatDayCount, "day_count", {"repayment_type": "flat", "day_count": "actual_365"}),
        (rules.DoesNotAmortise, "instalment_amount", {"instalment_amount": "50.00"}),
        (rules.DoesNotAmortise, "instalment_amount", {"instalment_amount": "50.00", "term_months": 1}),
        (
            rules.DoesNotAmortise,
            "instalment_amount",
            {"instalment_amount": "50.96", "day_count": "actual_365"},
        ),
        (
            rules.DoesNotAmortise,
            "instalment_amount",
            {"instalment_amount": "50.00", "interest_only_periods": 17},
        ),
        (rules.RepaysEarly, "instalment_amount", {"instalment_amount": "294.12", "annual_rate": "0"}),
        (
            rules.RepaysEarly,
            "instalment_amount",
            {"instalment_amount": "999999999999.99", "day_count": "actual_365"},
        ),
        (
            rules.AmountTooLarge,
            "",
            {
                "repayment_type": "capitalised",
                "loan_amount": "999999999.99",
                "annual_rate": "99.9999",
                "term_months": 480,
                "repayment_frequency": "weekly",
                "day_count": "actual_365",
            },
        ),
    ],
)
def test_refusals_name_the_input(refusal, pointer, changes):
    with pytest.raises(refusal) as refused:
        schedule(terms(**changes), date(2024, 7, 1))
    assert refused.value.pointer == "/body" + (f"/{pointer}" if pointer else "")


def test_an_instalment_just_above_the_interest_of_the_first_period_will_do():
    for changes in (
        {"instalment_amount": "50.01"},
        {"instalment_amount": "50.01", "term_months": 1},
        {"instalment_amount": "294.11", "annual_rate": "0"},
        {"instalment_amount": "999999999999.99", "term_months": 1},
    ):
        made = schedule(terms(**changes), START)
        assert str(made.level_instalment) == changes["instalment_amount"]


@pytest.mark.parametrize("changes", [{}, {"instalment_amount": "294.11"}, {"repayment_type": "capitalised"}])
def test_the_terms_and_the_schedule_refuse_the_same(changes):
    """Under `periodic`, what an application takes as its terms can be computed, and nothing else can."""
    for rate in ("0", "0.0001", "3.9", "12", "40", "99.9999"):
        for loan_amount in ("0.01", "5000.00", "5293.97", "5293.98", "999999999.99"):
            for months in (1, 18, 480):
                given = terms(**changes, annual_rate=rate, loan_amount=loan_amount, term_months=months)
                refusals = []
                for judge in (rules.check, lambda one: schedule(one, START)):
                    try:
                        judge(given)
                        refusals.append(None)
                    except rules.REFUSALS as refusal:
                        refusals.append(type(refusal))
                assert refusals[0] is refusals[1], given


# --- speed ----------------------------------------------------------------------------------------------
def _bare(given):
    """The arithmetic alone: no dates, no rows."""
    with localcontext(prec=50, rounding=ROUND_HALF_UP):
        balance, divisor, level = given.loan_amount, Decimal(5200), schedule(given, START).level_instalment
        cent = Decimal("0.01")
        begin = time.process_time()
        for _ in range(given.periods):
            interest = (balance * given.annual_rate / divisor).quantize(cent)
            principal = min(max(level - interest, 0), balance)
            balance = balance + interest - (principal + interest)
        return time.process_time() - begin


def test_the_longest_schedule_costs_little_more_than_its_arithmetic():
    given = terms(loan_amount="750000", annual_rate="9.5", term_months=480, repayment_frequency="weekly")
    assert given.periods == 2080

    def cost():
        begin = time.process_time()
        schedule(given, START)
        return time.process_time() - begin

    # one after the other, so that a busy moment of the machine meets both
    ours, bare = zip(*((cost(), _bare(given)) for _ in range(12)), strict=True)
    assert min(ours) < 5 * min(bare)
