"""Who may do what: every role against every operation. Source: security.md, rows 7 and 8."""

import pytest

from contract_tests.enumeration import roles
from contract_tests.enumeration.operations import every, operations
from contract_tests.enumeration.playing import play

pytestmark = pytest.mark.contract


@every()
def test_each_role_is_let_in_or_refused_as_declared(operation):
    """A role in `x-roles` MUST be let in; any other MUST be a 403, or a 404 for what it may not see."""
    play(roles.role_cases(operations()[operation]))


@every()
def test_refusals_come_in_order(operation):
    """Of two reasons to refuse, the earlier MUST be told. Domain.md, section 12, "Order of refusals"."""
    play(roles.order_cases(operations()[operation]))
