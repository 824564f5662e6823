"""Operations 110 to 117: reports, saved definitions, and the global search."""

from contract_tests.model.operations.row import Row, coded, row

_DEFINITIONS = "/report-definitions/"
_DEFINITION = f"{_DEFINITIONS}{{report_definition_id}}/"
# fmt: off
TABLE: tuple[Row, ...] = (
    row(110, "report_repayment_compliance", "GET", "/reports/repayment-compliance/", "A M K", "200 400"),
    row(111, "report_application_volume", "GET", "/reports/application-volume/", "A M K", "200 400"),
    row(112, "report_application_status", "GET", "/reports/application-status/", "A M K", "200 400"),
    row(113, "report_custom", "POST", "/reports/custom/", "A M K", "200 400", "B"),
    row(114, "report_definition_list", "GET", _DEFINITIONS, "A M K", "200", "L"),
    row(115, "report_definition_create", "POST", _DEFINITIONS, "A M K", "201 400", "BK"),
    # Borrowers have no reports at all: section 10.
    row(116, "report_definition_results", "GET", f"{_DEFINITION}results/", "A owner", "200 403"),
    row(116, "report_definition_delete", "DELETE", _DEFINITION, "A owner", "204 403", "I"),
    row(117, "search_list", "GET", "/search/", "A M K B", "200 400", "L"),
)
# fmt: on
_RANGE = coded("reports", "wrong_range")
_PERIODS = coded("reports", "too_many_periods")
_COLUMN = coded("reports", "unknown_column")
_FOUND = coded("reports", "definition_not_found")
CODES: dict[str, frozenset[str]] = {
    "report_repayment_compliance": _RANGE | _PERIODS,
    "report_application_volume": _RANGE | _PERIODS,
    "report_application_status": _RANGE,
    "report_custom": _COLUMN,
    "report_definition_create": _COLUMN,
    "report_definition_results": _FOUND,
    "report_definition_delete": _FOUND,
}
