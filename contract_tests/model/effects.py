"""What an accepted write changes, and nothing else. Source: domain.md, sections 2, 11 and 12."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_BOOKKEEPING = ("updated_at", "version")
ANSWERED = ""  # stands for the object that the write answers with
# Where else an area's writes may show; a view of the area itself is always looked at.
SHOWN_TOO: Mapping[str, tuple[str, ...]] = {
    "branches": ("brokers", "bdms"),
    "bdms": ("brokers", "applications"),
    "brokers": ("applications", "borrowers"),
    "borrowers": ("applications", "guarantors"),
    "guarantors": ("applications", "borrowers"),
    "applications": ("borrowers", "guarantors"),
    "security-properties": ("applications",),
    "fees": ("applications", "ledger"),
    "payments": ("applications", "repayments", "ledger"),
}
# Views of an application that follow from it: what may happen next, and what has happened.
_NEXT, _EVENTS, _HISTORY = (
    "application_transition_list",
    "application_event_list",
    "application_stage_history",
)
# Whose view of the book another login means.
_SIGHT = {"borrower_update": "B", "broker_update": "K"}
_WORTH = ("lvr", "security_properties")
_POSTED = frozenset({"ledger_entry_list"})
_BALANCES = frozenset({"ledger_balance_retrieve"})


@dataclass(frozen=True, slots=True)
class Effect:
    """What may differ afterwards.

    Args:
        objects: fields that may change, by the object's id.
        ended: ids of users whose sessions are over.
        creates: whether one new object appears.
        deleted: id of the object that is gone; empty when none is.
        elsewhere: fields that may change on any object of an area, by the area.
        grows: lists to which rows may be added.
        follows: operations that answer something computed from what has changed.
        sight: letters of roles whose view of the book may be another one afterwards.
    """

    objects: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    creates: bool = False
    deleted: str = ""
    elsewhere: Mapping[str, Sequence[str]] = field(default_factory=dict)
    grows: frozenset[str] = frozenset()
    follows: frozenset[str] = frozenset()
    sight: frozenset[str] = frozenset()


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
    match operation:
        case "auth_login":
            return Effect({people[fields["email"]]: ["last_login_at"]})
        case "auth_refresh" | "auth_verify" | "auth_password_reset":
            return Effect()
        case "auth_logout" | "auth_password_change":
            return Effect(ended=frozenset({caller}))
        case "auth_password_reset_confirm":
            return Effect(ended=frozenset({fields["uid"]}))
        case "user_deactivate":
            user = path["user_id"]
            return Effect({user: ["is_active", *_BOOKKEEPING]}, ended=frozenset({user}))
        case "user_update":
            # What a role may do is shown beside it.
            shown = ["permissions"] if "role" in fields else []
            over = {path["user_id"]} if fields.get("is_active") is False else set()
            return Effect({path["user_id"]: [*fields, *shown, *_BOOKKEEPING]}, ended=frozenset(over))
    known = (
        _on_application(operation, fields, path)
        or _on_security(operation, fields, path)
        or _on_money(operation)
    )
    if known is not None:
        return known
    if method == "PATCH":
        return Effect(
            {ANSWERED: [*fields, *_computed(operation, fields), *_BOOKKEEPING]},
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
            return {"applications": ["branch_id", "bdm_id", *_BOOKKEEPING]}
        case "bdm_update" if "branch_id" in fields:
            unset = ["bdm_id", *_BOOKKEEPING]
            return {"brokers": [f"default_{unset[0]}", *_BOOKKEEPING], "applications": unset}
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
            return Effect(grows=frozenset({_EVENTS}), follows=frozenset({_NEXT}))
        case _:
            return None
    moved = {_HISTORY} if operation == "application_transition" else set()
    return Effect(
        {path["application_id"]: [*changed, *_BOOKKEEPING]},
        grows=frozenset({_EVENTS, *moved}),
        follows=frozenset({_NEXT}),
    )


def _on_security(operation: str, fields: Mapping[str, Any], path: Mapping[str, str]) -> Effect | None:
    """Return what a write to a property changes: of its application too; None when it is another write."""
    elsewhere = {"applications": [*_WORTH, *_BOOKKEEPING]}
    match operation:
        case "security_property_update":
            return Effect({ANSWERED: [*fields, *_BOOKKEEPING]}, elsewhere=elsewhere)
        case "valuation_create":
            valued = ["valuations", "latest_valuation", *_BOOKKEEPING]
            return Effect({ANSWERED: valued}, elsewhere=elsewhere)
        case "security_property_delete":
            return Effect(deleted=path["security_property_id"], elsewhere=elsewhere)
    return None


def _on_money(operation: str) -> Effect | None:
    """Return what a write about money changes: what is charged or paid is posted; None for another write."""
    owed = {"applications": ["unpaid_fees", *_BOOKKEEPING]}
    match operation:
        case "calculator_repayment_schedule" | "calculator_fees":
            return Effect()
        case "fee_create":
            return Effect(creates=True, elsewhere=owed, grows=_POSTED, follows=_BALANCES)
        case "fee_pay":
            return Effect(
                {ANSWERED: ["status", "paid_on", *_BOOKKEEPING]},
                elsewhere=owed,
                grows=_POSTED,
                follows=_BALANCES,
            )
        case "fee_waive":
            return Effect(
                {ANSWERED: ["status", *_BOOKKEEPING]}, elsewhere=owed, grows=_POSTED, follows=_BALANCES
            )
        case "fee_refund":  # the application shows what is not paid, which stays
            return Effect({ANSWERED: ["status", *_BOOKKEEPING]}, grows=_POSTED, follows=_BALANCES)
        case "payment_create" | "payment_reverse":
            reversed_ = ["is_reversed", "reversed_by", *_BOOKKEEPING]
            return Effect(
                {ANSWERED: reversed_} if operation == "payment_reverse" else {},
                creates=operation == "payment_create",
                elsewhere={
                    "applications": ["outstanding_principal", *_BOOKKEEPING],
                    "repayments": ["paid_interest", "paid_principal", "status", "overdue", *_BOOKKEEPING],
                },
                grows=_POSTED,
                follows=_BALANCES,
            )
        case "ledger_entry_create":
            return Effect(creates=True, follows=_BALANCES)
        case "repayment_schedule_create":  # it takes the place of the active one
            return Effect(
                creates=True,
                elsewhere={"applications": ["is_active"]},
                grows=frozenset({_EVENTS}),
                follows=frozenset({_NEXT}),
            )
        case "funding_table_create":
            return Effect(creates=True, grows=frozenset({_EVENTS}), follows=frozenset({_NEXT}))
        case "repayment_update":
            return Effect({ANSWERED: ["due_on", "overdue", *_BOOKKEEPING]})
    return None
