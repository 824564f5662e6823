"""Sequences of requests along the published and the inferred links."""

import pytest
from schemathesis.generation.stateful import run_state_machine_as_test

from contract_tests.profiles import PROFILE
from contract_tests.scenarios import creations, machine


@pytest.mark.contract
def test_linked_requests_are_answered_as_documented():
    """What one answer offers, the next request MUST be able to use."""
    run_state_machine_as_test(machine(), settings=PROFILE.sequences())


@pytest.mark.contract
@pytest.mark.parametrize("operation", creations())
def test_what_follows_a_creation_is_answered_as_documented(operation):
    """What was created MUST be usable by every operation that its creation leads to."""
    run_state_machine_as_test(machine(operation), settings=PROFILE.sequences(share=5))
