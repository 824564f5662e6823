"""The document as a whole: closed objects, shared parts, links between operations."""

from typing import Any

from drf_spectacular.plumbing import get_lib_doc_excludes

from apps.kernel.serializers import Input, OneOf, Output, Part, UploadInput
from crm.api import refusals

_POINTER = {"type": "string", "description": "The input at fault, such as `/body/email` or `/query/page`."}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "additionalProperties": False,
    "required": ["type", "title", "status", "code", "detail", "errors", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "`urn:problem:` and the code."},
        "title": {"type": "string", "description": "The status in words."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string", "description": "Stable; what programs decide by."},
        "detail": {"type": "string", "description": "What happened and what to do next."},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemError"}},
        "request_id": {"type": "string", "description": "Quote it when you report a problem."},
    },
}
_PROBLEM_ERROR = {
    "type": "object",
    "additionalProperties": False,
    "required": ["pointer", "code", "message"],
    "properties": {"pointer": _POINTER, "code": {"type": "string"}, "message": {"type": "string"}},
}
_ETAG = {"required": True, "schema": {"type": "string", "pattern": r'^"[0-9]+"$'}}
_REQUEST_ID = {
    "description": "Identifies the request in logs and audit events.",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}
TAGS = {
    "Auth": "Signing in and out, and passwords.",
    "Users": "Accounts, profiles and preferences.",
    "Notifications": "What you are told, and whether you have read it.",
    "Branches": "Offices of the lender.",
    "BDMs": "Business development managers, who work a branch's book.",
    "Brokers": "Who brings loans, and the account their commission goes to.",
    "Borrowers": "Who owes: people, companies and trusts.",
    "Guarantors": "Who stands in for a borrower.",
    "Applications": "Loan applications, their terms and their way through the stages.",
    "Relationships": "Who stands on an application.",
    "Security": "Properties that secure a loan, and what they are worth.",
    "Fees": "What a loan costs: rules, charges, payments of them.",
    "Funding": "What is left of a loan to pay out.",
    "Repayments": "Schedules, their instalments, and the payments made on them.",
    "Ledger": "The double-entry journal and its balances.",
    "Documents": "Files of applications and borrowers, version by version.",
    "Signing": "Who is asked to sign a document, and what a signer does with the token of the link.",
    "Notes": "What people write down, and for whom.",
    "Reports": "Figures about what you may see, reports that you define, and exports.",
    "Calculators": "Pure functions: nothing is stored.",
    "System": "What the API says about itself, and what the clock asks for.",
}


Links = dict[str, dict[str, dict[str, str]]]
_ID = "$response.body#/id"


def _by_id(parameter: str, *operations: str) -> Links:
    return {operation: {"parameters": {parameter: _ID}} for operation in operations}


def _in_body(field: str, *operations: str) -> Links:
    return {operation: {"requestBody": {field: _ID}} for operation in operations}


# (operation, status) -> {operation: what the link brings, as runtime expressions}
LINKS: dict[tuple[str, str], Links] = {
    ("user_create", "201"): _by_id("user_id", "user_retrieve", "user_update", "user_deactivate"),
    ("branch_create", "201"): _by_id("branch_id", "branch_retrieve", "branch_update", "branch_delete"),
    ("bdm_create", "201"): _by_id("bdm_id", "bdm_retrieve", "bdm_update", "bdm_delete"),
    ("broker_create", "201"): _by_id(
        "broker_id", "broker_retrieve", "broker_update", "broker_delete", "broker_application_list"
    ),
    ("borrower_create", "201"): {
        **_by_id("borrower_id", "borrower_retrieve", "borrower_update", "borrower_delete"),
        **_in_body("borrower_id", "application_borrower_link"),
    },
    ("guarantor_create", "201"): _by_id(
        "guarantor_id", "guarantor_retrieve", "guarantor_update", "guarantor_delete"
    ),
    ("application_create", "201"): {
        **_by_id(
            "application_id",
            "application_retrieve",
            "application_update",
            "application_delete",
            "application_transition_list",
            "application_transition",
            "application_stage_history",
            "application_event_list",
            "application_borrower_link",
            "application_guarantor_link",
            "security_property_create",
            "repayment_schedule_list",
            "repayment_schedule_create",
            "funding_table_list",
            "funding_table_create",
            "generated_document_create",
            "document_list",
            "note_list",
            "fee_list",
            "ledger_entry_list",
            "ledger_balance_retrieve",
        ),
        **_in_body("application_id", "fee_create", "note_create"),
    },
    ("security_property_create", "201"): _by_id(
        "security_property_id",
        "security_property_retrieve",
        "security_property_update",
        "security_property_delete",
        "valuation_create",
    ),
    ("document_create", "201"): _by_id(
        "document_id",
        "document_retrieve",
        "document_update",
        "document_delete",
        "document_download",
        "document_version_create",
        "signature_request_create",
    ),
    ("generated_document_create", "201"): _by_id(
        "document_id", "document_retrieve", "document_download", "signature_request_create"
    ),
    ("signature_request_create", "201"): {
        **_by_id("signature_request_id", "signature_request_retrieve", "signature_request_cancel"),
        **{
            operation: {"parameters": {"token": "$response.body#/signers/0/token"}}
            for operation in ("signing_retrieve", "signing_document", "signing_sign", "signing_decline")
        },
    },
    ("report_definition_create", "201"): _by_id(
        "report_definition_id", "report_definition_results", "report_definition_delete"
    ),
    ("note_create", "201"): _by_id("note_id", "note_retrieve", "note_update", "note_delete"),
    ("fee_definition_create", "201"): {
        **_by_id("fee_definition_id", "fee_definition_update"),
        **_in_body("definition_id", "fee_create"),
    },
    ("repayment_schedule_create", "201"): _by_id("schedule_id", "repayment_list"),
    ("fee_create", "201"): _by_id("fee_id", "fee_retrieve", "fee_pay", "fee_waive", "fee_refund"),
    ("payment_create", "201"): _by_id("payment_id", "payment_retrieve", "payment_reverse"),
}


def own_words_only() -> list[type]:
    """Return the classes whose docstrings speak to programmers and not to users of the API."""
    return [*get_lib_doc_excludes(), Input, UploadInput, Part, OneOf, Output]  # type: ignore[no-untyped-call]


def only_version_one(endpoints: list[Any], **kwargs: Any) -> list[Any]:
    """Preprocessing hook: the contract is what lies under /api/v1/."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


def finish(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Postprocessing hook: what the operations share, and what they lead to."""
    components = result.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas |= {"Problem": _PROBLEM, "ProblemError": _PROBLEM_ERROR}
    components["schemas"] = dict(sorted(schemas.items()))
    components["headers"] = {"RequestId": _REQUEST_ID}
    components["responses"] = {
        name: refusals.body([code], description, refusals.headers(status))
        for status, (name, code, description, _) in refusals.SHARED.items()
    }
    for schema in schemas.values():
        _close(schema)
    operations = [operation for item in result["paths"].values() for operation in item.values()]
    for operation in operations:
        operation.setdefault("security", [])  # public operations say so
        _tag_versions(operation, schemas)
        _link(operation)
    used = {tag for operation in operations for tag in operation["tags"]}
    result["tags"] = [{"name": name, "description": text} for name, text in TAGS.items() if name in used]
    _drop_unused(result, components)
    return result


def _close(schema: Any) -> None:
    """Every object says whether it is open, at any depth; ours are closed."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for value in schema.values():
            _close(value)
    elif isinstance(schema, list):
        for value in schema:
            _close(value)


def _tag_versions(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """An answer that shows an object's version carries it as the ETag too."""
    for status, response in operation["responses"].items():
        schema = response.get("content", {}).get("application/json", {}).get("schema", {})
        shown = schemas.get(schema.get("$ref", "").rpartition("/")[2], {})
        if status.startswith("2") and "version" in shown.get("properties", {}):
            response["headers"]["ETag"] = _ETAG


def _link(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        targets = LINKS.get((operation["operationId"], status), {})
        if targets:
            response["links"] = {
                target: {"operationId": target, **brought} for target, brought in targets.items()
            }


def _drop_unused(result: dict[str, Any], components: dict[str, Any]) -> None:
    """A shared response that no operation uses is noise."""
    text = str(result["paths"])
    components["responses"] = {
        name: response
        for name, response in components["responses"].items()
        if f"#/components/responses/{name}'" in text
    }
