"""Who is let in: every credential against every operation. Source: security.md, row 1; law A4."""

import pytest

from contract_tests.enumeration import credentials
from contract_tests.enumeration.operations import every, operations
from contract_tests.enumeration.playing import play

pytestmark = pytest.mark.contract


@every(lambda operation: operation.secured)
def test_only_the_good_credential_passes(operation):
    """Every other credential MUST be a 401 problem with `WWW-Authenticate`, and change nothing."""
    play(credentials.header_cases(operations()[operation]))


@every(lambda operation: not operation.secured)
def test_public_operations_ask_for_no_credential(operation):
    """A bad Authorization header MUST NOT spoil an operation that needs none."""
    play(credentials.public_cases(operations()[operation]))


@every(lambda operation: operation.body and credentials.token_fields(operation))
def test_bad_tokens_in_bodies_are_refused(operation):
    """A token in a body MUST be held to the same rules as one in the header."""
    play(credentials.body_cases(operations()[operation]))
