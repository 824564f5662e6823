"""Sequences of requests along the published and the inferred links."""

import pytest
from schemathesis.generation.stateful import run_state_machine_as_test

from contract_tests.profiles import PROFILE
from contract_tests.scenarios import Scenario


@pytest.mark.contract
def test_linked_requests_are_answered_as_documented():
    """What one answer offers, the next request MUST be able to use."""
    run_state_machine_as_test(Scenario, settings=PROFILE.sequences())
