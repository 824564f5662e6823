"""Where a write is found again, and what a role cannot write back. Source: domain.md, sections 2 and 12."""

from collections.abc import Mapping

# `Location` of what no operation reads under the path of its creation plus its id: a path below /api/v1, with
# parameters of the path, fields of the body, and `{id}` of the answer.
LOCATIONS: Mapping[str, str] = {
    "application_transition": "/applications/{application_id}/stage-history/",
    "application_sign": "/applications/{application_id}/",
    "application_borrower_link": "/applications/{application_id}/borrowers/{borrower_id}/",
    "application_guarantor_link": "/applications/{application_id}/guarantors/{guarantor_id}/",
    "repayment_schedule_create": "/applications/{application_id}/repayment-schedules/",
    "funding_table_create": "/applications/{application_id}/funding-tables/",
    "fee_definition_create": "/fee-definitions/{id}/",
    "ledger_entry_create": "/ledger/entries/",
    "payment_reverse": "/payments/{payment_id}/",
    "document_version_create": "/documents/{document_id}/",
    "generated_document_create": "/documents/{id}/",
    "signature_request_create": "/signature-requests/{id}/",
    "report_definition_create": "/report-definitions/{id}/results/",
    "valuation_create": "/security-properties/{security_property_id}/",
}
# Creations that are read by another operation than one below their own path.
READ_BY: Mapping[str, str] = {
    "generated_document_create": "document_retrieve",
    "signature_request_create": "signature_request_retrieve",
}
# Fields of an answer that no later one shows.
TOLD_ONCE: Mapping[str, tuple[str, ...]] = {"signature_request_create": ("token", "signing_url")}
# Writes that shut out whoever makes them: what they were about is not read again with the same token.
SHUTTING_OUT = frozenset({"signing_decline"})
# Writes to what no operation reads alone: the list in which it stands.
LISTED_BY: Mapping[str, str] = {
    "fee_definition_update": "fee_definition_list",
    "report_definition_delete": "report_definition_list",
}
# (operation, role) -> fields that this role is shown masked, or may not set once they are set.
KEPT_FROM: Mapping[tuple[str, str], frozenset[str]] = {
    ("broker_update", "M"): frozenset({"commission_account"}),
}
