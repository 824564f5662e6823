"""Reports beside the lists they are made of, for all who may ask. Domain.md, section 10, laws R and V5."""

import pytest
from hypothesis import strategies as st

from contract_tests.actors import ADMIN, BDM, BROKER
from contract_tests.enumeration import access_fans, beside, figures
from contract_tests.enumeration.operations import every, operations
from contract_tests.enumeration.playing import play
from contract_tests.tests.test_laws import about
from contract_tests.workloads import reporting
from contract_tests.workloads.calculating import drawn

pytestmark = pytest.mark.contract


@every(figures.is_report)
def test_a_report_is_what_the_lists_come_to(operation):
    """Each figure of a report MUST be that of the rows that lists show to the same caller. Laws R1-R6, R9."""
    beside.play(figures.report_looks(operations()[operation]))


@every(lambda operation: figures.is_report(operation) and operation.name != "report_application_status")
def test_the_parts_of_a_range_add_up(operation):
    """A report over a range MUST be the sum of those over its parts, wherever it is split. Law R5."""
    play(figures.split_cases(operations()[operation]))


@about("report_application_volume", "report_repayment_compliance")
@drawn(
    20,
    ends=reporting.drawn_ranges(),
    actor=st.sampled_from((ADMIN, BDM, BROKER)),
    by=st.sampled_from(("", "month", "broker")),
)
def test_the_parts_of_a_drawn_range_add_up(operation, ends, actor, by):
    """Wherever a range begins, is split and ends, parts MUST add up, and groups to totals. Laws R2, R5."""
    play([reporting.split_range(operations()[operation], actor, ends, by)])


@about("report_repayment_compliance")
def test_each_instalment_is_in_its_class(operation):
    """Instalments paid on time, late, in part, not at all, and not due MUST be told apart. Laws R1, R3."""
    access_fans.play(reporting.class_fans(operations()[operation]))


@about("report_repayment_compliance")
def test_a_reversal_restores_the_report(operation):
    """A payment MUST show in the report, and its reversal bring the earlier report back. Law R7."""
    play(reporting.reversal_cases(operations()[operation]))


@about("report_application_volume", "report_application_status")
def test_a_report_follows_applications(operation):
    """A report MUST show what was created, moved on and handed over, at once. Laws R4, R6, V9."""
    access_fans.play(reporting.moved_fans(operations()[operation]))


@every(figures.is_report)
def test_ones_own_report_is_the_admins_filtered(operation):
    """A broker's or BDM's report MUST be the admin's, filtered by that broker or branch. Law V5."""
    play(figures.alike_cases(operations()[operation]))


@every(lambda operation: operation.name == "report_repayment_compliance")
def test_a_later_day_counts_no_less_as_due(operation):
    """Moving the day of the report forward MUST NOT make fewer instalments due. Law R7."""
    play(figures.day_cases(operations()[operation]))


@every(figures.is_report)
def test_wrong_and_endless_ranges_are_refused(operation):
    """A range that ends before it begins, or has more than 1200 groups, MUST be a 400 that says so."""
    play(figures.refused_cases(operations()[operation]))


@every(lambda operation: figures.is_report(operation) and operation.name != "report_application_status")
def test_a_custom_report_tells_the_same_as_a_standard_one(operation):
    """A custom report that asks for what a standard one shows MUST give the same numbers. Law R8."""
    play(figures.standard_cases(operations()[operation]))
