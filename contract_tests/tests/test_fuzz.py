"""Random requests, valid and invalid: two tests, so that a failure of one does not hide the other.

Each is sent twice in one transaction: the second request meets what the first has done.
"""

import pytest
from schemathesis import GenerationMode

from contract_tests import contract
from contract_tests.judging import judge
from contract_tests.profiles import PROFILE

VALID = contract.load("fuzzing", (GenerationMode.POSITIVE,))
INVALID = contract.load("fuzzing", (GenerationMode.NEGATIVE,))


@pytest.mark.contract
@VALID.parametrize()
@PROFILE.hypothesis(PROFILE.positive)
def test_valid_requests_are_answered_as_documented(case):
    """A valid request MUST be accepted, or refused by a declared rule, and answered as documented, twice."""
    judge(case, times=2)


@pytest.mark.contract
@pytest.mark.negative
@INVALID.parametrize()
@PROFILE.hypothesis(PROFILE.negative)
def test_invalid_requests_are_refused_as_documented(case):
    """An invalid request MUST be refused, and answered as documented, twice."""
    judge(case, times=2)
