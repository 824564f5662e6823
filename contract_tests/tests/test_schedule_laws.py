"""Laws of the schedule calculator, drawn where rules change their mind. Domain.md, laws S1 to S19 and S22."""

import pytest
from hypothesis import strategies as st

from contract_tests.actors import ADMIN, EVERYBODY
from contract_tests.enumeration.steps import scene
from contract_tests.laws import drawing
from contract_tests.laws.drawing import KINDS
from contract_tests.laws.reading import LEVEL, PER_YEAR, shown
from contract_tests.tests.test_laws import about
from contract_tests.workloads.calculating import drawn, schedule_of

pytestmark = pytest.mark.contract
CALCULATOR = about("calculator_repayment_schedule")
START = "2024-01-31"
# Weekly for 40 years: as long as a schedule gets.
LONGEST = {
    **drawing.body(LEVEL, "weekly", "periodic", 480, starts_on=START),
    "loan_amount": "999999999.99",
    "annual_rate": "7.0000",
}


@CALCULATOR
@pytest.mark.parametrize("kind", KINDS)
@drawn(30, data=st.data())
def test_every_schedule_obeys_its_laws(operation, kind, data):
    """A schedule MUST be the one that its terms give, to the cent and the day. Laws S1 to S12, S14, S15."""
    with scene() as played:
        played.send(schedule_of(data.draw(drawing.loans(kinds=(kind,)))))


@CALCULATOR
@drawn(30, terms=drawing.loans(kinds=(LEVEL,), given=True))
def test_a_given_instalment_obeys_the_laws(operation, terms):
    """A given instalment MUST be paid in every row, just above the interest and just not early. Rule 3."""
    with scene() as played:
        played.send(schedule_of(terms))


@CALCULATOR
@pytest.mark.parametrize("day_count", ["periodic", "actual_365"])
@pytest.mark.parametrize("frequency", PER_YEAR)
def test_instalments_are_refused_up_to_the_interest_and_from_early_on(operation, frequency, day_count):
    """An instalment MUST exceed the first interest and leave something for the last row; no more, no less."""
    months = {"annually": 36, "quarterly": 12}.get(frequency, 6)
    for interest_only in (0, 1):
        loan = {
            **drawing.body(LEVEL, frequency, day_count, months, starts_on=START),
            **{"loan_amount": "5000.00", "annual_rate": "12.0000", "interest_only_periods": interest_only},
        }
        edges = [*drawing.instalments(loan), *drawing.wrong_instalments(loan)]
        assert len(edges) > 8
        for instalment in edges:
            with scene() as played:
                played.send(schedule_of({**loan, "instalment_amount": shown(instalment)}))


# --- half a cent ----------------------------------------------------------------------------------------
_FLAT = ("flat", "periodic")
_ROUNDED = [
    (kind, day_count, frequency)
    for frequency in PER_YEAR
    for kind, day_count in (("interest_only", "periodic"), ("interest_only", "actual_365"), _FLAT)
]


@CALCULATOR
@pytest.mark.parametrize(("kind", "day_count", "frequency"), _ROUNDED)
def test_half_a_cent_of_interest_goes_up(operation, kind, day_count, frequency):
    """Interest of exactly half a cent MUST go up: multiplied first, divided last. Decision D4."""
    shape = drawing.body(kind, frequency, day_count, 12, starts_on=START)
    halves = [
        terms
        for rate in drawing.HALVED_RATES
        for precision in drawing.PRECISIONS
        if (terms := drawing.halve(shape, rate, 0, precision)) is not None
    ]
    assert halves
    for terms in halves:
        with scene() as played:
            played.send(schedule_of(terms))


@CALCULATOR
@drawn(30, terms=drawing.half_cents())
def test_half_a_cent_goes_up_whatever_the_terms(operation, terms):
    """Interest of exactly half a cent MUST go up, whatever the terms. Decision D4."""
    with scene() as played:
        played.send(schedule_of(terms))


@CALCULATOR
@drawn(80, terms=drawing.refused_loans())
def test_terms_without_a_schedule_are_refused(operation, terms):
    """Terms that break a rule MUST be a 400 of that rule, never a wrong schedule. Law S22."""
    with scene() as played:
        played.send(schedule_of(terms))


@CALCULATOR
@pytest.mark.parametrize(
    "others",
    [
        {},
        {"day_count": "actual_365", "annual_rate": "99.9999"},
        {"interest_only_periods": 2_079},
        {"repayment_type": "equal_principal", "loan_amount": "1000.01"},
        {"repayment_type": "interest_only", "prepaid_interest_periods": 2_080},
        {"repayment_type": "capitalised", "loan_amount": "1.00", "annual_rate": "9.5000"},
        {"repayment_type": "flat", "loan_amount": "0.01"},
    ],
    ids=["level", "days", "interest_only", "equal_principal", "prepaid", "capitalised", "flat"],
)
def test_the_longest_schedules_obey_their_laws(operation, others):
    """2,080 rows MUST obey what few obey. Section 2, Terms: 480 months, weekly."""
    with scene() as played:
        answer = played.send(schedule_of({**LONGEST, **others}))
        assert len(answer["rows"]) == 2_080


# --- two answers ----------------------------------------------------------------------------------------
@CALCULATOR
@drawn(30, pair=drawing.raised_loans())
def test_a_dearer_loan_never_costs_less(operation, pair):
    """A higher rate or a larger loan MUST NOT lower total interest, but for rounding. Law S16."""
    with scene() as played:
        cheaper, dearer = pair
        played.send(schedule_of(cheaper))
        played.send(schedule_of(dearer, "dearer_terms_never_lower_the_interest"))


@CALCULATOR
@drawn(20, terms=drawing.loans(periodic=True), start=drawing.starts)
def test_another_start_moves_no_money(operation, terms, start):
    """Under `periodic` the start MUST move dates and annual totals only. Law S17."""
    with scene() as played:
        played.send(schedule_of(terms))
        played.send(schedule_of({**terms, "starts_on": start}, "the_start_moves_no_money"))


@CALCULATOR
@drawn(40, terms=drawing.loans(kinds=(LEVEL,)))
def test_the_level_instalment_can_be_given_back(operation, terms):
    """The returned level instalment, given, MUST give the same schedule or be refused. Law S18."""
    with scene() as played:
        level = played.send(schedule_of(terms))["level_instalment"]
        if level != "0.00":
            given = {**terms, "instalment_amount": level}
            played.send(schedule_of(given, "the_level_instalment_given_back_changes_nothing"))


@CALCULATOR
@drawn(20, terms=drawing.loans(kinds=("flat",)), other=st.sampled_from((LEVEL, "equal_principal")))
def test_flat_interest_is_never_cheaper(operation, terms, other):
    """Flat total interest MUST be at least that of a loan that is repaid on the way. Law S13."""
    with scene() as played:
        played.send(schedule_of({**terms, "repayment_type": other}))
        played.send(schedule_of(terms, "flat_interest_is_the_dearest"))


@CALCULATOR
@drawn(6, terms=drawing.loans(longest=12) | drawing.refused_loans())
def test_everybody_gets_the_same_schedule_at_any_time(operation, terms):
    """The same terms MUST get the same answer, whoever asks and when, and store nothing. Law S19."""
    with scene() as played:
        for actor in (*EVERYBODY, ADMIN):
            played.send(schedule_of(terms, "equal_requests_get_equal_answers", actor=actor))
