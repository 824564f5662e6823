"""The operations as the requirements list them, written again. Source: domain.md, section 11."""

from contract_tests.model.operations import (
    accounts,
    applications,
    documents,
    money,
    notifications,
    parties,
    reports,
)
from contract_tests.model.operations.row import Row

__all__ = ["CODES", "LINKS", "TABLE", "Row", "codes", "statuses"]

TABLE: tuple[Row, ...] = (
    *accounts.TABLE,
    *parties.TABLE,
    *applications.TABLE,
    *documents.TABLE,
    *money.TABLE,
    *notifications.TABLE,
    *reports.TABLE,
)
# Rule codes of each operation; what Idempotency-Key and If-Match add is derived.
CODES: dict[str, frozenset[str]] = {
    **accounts.CODES,
    **parties.CODES,
    **applications.CODES,
    **documents.CODES,
    **money.CODES,
    **notifications.CODES,
    **reports.CODES,
}
# What a creation leads to, at least: links that the document publishes, by where they bring the id, or what
# of the answer after an equals sign.
LINKS: dict[str, dict[str, str]] = {
    "application_create": {
        "application_retrieve": "application_id",
        "application_update": "application_id",
        "application_transition": "application_id",
        "fee_list": "application_id",
        "fee_create": "body/application_id",
        "repayment_schedule_list": "application_id",
        "repayment_schedule_create": "application_id",
        "funding_table_list": "application_id",
        "funding_table_create": "application_id",
        "generated_document_create": "application_id",
    },
    "borrower_create": {"application_borrower_link": "body/borrower_id"},
    "fee_definition_create": {
        "fee_definition_update": "fee_definition_id",
        "fee_create": "body/definition_id",
    },
    "fee_create": dict.fromkeys(("fee_retrieve", "fee_pay", "fee_waive", "fee_refund"), "fee_id"),
    "document_create": dict.fromkeys(
        (
            "document_retrieve",
            "document_version_create",
            "document_download",
            "signature_request_create",
        ),
        "document_id",
    ),
    "signature_request_create": {
        "signature_request_retrieve": "signature_request_id",
        **dict.fromkeys(
            ("signing_retrieve", "signing_document", "signing_sign", "signing_decline"),
            "token=/signers/0/token",
        ),
    },
    "report_definition_create": dict.fromkeys(
        ("report_definition_results", "report_definition_delete"), "report_definition_id"
    ),
    "payment_create": dict.fromkeys(("payment_retrieve", "payment_reverse"), "payment_id"),
}
_EVERY_ROLE = frozenset("AMKB")
_OPEN = frozenset("PT")
_RELATIVE = frozenset({"self", "author", "uploader", "owner"})


def statuses(row: Row) -> frozenset[int]:
    """Return every status of an operation: its own, and those that section 11 derives.

    A relative role lets every role call: what it may not see is a 404, so there is no 403 of its own.
    """
    found = set(row.statuses) | {400, 405, 406, 429}
    if "{" in row.path or "L" in row.takes:
        found.add(404)
    if "I" in row.takes:
        found.add(412)
    if "K" in row.takes:
        found |= {409, 422}
    if "B" in row.takes:
        found |= {413, 415}
    if not row.roles & _OPEN:
        found.add(401)
        if not row.roles >= _EVERY_ROLE and not row.roles & _RELATIVE:
            found.add(403)
    return frozenset(found)


def codes(row: Row) -> frozenset[str]:
    """Return every rule code of an operation."""
    derived: set[str] = set()
    if "I" in row.takes:
        derived.add("request.stale")
    if "K" in row.takes:
        derived |= {"request.in_progress", "request.key_reused"}
    return CODES.get(row.name, frozenset()) | derived
