"""The global search beside the lists of what it finds. Domain.md, operation 117, laws P6 and V1."""

import pytest

from contract_tests.enumeration import access_fans, beside, finding
from contract_tests.enumeration.operations import every, operations
from contract_tests.enumeration.playing import play
from contract_tests.workloads import reporting

pytestmark = pytest.mark.contract


@every(finding.finds)
def test_a_search_finds_what_the_lists_show(operation):
    """A search MUST find each thing with every word that its list shows to the caller, and nothing else."""
    beside.play(finding.search_looks(operations()[operation]))


@every(finding.finds)
def test_what_is_written_is_found_by_whom_it_is_shown(operation):
    """After writes a search MUST find what each caller's lists show then, private notes too. Laws V1, V9."""
    access_fans.play(reporting.found_fans(operations()[operation]))


@every(finding.finds)
def test_a_search_says_what_for(operation):
    """A search without words MUST be a 400 that asks for them."""
    play(finding.lost_cases(operations()[operation]))
