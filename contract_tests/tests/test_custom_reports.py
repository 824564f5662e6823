"""Custom reports, run at once, saved, and as files. Domain.md, section 10, law R8."""

import pytest
from hypothesis import strategies as st

from contract_tests.actors import ADMIN, BDM, BDM_STRANGER, BROKER, BROKER_STRANGER
from contract_tests.enumeration import beside, exports, specs
from contract_tests.enumeration.beside import Beside
from contract_tests.enumeration.operations import every, operations
from contract_tests.enumeration.playing import play
from contract_tests.tests.test_laws import about
from contract_tests.workloads import reporting
from contract_tests.workloads.calculating import drawn

pytestmark = pytest.mark.contract


def is_custom(operation):
    return operation.name == "report_custom"


@every(is_custom)
def test_a_custom_report_is_what_the_lists_come_to(operation):
    """Each filter, group, measure and order MUST show what rows of the caller's lists come to. Law R8."""
    beside.play(specs.spec_looks(operations()[operation]))


@about("report_custom")
@drawn(
    80,
    spec=reporting.drawn_specs(),
    actor=st.sampled_from((ADMIN, BDM, BROKER, BDM_STRANGER, BROKER_STRANGER)),
)
def test_a_drawn_report_is_what_the_lists_come_to(operation, spec, actor):
    """A drawn report MUST show what the rows of the caller's lists come to, however it looks. Law R8."""
    one = operations()[operation]
    beside.play([Beside(specs.sources(spec["entity"], actor), [specs.judged(one, actor, spec)])])


@every(specs.takes_a_spec)
def test_what_no_schema_names_is_refused(operation):
    """A field, operator, function or value outside of the allow-list MUST be a 400 that points at it."""
    play(specs.outside_cases(operations()[operation]))


@every(specs.takes_a_spec)
def test_a_report_is_ordered_by_its_own_columns(operation):
    """An order by a column that the report does not have MUST be refused by the declared rule."""
    play(specs.column_cases(operations()[operation]))


@every(is_custom)
def test_a_file_has_the_cells_of_the_answer(operation):
    """CSV, workbook and JSON MUST carry the same cells. Law R8."""
    play(exports.form_cases(operations()[operation]))


@every(is_custom)
def test_no_text_runs_as_a_formula(operation):
    """Text that begins like a formula MUST be shown by a spreadsheet, and run by none."""
    play(exports.formula_cases(operations()[operation]))


@every(lambda operation: operation.name == "report_definition_results")
def test_a_saved_report_is_run_with_the_callers_eyes(operation):
    """A saved report MUST show what it shows when run at once by the same caller, whoever saved it."""
    one = operations()[operation]
    play([*exports.saved_cases(one), *exports.seeded_cases(one)])
