"""What a write does to money: to the journal, fees, funding tables, schedules and what an application owes.

Source: domain.md, sections 2, 5, 6 and 7, laws F8, F9 and L6.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contract_tests.model.access_world import WORLD, application_of, below, names, row_id
from contract_tests.model.effect import ANSWERED, BOOKKEEPING, EVENTS, NEXT, Effect, Growth

_JOURNAL, _REPAYMENTS = "ledger_entry_list", "repayment_list"
_TABLES, _SCHEDULES = "funding_table_list", "repayment_schedule_list"
_BALANCES = frozenset({"ledger_balance_retrieve"})
_OWED, _PRINCIPAL = "unpaid_fees", "outstanding_principal"
# Fees of the world that are not paid yet, and how they are to be collected.
_PENDING = {
    "fee/pending": "upfront",
    "fee/to_deduct": "at_settlement",
    "fee/stranger": "upfront",
    "fee/colleague": "upfront",
}
# Writes to fees: the status afterwards, what else they change, and whether the application owes another sum.
_OF_FEE: Mapping[str, tuple[str, tuple[str, ...], bool]] = {
    "fee_pay": ("paid", ("paid_on",), True),
    "fee_waive": ("waived", (), True),
    "fee_refund": ("refunded", (), False),
}
_PAID = ("paid_interest", "paid_principal", "status", "overdue")


def on_money(operation: str, fields: Mapping[str, Any], path: Mapping[str, str]) -> Effect | None:
    """Return the effect of a write about money; None when it is another write."""
    if operation in ("calculator_repayment_schedule", "calculator_fees"):
        return Effect()
    about = fields.get("application_id") or path.get("application_id")
    application = about or next((application_of(identity) for identity in path.values()), "")
    posted = _posted(1, application)
    if operation == "fee_create":
        owes = {application: [_OWED, *BOOKKEEPING]}
        return _told(Effect(owes, creates=True, grows=posted, follows=_BALANCES))
    if operation in _OF_FEE:
        status, changed, owes_less = _OF_FEE[operation]
        owes = {application: [_OWED, *BOOKKEEPING]} if owes_less else {}
        objects = {ANSWERED: ["status", *changed, *BOOKKEEPING], **owes}
        becomes = {ANSWERED: {"status": status}}
        return _told(Effect(objects, becomes=becomes, grows=posted, follows=_BALANCES))
    if operation in ("payment_create", "payment_reverse"):
        paid = {name: [*_PAID, *BOOKKEEPING] for name in below(application, "repayment")}
        objects = {application: [_PRINCIPAL, *BOOKKEEPING], **paid}
        if operation == "payment_reverse":
            objects[ANSWERED] = ["is_reversed", "reversed_by", *BOOKKEEPING]
        created = operation == "payment_create"
        return _told(Effect(objects, creates=created, grows=posted, follows=_BALANCES))
    match operation:
        case "ledger_entry_create":
            return _told(Effect(creates=True, follows=_BALANCES))
        case "funding_table_create":
            return _told(Effect(creates=True))
        case "repayment_schedule_create":
            old = _replaced(application)
            gone = _each(old, {"is_active": False})
            return _told(Effect(old, becomes=gone, creates=True, grows=_laid_out(application)))
        case "repayment_update":
            schedule = row_id(WORLD[names()[path["repayment_id"]]].schedule)
            moved = ["rows", "annual_totals", "maturity_on"]
            return _told(Effect({ANSWERED: ["due_on", "overdue", *BOOKKEEPING], schedule: moved}))
    return None


def on_application(operation: str, fields: Mapping[str, Any], application: str) -> Effect:
    """Return what a write to an application does to its money."""
    if operation == "application_update" and "terms" in fields:
        # Of older terms: whatever was computed from them says so.
        stamped = [*below(application, "funding_table"), *below(application, "repayment_schedule")]
        old = _each(stamped, {"is_current": False})
        fees = below(application, "fee")
        return Effect(dict.fromkeys([*stamped, *fees], ("is_current",)), becomes=old)
    if operation != "application_transition":
        return Effect()
    pending = [name for name in _PENDING if row_id(name) in below(application, "fee")]
    match fields.get("to"):
        case "settled":
            deducted = [row_id(name) for name in pending if _PENDING[name] == "at_settlement"]
            replaced = _replaced(application)
            return Effect(
                {
                    application: [_OWED, _PRINCIPAL],
                    **replaced,
                    **dict.fromkeys(deducted, ("status", *BOOKKEEPING)),
                },
                becomes={
                    **_each(deducted, {"status": "deducted"}),
                    **_each(replaced, {"is_active": False}),
                    application: {"settled_on": fields.get("effective_on")},
                },
                grows={
                    **_posted(1, application),
                    **_laid_out(application),
                    _TABLES: Growth(1, {"application_id": application}),
                    _SCHEDULES: Growth(1, {"application_id": application}),
                },
                follows=_BALANCES,
            )
        case "declined" | "withdrawn":
            waived = dict.fromkeys(map(row_id, pending), ("status", *BOOKKEEPING))
            owes = {application: [_OWED]} if waived else {}
            return Effect(
                {**owes, **waived},
                becomes={
                    **_each(waived, {"status": "waived"}),
                    **_each(owes, {_OWED: "0.00"}),
                },
                grows=_posted(len(pending), application) if pending else {},
                follows=_BALANCES,
            )
    return Effect()


def _told(effect: Effect) -> Effect:
    """Return an effect with what follows for the application: what may happen next, and what has happened."""
    return replace(effect, grows={EVENTS: Growth(), **effect.grows}, follows=effect.follows | {NEXT})


def _each(objects: Iterable[str], values: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the values that each of these objects shows."""
    return {name: dict(values) for name in objects}


def _posted(count: int, application: str) -> dict[str, Growth]:
    """Return the journal, grown by entries of one application."""
    return {_JOURNAL: Growth(count, {"application_id": application})}


def _replaced(application: str) -> dict[str, Sequence[str]]:
    """Return the schedules of an application of which the active one ceases to be it."""
    active = [name for name in below(application, "repayment_schedule") if WORLD[names()[name]].is_active]
    return dict.fromkeys(active, ("is_active",))


def _laid_out(application: str) -> dict[str, Growth]:
    """Return the instalments, those of the active schedule replaced by as many of the new one."""
    old = [name for name in below(application, "repayment") if WORLD[WORLD[names()[name]].schedule].is_active]
    count = len(old) or None
    return {_REPAYMENTS: Growth(count, {"application_id": application}, frozenset(old))}
