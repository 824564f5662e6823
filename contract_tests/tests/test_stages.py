"""Sequences of moves in the loan book, beside a model of it. Source: domain.md, section 6; laws G1 to G10."""

import pytest
from hypothesis.stateful import run_state_machine_as_test

from contract_tests.profiles import PROFILE
from contract_tests.workloads.stages import Stages


@pytest.mark.contract
@pytest.mark.parametrize("operation", ["application_transition"])
def test_applications_move_along_the_graph_and_no_other_way(operation):
    """Whatever is tried, in whatever order, each answer and each later look MUST be what the model says."""
    run_state_machine_as_test(Stages, settings=PROFILE.walks())
