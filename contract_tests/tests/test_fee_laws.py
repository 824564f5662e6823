"""Laws of the fee calculator: what a rule comes to. Domain.md, section 5, laws F1 to F4 and S19."""

import pytest

from contract_tests.actors import ADMIN, EVERYBODY
from contract_tests.enumeration.steps import scene
from contract_tests.laws import drawing_fees
from contract_tests.tests.test_laws import about
from contract_tests.workloads.calculating import drawn, price_of

pytestmark = pytest.mark.contract
CALCULATOR = about("calculator_fees")


@CALCULATOR
@drawn(100, priced=drawing_fees.priced())
def test_every_price_obeys_its_laws(operation, priced):
    """A fee MUST be the one that its rule gives of its base, to the cent. Laws F1 to F3."""
    with scene() as played:
        played.send(price_of(*priced))


@CALCULATOR
@drawn(40, priced=drawing_fees.refused())
def test_rules_without_a_price_are_refused(operation, priced):
    """A rule that contradicts itself MUST be a 400 of what is wrong with it. Section 2, FeeDefinition."""
    with scene() as played:
        played.send(price_of(*priced))


@CALCULATOR
@drawn(30, pair=drawing_fees.equivalents())
def test_rules_that_say_the_same_cost_the_same(operation, pair):
    """One band MUST be a percentage, and minimum = maximum a fixed fee. Law F4."""
    one, other, bases = pair
    with scene() as played:
        played.send(price_of(one, bases))
        played.send(price_of(other, bases, "equivalent_rules_cost_the_same"))


@CALCULATOR
@drawn(6, priced=drawing_fees.priced() | drawing_fees.refused())
def test_everybody_gets_the_same_price_at_any_time(operation, priced):
    """The same rule and bases MUST get the same answer, whoever asks, and nothing be stored. Law S19."""
    with scene() as played:
        for actor in (*(each for each in EVERYBODY if each.role != "B"), ADMIN):
            played.send(price_of(*priced, "equal_requests_get_equal_answers", actor=actor))
