"""Operations 23 to 48: branches, BDMs, brokers, borrowers and guarantors."""

from contract_tests.model.operations.row import Row, coded, row

# fmt: off
TABLE: tuple[Row, ...] = (
    row(23, "branch_list", "GET", "/branches/", "A M K", "200", "L"),
    row(24, "branch_create", "POST", "/branches/", "A", "201 400", "BK"),
    row(25, "branch_retrieve", "GET", "/branches/{branch_id}/", "A M K", "200"),
    row(26, "branch_update", "PATCH", "/branches/{branch_id}/", "A", "200 400 412", "BI"),
    row(27, "branch_delete", "DELETE", "/branches/{branch_id}/", "A", "204 409", "I"),
    row(28, "bdm_list", "GET", "/bdms/", "A M K", "200", "L"),
    row(29, "bdm_create", "POST", "/bdms/", "A", "201 400", "BK"),
    row(30, "bdm_retrieve", "GET", "/bdms/{bdm_id}/", "A M K", "200"),
    row(31, "bdm_update", "PATCH", "/bdms/{bdm_id}/", "A", "200 400 412", "BI"),
    row(32, "bdm_delete", "DELETE", "/bdms/{bdm_id}/", "A", "204 409", "I"),
    row(33, "broker_list", "GET", "/brokers/", "A M K", "200", "L"),
    row(34, "broker_create", "POST", "/brokers/", "A", "201 400", "BK"),
    row(35, "broker_retrieve", "GET", "/brokers/{broker_id}/", "A M K", "200"),
    row(36, "broker_update", "PATCH", "/brokers/{broker_id}/", "A M", "200 400 403 412", "BI"),
    row(37, "broker_delete", "DELETE", "/brokers/{broker_id}/", "A", "204 409", "I"),
    row(38, "broker_application_list", "GET", "/brokers/{broker_id}/applications/", "A M K", "200", "L"),
    row(39, "borrower_list", "GET", "/borrowers/", "A M K B", "200", "L"),
    row(40, "borrower_create", "POST", "/borrowers/", "A M K", "201 400", "BK"),
    row(41, "borrower_retrieve", "GET", "/borrowers/{borrower_id}/", "A M K B", "200"),
    row(42, "borrower_update", "PATCH", "/borrowers/{borrower_id}/", "A M K", "200 400 412", "BI"),
    row(43, "borrower_delete", "DELETE", "/borrowers/{borrower_id}/", "A K", "204 409", "I"),
    row(44, "guarantor_list", "GET", "/guarantors/", "A M K", "200", "L"),
    row(45, "guarantor_create", "POST", "/guarantors/", "A M K", "201 400", "BK"),
    row(46, "guarantor_retrieve", "GET", "/guarantors/{guarantor_id}/", "A M K", "200"),
    row(47, "guarantor_update", "PATCH", "/guarantors/{guarantor_id}/", "A M K", "200 400 412", "BI"),
    row(48, "guarantor_delete", "DELETE", "/guarantors/{guarantor_id}/", "A K", "204 409", "I"),
)
# fmt: on
_USER = coded("brokers", "unknown_user user_role user_taken")
_BORROWER = coded(
    "borrowers", "names_of_kind under_age broker_required unknown_broker unknown_user user_role user_taken"
)
CODES: dict[str, frozenset[str]] = {
    "branch_create": coded("brokers", "branch_name_taken"),
    "branch_retrieve": coded("brokers", "branch_not_found"),
    "branch_update": coded("brokers", "branch_not_found branch_name_taken"),
    "branch_delete": coded("brokers", "branch_not_found branch_in_use"),
    "bdm_create": _USER | coded("brokers", "unknown_branch"),
    "bdm_retrieve": coded("brokers", "bdm_not_found"),
    "bdm_update": coded("brokers", "bdm_not_found unknown_branch"),
    "bdm_delete": coded("brokers", "bdm_not_found bdm_in_use"),
    "broker_create": _USER | coded("brokers", "unknown_branch unknown_bdm bdm_of_another_branch"),
    "broker_retrieve": coded("brokers", "broker_not_found"),
    "broker_update": _USER
    | coded("brokers", "broker_not_found unknown_branch unknown_bdm bdm_of_another_branch")
    | coded("brokers", "user_link_forbidden commission_account_locked"),
    "broker_delete": coded("brokers", "broker_not_found broker_in_use"),
    "broker_application_list": coded("brokers", "broker_not_found"),
    "borrower_create": _BORROWER,
    "borrower_retrieve": coded("borrowers", "borrower_not_found"),
    "borrower_update": _BORROWER | coded("borrowers", "borrower_not_found user_link_forbidden"),
    "borrower_delete": coded("borrowers", "borrower_not_found borrower_in_use"),
    "guarantor_create": coded("borrowers", "unknown_borrower names_of_kind"),
    "guarantor_retrieve": coded("borrowers", "guarantor_not_found"),
    "guarantor_update": coded("borrowers", "guarantor_not_found names_of_kind"),
    "guarantor_delete": coded("borrowers", "guarantor_not_found guarantor_in_use"),
}
