"""Where money can race: payments, reversals, settlements, entries, and everybody at one loan at once."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from contract_tests.actors import ADMIN, ADMIN_STRANGER, BDM, BORROWER, BROKER, Actor
from contract_tests.enumeration.steps import Step
from contract_tests.enumeration.valid import ask
from contract_tests.workloads.meetings import NEW, Meeting
from contract_tests.workloads.racing import outcome
from contract_tests.workloads.reconciling import (
    KEY,
    all_books,
    journal,
    keyed,
    of_present_terms,
    reconciled,
)
from contract_tests.workloads.rivalry import move, new_application, the_id

NO_EDGE = [409, "application.not_an_edge"]
UNMET = [409, "application.guard_failed"]
OVERPAID = [400, "repayments.overpayment"]
NOT_SETTLED = [409, "repayments.not_settled"]
LATER = [409, "repayments.later_payment"]
# 640,000.00 for 12 months at 9.5 %, interest only; the interest of 3 months, 5,066.67 each, is paid before.
LOAN = the_id("application/settlement_conditions")
LENT, DUE = Decimal("640000.00"), 9 * Decimal("5066.67") + Decimal("640000.00")
SETTLED_ON, PAID_ON = "2024-06-28", "2025-01-31"
_CENT = Decimal("0.01")


def settle() -> Step:
    """Return the move that pays the loan out."""
    return move(ADMIN, LOAN, "settled", effective_on=SETTLED_ON)


def pay(amount: Decimal | str, file: str = LOAN, actor: Actor = ADMIN) -> Step:
    """Return a payment."""
    body = {"amount": str(amount), "received_on": PAID_ON, "reference": "At once", "method": "eft"}
    return ask("payment_create", actor, {"application_id": file, **body})


def reverse(payment: str, actor: Actor = ADMIN) -> Step:
    """Return the reversal of a payment."""
    return ask("payment_reverse", actor, payment_id=payment)


def adjust(file: str | None = None, description: str = "At once") -> Step:
    """Return an entry by hand."""
    lines = [
        {"account": "cash", "debit": "1.00", "credit": "0.00"},
        {"account": "adjustments", "debit": "0.00", "credit": "1.00"},
    ]
    body = {"effective_on": PAID_ON, "description": description, "lines": lines}
    return ask("ledger_entry_create", ADMIN, body if file is None else {"application_id": file, **body})


def _owed(paid: Decimal) -> str:
    """Return what is left of the principal of LOAN: all interest stands in rows before it."""
    return str(LENT - max(Decimal(0), paid - (DUE - LENT)))


# --- payments -------------------------------------------------------------------------------------------
@keyed
def payments() -> Iterator[Meeting]:
    """Yield payments of one loan. Sources: laws C4, L4 and L10."""
    before = [settle(), journal(LOAN)]
    check = "payments_at_once_never_exceed_what_is_due"
    large = Decimal("50000.00")
    fit = int(DUE / large)
    shown = reconciled(LOAN, check, 1, [fit], outstanding_principal=_owed(fit * large))
    at_once = [pay(large, actor=(ADMIN, BDM)[number % 2]) for number in range(20)]
    yield Meeting(check, at_once, outcome([fit], OVERPAID), before, shown, apart=True)
    everything = [pay(DUE), pay(DUE + _CENT), pay(DUE, actor=BDM)]
    shown = reconciled(LOAN, check, 1, [1], outstanding_principal="0.00")
    yield Meeting(check, everything, outcome([1], OVERPAID), before, shown, apart=True)
    over = [pay(DUE), pay(DUE), move(ADMIN, LOAN, "discharged")]
    refused = (OVERPAID, NOT_SETTLED, UNMET)
    yield Meeting(check, over, outcome([1, 2], *refused), before, shown, apart=True)
    check = "no_payment_at_once_is_lost_or_counted_twice"
    small = [pay(f"{number}.01", actor=(ADMIN, BDM)[number % 2]) for number in range(1, 21)]
    shown = reconciled(LOAN, check, 1, [20], outstanding_principal=_owed(Decimal(0)))
    yield Meeting(check, small, outcome([20]), before, shown, apart=True)


@keyed
def reversals() -> Iterator[Meeting]:
    """Yield reversals of payments, beside other reversals and payments. Source: law L8."""
    check, payment = "of_reversals_at_once_one_is_made", NEW[1]
    before = [settle(), pay("10000.00"), journal(LOAN)]
    same = [reverse(payment, actor) for actor in (ADMIN, ADMIN_STRANGER, ADMIN)]
    once = outcome([1], [409, "repayments.already_reversed"])
    shown = reconciled(LOAN, check, 2, [1], outstanding_principal=str(LENT))
    yield Meeting(check, same, once, before, shown, apart=True)
    check = "only_the_newest_payment_is_reversed_at_once"
    shown = reconciled(LOAN, check, 2, [1, 2])
    newer = [reverse(payment), pay("20000.00", actor=BDM)]
    yield Meeting(check, newer, outcome([1, 2], LATER), before, shown, apart=True)
    two = [reverse(payment), reverse(NEW[2])]
    before = [settle(), pay("10000.00"), pay("20000.00"), journal(LOAN)]
    shown = reconciled(LOAN, check, 3, [1, 2])
    yield Meeting(check, two, outcome([1, 2], LATER), before, shown, apart=True)
    check = "what_is_repaid_is_discharged_or_taken_back"
    before = [settle(), pay(DUE), journal(LOAN)]
    over = [reverse(payment), pay("1.00"), move(ADMIN, LOAN, "discharged")]
    shown = reconciled(LOAN, check, 2, [0, 1, 2])
    yield Meeting(
        check, over, outcome([1, 2], OVERPAID, NOT_SETTLED, UNMET, LATER), before, shown, apart=True
    )


# --- settlements ----------------------------------------------------------------------------------------
@keyed
def settlements() -> Iterator[Meeting]:
    """Yield a loan that is paid out while somebody else pays it out or plans it anew. Source: law G8."""
    looks = [journal(LOAN)]
    check = "a_loan_is_paid_out_once"
    stand = _paid_out(check, [1], [1])
    yield Meeting(check, [settle(), settle(), settle()], outcome([1], NO_EDGE), looks, stand, apart=True)
    check = "what_is_paid_out_is_what_was_planned_last"
    plan = {"starts_on": "2026-05-31"}
    for name, locked, tables, schedules in (
        ("funding_table_create", "fees.funding_locked", [1, 2], [1]),
        ("repayment_schedule_create", "repayments.schedule_locked", [1], [1, 2]),
    ):
        both = [ask(name, BDM, plan, application_id=LOAN), settle()]
        stand = _paid_out(check, tables, schedules)
        yield Meeting(check, both, outcome([1, 2], [409, locked]), looks, stand, apart=True)


def _paid_out(check: str, tables: list[int], schedules: list[int]) -> list[Step]:
    return [
        *reconciled(LOAN, check, 0, [1], settled_on=SETTLED_ON, outstanding_principal=str(LENT)),
        *of_present_terms(LOAN, check, tables, schedules, starts_on=SETTLED_ON),
    ]


# --- entries by hand, and keys --------------------------------------------------------------------------
@keyed
def entries() -> Iterator[Meeting]:
    """Yield entries of one journal, of two, and of the one that belongs to no application. Source: law L6."""
    check = "entries_at_once_are_numbered_without_a_gap"
    looks = [new_application(), journal()]
    for files in ([None] * 5, [NEW[0]] * 5, [None, NEW[0], None, NEW[0]]):
        at_once = [adjust(file) for file in files]
        shown = all_books(check, 1, [len(files)])
        yield Meeting(check, at_once, outcome([len(files)]), looks, shown, apart=True)


@keyed
def retries() -> Iterator[Meeting]:
    """Yield requests about money under one key: of one caller, and of two. Sources: laws C1 and C2."""
    check = "one_key_posts_once"
    fee = {"kind": "legal", "description": "At once", "net": "10.00", "gst_treatment": "taxable"}
    charge = ask("fee_create", ADMIN, {"application_id": LOAN, "collect": "upfront", **fee})
    paid = ask("fee_pay", ADMIN, {"received_on": PAID_ON}, fee_id=NEW[1])
    before = [settle(), charge, journal()]
    for step in (pay("1000.00"), charge, paid, adjust(LOAN), adjust()):
        same = step.header(KEY, f"retry-{step.operation}")
        shown = all_books(check, 2, [1])
        yield Meeting(check, [same] * 4, {"one_effect": {}}, before, shown, apart=True)
    check = "keys_of_two_callers_are_their_own"
    before = [settle(), journal(LOAN)]
    own = [pay("1000.00", actor=actor).header(KEY, "retry-of-two") for actor in (ADMIN, BDM, ADMIN_STRANGER)]
    shown = reconciled(LOAN, check, 1, [3])
    yield Meeting(check, own, outcome([3]), before, shown, apart=True)


# --- everybody ------------------------------------------------------------------------------------------
@keyed
def handovers() -> Iterator[Meeting]:
    """Yield writes of a BDM while the broker of the loan moves to another branch."""
    check = "who_was_let_in_is_answered"
    one: dict[str, Any] = {"application_id": LOAN}
    nobody = ask("application_update", ADMIN, {"bdm_id": None}, **one)
    moves = ask(
        "broker_update", ADMIN, {"branch_id": the_id("branch/away")}, broker_id=the_id("broker/broker")
    )
    fee = {"kind": "legal", "description": "At once", "net": "10.00", "gst_treatment": "taxable"}
    for before, step, app in (
        ([nobody, settle()], pay("1000.00", actor=BDM), "repayments"),
        ([nobody], ask("fee_create", BDM, {**one, **fee, "collect": "upfront"}), "fees"),
    ):
        # Those who wait for the loan's row were let in before they waited.
        at_once = [step] * 4 + [moves]
        allowed = outcome(list(range(1, 6)), [400, f"{app}.unknown_application"])
        shown = reconciled(LOAN, check)
        yield Meeting(check, at_once, allowed, before, shown, apart=True, few=len(at_once))


@keyed
def loan_crowd() -> Iterator[Meeting]:
    """Yield everybody who may touch one running loan, at once: nobody hangs, and the figures agree."""
    check, file = "figures_agree_after_a_crowd", the_id("application/settled")
    charged, paid, payment = NEW[:3]
    fee = {"application_id": file, "kind": "legal", "description": "In a crowd"}
    own = {**fee, "net": "1000.00", "gst_treatment": "taxable", "collect": "upfront"}
    charge, receipt = ask("fee_create", ADMIN, own), {"received_on": PAID_ON}
    before = [charge, charge, pay("60000.00", file), ask("fee_pay", ADMIN, receipt, fee_id=paid)]
    one: dict[str, Any] = {"application_id": file}
    requests = [
        *(
            pay(amount, file, actor)
            for actor in (ADMIN, BDM)
            for amount in ("100.01", "57000.00", "600000.00")
        ),
        reverse(payment),
        reverse(the_id("payment/settled")),
        ask("fee_create", BDM, own),
        ask("fee_create", ADMIN, {**one, "definition_id": the_id("fee_definition/fixed")}),
        ask("fee_pay", BDM, receipt, fee_id=charged),
        ask("fee_waive", ADMIN, fee_id=charged),
        ask("fee_refund", ADMIN, fee_id=paid),
        ask("repayment_update", ADMIN, {"due_on": "2025-06-27"}, repayment_id=the_id("repayment/settled/12")),
        ask("repayment_update", BDM, {"due_on": "2024-08-27"}, repayment_id=the_id("repayment/settled/2")),
        adjust(file),
        adjust(file, "In a crowd"),
        move(ADMIN, file, "discharged"),
        ask("repayment_schedule_create", ADMIN, {"starts_on": "2026-05-31"}, **one),
        ask("application_update", ADMIN, {"broker_id": the_id("broker/colleague")}, **one),
        ask("application_update", BDM, {"purpose": "In a crowd"}, **one),
        ask("broker_update", ADMIN, {"branch_id": the_id("branch/away")}, broker_id=the_id("broker/broker")),
        ask("ledger_balance_retrieve", ADMIN, query=one),
        ask("payment_list", BORROWER, query=one),
        ask("application_retrieve", BROKER, **one),
    ]
    refused = [[status, None] for status in (400, 403, 404, 409)]
    for crowded in (requests, requests[::-1]):
        any_number = list(range(1, len(crowded) + 1))
        shown = reconciled(file, check)
        yield Meeting(check, crowded, outcome(any_number, *refused), before, shown, apart=True)
