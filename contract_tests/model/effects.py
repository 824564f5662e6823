"""What an accepted write changes, and nothing else. Source: domain.md, sections 2, 11 and 12."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from contract_tests.model import effects_of_documents, effects_of_money, effects_of_telling
from contract_tests.model.access_world import application_of, row_id
from contract_tests.model.effect import ANSWERED, BOOKKEEPING, EVENTS, HISTORY, NEXT, Effect, Growth
from contract_tests.model.signers import request_of
from hooks import clock, files
from hooks.names import email

# Where else an area's writes may show; a view of the area itself is always looked at.
SHOWN_TOO: Mapping[str, tuple[str, ...]] = {
    "branches": ("brokers", "bdms"),
    "bdms": ("brokers", "applications"),
    "brokers": ("applications", "borrowers"),
    "borrowers": ("applications", "guarantors"),
    "guarantors": ("applications", "borrowers"),
    "applications": (
        *("borrowers", "guarantors", "fees", "repayments", "payments", "ledger"),
        *("documents", "signature-requests", "notifications"),
    ),
    "security-properties": ("applications",),
    "fees": ("applications", "ledger"),
    "repayments": ("applications",),
    "payments": ("applications", "repayments", "ledger"),
    "ledger": ("applications",),
    "documents": ("signature-requests", "applications", "notifications"),
    "signature-requests": ("documents", "applications", "signing", "notifications"),
    "signing": ("documents", "signature-requests", "applications", "notifications"),
    "maintenance": ("notifications",),
    "notes": ("applications",),
}


def _seen(token: str) -> str:
    """Return the hash of what the signer of a token has read."""
    request = request_of(token).partition("/")[2]
    return files.of_world(files.PDF, request, 1).sha256


_TERMS = {
    "loan_amount": "400000.00",
    "annual_rate": "8.2500",
    "term_months": 12,
    "repayment_type": "interest_only",
    "repayment_frequency": "monthly",
    "day_count": "periodic",
}
_BACK = {"comment": "Because the file asks for it"}
# Writes that change more than a plain one: the row or the token in the path, and the body.
TELLING: Mapping[str, Sequence[tuple[str, Mapping[str, Any]]]] = {
    "application_transition": (
        ("application/settlement_conditions", {"to": "settled", "effective_on": "2024-06-28"}),
        ("application/settlement_conditions", {"to": "withdrawn", **_BACK}),
        ("application/app_submitted", {"to": "declined", **_BACK}),
        ("application/app_submitted", {"to": "valuation_ordered"}),
        ("application/formal_approval", {"to": "withdrawn", **_BACK}),
        ("application/valuation_received", {"to": "formal_approval"}),
    ),
    "application_update": (
        ("application/valuation_received", {"terms": _TERMS}),
        ("application/unready", {"bdm_id": row_id("bdm/bdm")}),
    ),
    # One who is asked may read it, the other may not.
    "signature_request_create": (
        (
            "document/signable",
            {
                "expires_at": clock.placeholder(86_400),
                "signers": [
                    {"name": f"Signer {number}", "email": email(name), "role": "director"}
                    for number, name in enumerate(("admin_stranger", "borrower_stranger"))
                ],
            },
        ),
    ),
    "fee_waive": (("fee/to_deduct", {}),),
    "signing_sign": tuple(
        (token, {"full_name": "Last of All", "consent": True, "document_sha256": _seen(token)})
        for token in effects_of_documents.LAST_TOKENS
    ),
}
# Whose view of the book another login means.
_SIGHT = {"borrower_update": "B", "broker_update": "K"}
_WORTH = ("lvr", "security_properties")


class NobodyHasSaid(AssertionError):
    """The model does not know the operation."""


def effect(
    operation: str, method: str, body: Any, path: Mapping[str, str], caller: str, people: Mapping[str, str]
) -> Effect:
    """Return the effect of an accepted write.

    Args:
        caller: id of the user who calls; empty for nobody.
        people: id of each user of the world, by e-mail address.
    """
    fields = body if isinstance(body, dict) else {}
    known = _effect(operation, method, fields, path, caller, people)
    return effects_of_telling.with_telling(known, operation, fields, path, caller, people)


def _effect(
    operation: str,
    method: str,
    fields: Mapping[str, Any],
    path: Mapping[str, str],
    caller: str,
    people: Mapping[str, str],
) -> Effect:
    match operation:
        case "auth_login":
            return Effect({people[fields["email"]]: ["last_login_at"]})
        case "auth_refresh" | "auth_verify" | "auth_password_reset" | "reminders_create" | "report_custom":
            return Effect()
        case "auth_logout" | "auth_password_change":
            return Effect(ended=frozenset({caller}))
        case "auth_password_reset_confirm":
            return Effect(ended=frozenset({fields["uid"]}))
        case "user_deactivate":
            user = path["user_id"]
            return Effect({user: ["is_active", *BOOKKEEPING]}, ended=frozenset({user}))
        case "user_update":
            # What a role may do is shown beside it.
            shown = ["permissions"] if "role" in fields else []
            over = {path["user_id"]} if fields.get("is_active") is False else set()
            return Effect({path["user_id"]: [*fields, *shown, *BOOKKEEPING]}, ended=frozenset(over))
    known = (
        _on_application(operation, fields, path)
        or _on_security(operation, fields, path)
        or effects_of_documents.on_documents(operation, fields, path)
        or effects_of_money.on_money(operation, fields, path)
        or effects_of_telling.on_reading(operation, fields, path, caller)
    )
    if known is not None:
        return known
    if method == "PATCH":
        return Effect(
            {ANSWERED: [*fields, *_computed(operation, fields), *BOOKKEEPING]},
            elsewhere=_moved(operation, fields),
            sight=frozenset(_SIGHT.get(operation, "") if "user_id" in fields else ""),
        )
    if method == "DELETE" and len(path) == 1:
        return Effect(deleted=next(iter(path.values())))
    if operation.endswith("_create"):
        return Effect(creates=True)
    raise NobodyHasSaid(f"what does {operation} change? Please say so in contract_tests/model/effects.py")


def _computed(operation: str, fields: Mapping[str, Any]) -> set[str]:
    """Return what else of the object follows from what it is written with."""
    if operation == "broker_update" and "branch_id" in fields:
        return {"default_bdm_id"}  # one of the old branch is unset
    named = {"first_name", "last_name", "company_name", "trust_name"} & set(fields)
    worth = {"assets", "liabilities"} & set(fields)
    return ({"name"} if named else set()) | ({"net_position"} if worth else set())


def _moved(operation: str, fields: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """Return what a change shows of elsewhere: names on applications, and who no longer fits the branch."""
    match operation:
        case "borrower_update":
            return {"applications": ["borrowers"]}
        case "guarantor_update":
            return {"applications": ["guarantors"]}
        case "broker_update" if "branch_id" in fields:
            return {"applications": ["branch_id", "bdm_id", *BOOKKEEPING]}
        case "bdm_update" if "branch_id" in fields:
            unset = ["bdm_id", *BOOKKEEPING]
            return {"brokers": [f"default_{unset[0]}", *BOOKKEEPING], "applications": unset}
    return {}


def _on_application(operation: str, fields: Mapping[str, Any], path: Mapping[str, str]) -> Effect | None:
    """Return what a write below one application changes; None when it is another write."""
    changed: Sequence[str]
    match operation:
        case "application_update":
            terms = ("terms_version", "lvr", "expires_on") if "terms" in fields else ()
            assigned = ("branch_id", "bdm_id") if "broker_id" in fields else ()
            changed = [*fields, *terms, *assigned]
        case "application_transition":
            changed = ["stage", "stage_since", "resume_stage", "is_stale", "is_archived"]
            changed += ["settled_on", "expires_on"] if fields.get("to") == "settled" else []
        case "application_borrower_link" | "application_borrower_unlink":
            changed = ["borrowers"]
        case "application_guarantor_link" | "application_guarantor_unlink":
            changed = ["guarantors"]
        case "security_property_create":
            changed = _WORTH
        case "application_sign":
            # Who has signed is no part of the application.
            return Effect(grows={EVENTS: Growth()}, follows=frozenset({NEXT}))
        case _:
            return None
    application = path["application_id"]
    money = effects_of_money.on_application(operation, fields, application)
    asked = effects_of_documents.on_application(operation, fields, application)
    moved = {HISTORY: Growth(1)} if operation == "application_transition" else {}
    return replace(
        money,
        objects={
            **money.objects,
            **asked.objects,
            application: [*changed, *money.objects.get(application, ()), *BOOKKEEPING],
        },
        becomes={**money.becomes, **asked.becomes},
        grows={EVENTS: Growth(), **moved, **money.grows},
        follows=frozenset({NEXT, *money.follows}),
    )


def _on_security(operation: str, fields: Mapping[str, Any], path: Mapping[str, str]) -> Effect | None:
    """Return what a write to a property changes: of its application too; None when it is another write."""
    worth = {application_of(path.get("security_property_id", "")): [*_WORTH, *BOOKKEEPING]}
    match operation:
        case "security_property_update":
            found = Effect({ANSWERED: [*fields, *BOOKKEEPING], **worth})
        case "valuation_create":
            valued = ["valuations", "latest_valuation", *BOOKKEEPING]
            found = Effect({ANSWERED: valued, **worth})
        case "security_property_delete":
            found = Effect(worth, deleted=path["security_property_id"])
        case _:
            return None
    return replace(found, grows={EVENTS: Growth()}, follows=frozenset({NEXT}))
