"""Terms that a schedule can be made of."""

from datetime import date
from decimal import Decimal

import pytest

from apps.applications import terms as rules
from apps.applications.terms import Terms, check, months_after


def _terms(**changes):
    values = {
        "loan_amount": Decimal("5000.00"),
        "annual_rate": Decimal("12.0000"),
        "term_months": 18,
        "repayment_type": "principal_and_interest",
        "repayment_frequency": "monthly",
        "day_count": "periodic",
    }
    return Terms.of({**values, **changes})


@pytest.mark.parametrize(
    ("frequency", "months", "periods"),
    [
        ("weekly", 3, 13),
        ("weekly", 480, 2080),
        ("fortnightly", 6, 13),
        ("monthly", 1, 1),
        ("quarterly", 3, 1),
        ("annually", 12, 1),
    ],
)
def test_periods_are_whole(frequency, months, periods):
    whole = _terms(repayment_frequency=frequency, term_months=months)
    check(whole)
    assert whole.periods == periods


@pytest.mark.parametrize(
    ("frequency", "months"),
    [("weekly", 1), ("weekly", 2), ("fortnightly", 3), ("quarterly", 4), ("annually", 6)],
)
def test_a_broken_period_is_refused(frequency, months):
    with pytest.raises(rules.TermsPeriods):
        check(_terms(repayment_frequency=frequency, term_months=months))


@pytest.mark.parametrize(
    "changes",
    [
        {"interest_only_periods": 18},
        {"interest_only_periods": 1, "repayment_type": "interest_only"},
        {"interest_only_periods": 1, "repayment_type": "flat"},
    ],
)
def test_interest_only_periods_need_some_that_amortise(changes):
    check(_terms(interest_only_periods=17))
    with pytest.raises(rules.TermsInterestOnly):
        check(_terms(**changes))


def test_interest_is_prepaid_on_interest_only_loans():
    check(_terms(repayment_type="interest_only", prepaid_interest_periods=18))
    for changes in (
        {"repayment_type": "interest_only", "prepaid_interest_periods": 19},
        {"prepaid_interest_periods": 1},
    ):
        with pytest.raises(rules.TermsPrepaid):
            check(_terms(**changes))


@pytest.mark.parametrize("kind", ["interest_only", "equal_principal", "capitalised", "flat"])
def test_only_principal_and_interest_has_an_instalment(kind):
    with pytest.raises(rules.TermsInstalment):
        check(_terms(repayment_type=kind, instalment_amount=Decimal("305.00")))


def test_flat_counts_periods():
    check(_terms(repayment_type="flat"))
    with pytest.raises(rules.TermsFlatDayCount):
        check(_terms(repayment_type="flat", day_count="actual_365"))


def test_an_instalment_exceeds_the_first_interest_and_leaves_something_for_the_last():
    # Fineract LoanRepayment.feature RS02 and RS06 (domain.md, O4 and O8)
    check(_terms(instalment_amount=Decimal("305.00")))
    check(_terms(instalment_amount=Decimal("444.00"), interest_only_periods=6))
    check(_terms(instalment_amount=Decimal("50.01")))
    with pytest.raises(rules.DoesNotAmortise):
        check(_terms(instalment_amount=Decimal("50.00")))
    # Row 17 leaves 0.01 with the one and nothing with the other.
    check(_terms(annual_rate=Decimal(0), instalment_amount=Decimal("294.11")))
    with pytest.raises(rules.RepaysEarly):
        check(_terms(annual_rate=Decimal(0), instalment_amount=Decimal("294.12")))


def test_one_amortising_period_takes_any_instalment_above_its_interest():
    one = {"term_months": 1, "annual_rate": Decimal("12.0000")}
    check(_terms(**one, instalment_amount=Decimal("99999999999.99")))
    with pytest.raises(rules.DoesNotAmortise):
        check(_terms(**one, instalment_amount=Decimal("50.00")))


def test_what_depends_on_the_start_is_left_to_the_schedule():
    check(_terms(day_count="actual_365", instalment_amount=Decimal("0.01")))
    check(_terms(day_count="actual_365", instalment_amount=Decimal("999999999999.99")))


def test_capitalised_interest_cannot_outgrow_an_amount():
    huge = {"loan_amount": Decimal("999999999.99"), "repayment_type": "capitalised", "term_months": 480}
    check(_terms(**huge, annual_rate=Decimal("17.0000")))
    with pytest.raises(rules.AmountTooLarge):
        check(_terms(**huge, annual_rate=Decimal("18.0000")))
    for kind in ("interest_only", "equal_principal", "flat", "principal_and_interest"):
        check(_terms(**{**huge, "repayment_type": kind}, annual_rate=Decimal("99.9999")))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 2, date(2024, 3, 31)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(1, 1, 1), 480, date(41, 1, 1)),
    ],
)
def test_months_are_counted_from_the_start_and_clipped(day, months, later):
    assert months_after(day, months) == later
