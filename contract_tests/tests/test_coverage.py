"""Each boundary, each missing field, each undeclared method: enumerated from the schema, one by one."""

import pytest

from contract_tests import contract
from contract_tests.judging import judge
from contract_tests.profiles import PROFILE

COVERAGE = contract.load("coverage")


@pytest.mark.contract
@COVERAGE.parametrize()
@PROFILE.hypothesis(1)
def test_boundary_requests_are_answered_as_documented(case):
    """Every answer to a boundary of the contract MUST be the one the contract documents."""
    judge(case)
