"""Operations 49 to 66 and 118: applications, who and what stands on them, and their stages."""

from contract_tests.model.operations.row import Row, coded, row

_ONE = "/applications/{application_id}/"
_BORROWER, _GUARANTOR = f"{_ONE}borrowers/", f"{_ONE}guarantors/"
_BORROWER_LINK, _GUARANTOR_LINK = f"{_BORROWER}{{borrower_id}}/", f"{_GUARANTOR}{{guarantor_id}}/"
_PROPERTY = "/security-properties/{security_property_id}/"
# fmt: off
TABLE: tuple[Row, ...] = (
    row(49, "application_list", "GET", "/applications/", "A M K B", "200", "L"),
    row(50, "application_create", "POST", "/applications/", "A M K", "201 400", "BK"),
    row(51, "application_retrieve", "GET", _ONE, "A M K B", "200"),
    row(52, "application_update", "PATCH", _ONE, "A M K", "200 400 403 409 412", "BI"),
    row(53, "application_delete", "DELETE", _ONE, "A K", "204 409", "I"),
    row(54, "application_transition_list", "GET", f"{_ONE}transitions/", "A M K B", "200"),
    row(55, "application_transition", "POST", f"{_ONE}transitions/", "A M K", "201 400 403 409 412", "BIK"),
    row(56, "application_stage_history", "GET", f"{_ONE}stage-history/", "A M K B", "200", "L"),
    row(57, "application_event_list", "GET", f"{_ONE}events/", "A M", "200", "L"),
    row(58, "application_sign", "POST", f"{_ONE}signature/", "B", "201 400 403 409", "BK"),
    row(59, "application_borrower_link", "POST", _BORROWER, "A M K", "201 400 409", "BK"),
    row(60, "application_borrower_unlink", "DELETE", _BORROWER_LINK, "A M K", "204 409", "I"),
    row(61, "application_guarantor_link", "POST", _GUARANTOR, "A M K", "201 400 409", "BK"),
    row(62, "application_guarantor_unlink", "DELETE", _GUARANTOR_LINK, "A M K", "204 409", "I"),
    row(63, "security_property_create", "POST", f"{_ONE}security-properties/", "A M K", "201 400 409", "BK"),
    row(64, "security_property_update", "PATCH", _PROPERTY, "A M K", "200 400 409 412", "BI"),
    row(64, "security_property_retrieve", "GET", _PROPERTY, "A M K B", "200"),
    row(65, "security_property_delete", "DELETE", _PROPERTY, "A M K", "204 409", "I"),
    row(66, "valuation_create", "POST", f"{_PROPERTY}valuations/", "A M", "201 400 409", "BK"),
    row(118, "stage_graph_retrieve", "GET", "/meta/stage-graph/", "A M K B", "200"),
)
# fmt: on
_FOUND = coded("application", "not_found")
_ASSIGNED = coded("application", "unknown_broker broker_inactive unknown_bdm bdm_of_another_branch")
_TERMS = coded(
    "application",
    "terms_periods terms_interest_only terms_prepaid terms_instalment terms_flat_day_count"
    " does_not_amortise repays_early amount_too_large",
)
_DETAILS = _ASSIGNED | _TERMS | coded("application", "type_other_unexpected")
_PROPERTY_FOUND = coded("application", "security_property_not_found")
CODES: dict[str, frozenset[str]] = {
    "application_create": _DETAILS | coded("application", "broker_required"),
    "application_retrieve": _FOUND,
    "application_update": _FOUND | _DETAILS | coded("application", "assignment_forbidden terms_locked"),
    "application_delete": _FOUND | coded("application", "in_use"),
    "application_transition_list": _FOUND,
    "application_transition": _FOUND
    | coded("application", "not_an_edge edge_forbidden guard_failed comment_required")
    | coded("application", "effective_on_required effective_on_in_future effective_on_unexpected"),
    "application_stage_history": _FOUND,
    "application_event_list": _FOUND,
    "application_sign": _FOUND | coded("application", "already_signed signing_closed"),
    "application_borrower_link": _FOUND
    | coded("application", "unknown_borrower already_linked primary_exists guarantor_is_primary")
    | coded("application", "parties_locked"),
    "application_borrower_unlink": _FOUND | coded("application", "link_not_found parties_locked"),
    "application_guarantor_link": _FOUND
    | coded("application", "unknown_guarantor already_linked guarantor_is_primary parties_locked"),
    "application_guarantor_unlink": _FOUND | coded("application", "link_not_found parties_locked"),
    "security_property_create": _FOUND | coded("application", "security_locked"),
    "security_property_update": _PROPERTY_FOUND | coded("application", "security_locked"),
    "security_property_retrieve": _PROPERTY_FOUND,
    "security_property_delete": _PROPERTY_FOUND | coded("application", "security_locked"),
    "valuation_create": _PROPERTY_FOUND | coded("application", "valued_in_future security_locked"),
}
