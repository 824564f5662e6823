"""Operations 88 to 109: fees, funding tables, repayments, payments, the ledger and the calculators."""

from contract_tests.model.operations.row import Row, coded, row

_DEFINITIONS = "/fee-definitions/"
_DEFINITION = f"{_DEFINITIONS}{{fee_definition_id}}/"
_FEE = "/fees/{fee_id}/"
_FUNDING = "/applications/{application_id}/funding-tables/"
_SCHEDULES = "/applications/{application_id}/repayment-schedules/"
_REPAYMENT, _PAYMENT = "/repayments/{repayment_id}/", "/payments/{payment_id}/"
_SCHEDULE_CALCULATOR = "/calculators/repayment-schedule/"
# fmt: off
TABLE: tuple[Row, ...] = (
    row(88, "fee_definition_list", "GET", _DEFINITIONS, "A M K", "200", "L"),
    row(89, "fee_definition_create", "POST", _DEFINITIONS, "A", "201 400", "BK"),
    row(89, "fee_definition_update", "PATCH", _DEFINITION, "A", "200 400 412", "BI"),
    row(90, "fee_list", "GET", "/fees/", "A M K B", "200", "L"),
    row(91, "fee_create", "POST", "/fees/", "A M", "201 400 409", "BK"),
    row(92, "fee_retrieve", "GET", _FEE, "A M K B", "200"),
    row(93, "fee_pay", "POST", f"{_FEE}pay/", "A M", "200 400 409", "BK"),
    row(94, "fee_waive", "POST", f"{_FEE}waive/", "A", "200 409", "K"),
    row(95, "fee_refund", "POST", f"{_FEE}refund/", "A", "200 409", "K"),
    row(96, "funding_table_list", "GET", _FUNDING, "A M K", "200", "L"),
    row(97, "funding_table_create", "POST", _FUNDING, "A M", "201 400 409", "BK"),
    row(98, "repayment_schedule_list", "GET", _SCHEDULES, "A M K B", "200", "L"),
    row(99, "repayment_schedule_create", "POST", _SCHEDULES, "A M", "201 400 409", "BK"),
    row(100, "repayment_list", "GET", "/repayments/", "A M K B", "200", "L"),
    row(100, "repayment_retrieve", "GET", _REPAYMENT, "A M K B", "200"),
    row(101, "repayment_update", "PATCH", _REPAYMENT, "A M", "200 400 409 412", "BI"),
    row(102, "payment_list", "GET", "/payments/", "A M K B", "200", "L"),
    row(103, "payment_create", "POST", "/payments/", "A M", "201 400 409", "BK"),
    row(103, "payment_retrieve", "GET", _PAYMENT, "A M K B", "200"),
    row(104, "payment_reverse", "POST", f"{_PAYMENT}reverse/", "A", "201 400 409", "K"),
    row(105, "ledger_entry_list", "GET", "/ledger/entries/", "A M", "200", "L"),
    row(106, "ledger_entry_create", "POST", "/ledger/entries/", "A", "201 400", "BK"),
    row(107, "ledger_balance_retrieve", "GET", "/ledger/balances/", "A M", "200"),
    row(108, "calculator_repayment_schedule", "POST", _SCHEDULE_CALCULATOR, "A M K B", "200 400", "BK"),
    row(109, "calculator_fees", "POST", "/calculators/fees/", "A M K", "200 400", "BK"),
)
# fmt: on
_APPLICATION = coded("application", "not_found")
_FEE_FOUND = coded("fees", "fee_not_found")
_REPAYMENT_FOUND = coded("repayments", "repayment_not_found")
_PAYMENT_FOUND = coded("repayments", "payment_not_found")
_RULE = coded("fees", "parameters_of_method bands minimum_above_maximum")
# What a date beyond the last one that can be written answers, wherever rows are laid out from a day.
_CALENDAR = coded("repayments", "date_out_of_range")
CODES: dict[str, frozenset[str]] = {
    "fee_definition_create": _RULE | coded("fees", "code_taken"),
    "fee_definition_update": coded("fees", "definition_not_found"),
    "fee_create": coded(
        "fees",
        "unknown_application unknown_definition rule_or_figures base_missing application_over"
        " already_settled nothing_to_charge amount_too_large",
    ),
    "fee_retrieve": _FEE_FOUND,
    "fee_pay": _FEE_FOUND | coded("fees", "paid_in_future not_pending"),
    "fee_waive": _FEE_FOUND | coded("fees", "not_pending"),
    "fee_refund": _FEE_FOUND | coded("fees", "not_paid"),
    "funding_table_list": _APPLICATION,
    "funding_table_create": _APPLICATION
    | _CALENDAR
    | coded("fees", "terms_missing net_funds_negative funding_locked not_computable"),
    "repayment_schedule_list": _APPLICATION,
    "repayment_schedule_create": _APPLICATION
    | _CALENDAR
    | coded("repayments", "terms_missing schedule_locked not_computable"),
    "repayment_retrieve": _REPAYMENT_FOUND,
    "repayment_update": _REPAYMENT_FOUND
    | coded("repayments", "row_touched order days_count not_active schedule_locked"),
    "payment_create": coded("repayments", "not_settled received_on overpayment unknown_application"),
    "payment_retrieve": _PAYMENT_FOUND,
    "payment_reverse": _PAYMENT_FOUND | coded("repayments", "already_reversed later_payment not_settled"),
    "ledger_entry_create": coded("ledger", "future one_sided unbalanced control_account unknown_application"),
    "calculator_repayment_schedule": _CALENDAR
    | coded(
        "application",
        "terms_periods terms_interest_only terms_prepaid terms_instalment terms_flat_day_count"
        " does_not_amortise repays_early amount_too_large",
    ),
    "calculator_fees": _RULE | coded("fees", "amount_too_large"),
}
