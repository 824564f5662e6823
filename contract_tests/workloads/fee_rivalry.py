"""Where fees and plans can race: paid, waived, refunded, charged at once, and terms that change meanwhile."""

from collections.abc import Iterator
from typing import Any

from contract_tests.actors import ADMIN, ADMIN_STRANGER, BDM, Actor
from contract_tests.enumeration.steps import Step
from contract_tests.enumeration.valid import ask
from contract_tests.workloads.meetings import NEW, Meeting
from contract_tests.workloads.money_rivalry import DUE, LOAN, PAID_ON, UNMET, pay, settle
from contract_tests.workloads.racing import outcome
from contract_tests.workloads.reconciling import journal, keyed, of_present_terms, reconciled
from contract_tests.workloads.rivalry import move, new_application, the_id

_NOT_PENDING = [409, "fees.not_pending"]
_NOT_PAID = [409, "fees.not_paid"]
_OVER = [409, "fees.application_over"]
_LOCKED = [409, "application.terms_locked"]
_FILE, _FEE = NEW[:2]
_PLAN = {"starts_on": "2026-05-31"}
_TERMS = {
    "loan_amount": "600000.00",
    "annual_rate": "9.5000",
    "term_months": 12,
    "repayment_type": "interest_only",
    "repayment_frequency": "monthly",
    "day_count": "periodic",
    "interest_only_periods": 0,
    "prepaid_interest_periods": 0,
}


def _charge(file: str, actor: Actor = ADMIN, **fields: Any) -> Step:
    body = {"kind": "legal", "description": "At once", "net": "1000.00", "gst_treatment": "taxable"}
    return ask("fee_create", actor, {"application_id": file, **body, "collect": "upfront", **fields})


def _pay_fee(actor: Actor = ADMIN) -> Step:
    return ask("fee_pay", actor, {"received_on": PAID_ON}, fee_id=_FEE)


def _waive(actor: Actor = ADMIN) -> Step:
    return ask("fee_waive", actor, fee_id=_FEE)


def _refund(actor: Actor = ADMIN) -> Step:
    return ask("fee_refund", actor, fee_id=_FEE)


# --- one fee --------------------------------------------------------------------------------------------
@keyed
def fees() -> Iterator[Meeting]:
    """Yield requests that settle one fee, each of which excludes the others. Source: law F9."""
    check = "a_fee_at_once_has_one_end"
    before = [new_application(), _charge(_FILE), journal(_FILE)]
    shown = reconciled(_FILE, check, 2, [1], unpaid_fees="0.00")
    for at_once in (
        [_pay_fee(), _pay_fee(BDM), _pay_fee(ADMIN_STRANGER)],
        [_waive(), _waive(ADMIN_STRANGER), _waive()],
        [_pay_fee(BDM), _waive()],
        [_waive(), _pay_fee(BDM)],
    ):
        yield Meeting(check, at_once, outcome([1], _NOT_PENDING), before, shown)
    shown = reconciled(_FILE, check, 2, [1, 2], unpaid_fees="0.00")
    yield Meeting(check, [_pay_fee(), _refund()], outcome([1, 2], _NOT_PAID), before, shown)
    before = [new_application(), _charge(_FILE), _pay_fee(), journal(_FILE)]
    shown = reconciled(_FILE, check, 3, [1], unpaid_fees="0.00")
    refunds = [_refund(), _refund(ADMIN_STRANGER), _refund()]
    yield Meeting(check, refunds, outcome([1], _NOT_PAID), before, shown)


# --- fees of a file that moves --------------------------------------------------------------------------
@keyed
def charges() -> Iterator[Meeting]:
    """Yield fees that are charged at once, or while their application comes to its end."""
    check = "no_fee_at_once_is_lost_or_charged_twice"
    before = [new_application(), journal(_FILE)]
    ten = [_charge(_FILE, (ADMIN, BDM)[number % 2], net=f"{number + 1}.05") for number in range(10)]
    shown = reconciled(_FILE, check, 1, [10], unpaid_fees="61.10")  # each with the GST of its own half cent
    yield Meeting(check, ten, outcome([10]), before, shown)
    check = "nobody_owes_a_fee_of_what_is_over"
    shown = reconciled(_FILE, check, 1, [0, 2], unpaid_fees="0.00")
    withdrawn = move(BDM, _FILE, "withdrawn")
    yield Meeting(check, [_charge(_FILE), withdrawn], outcome([1, 2], _OVER), before, shown)
    before = [new_application(), _charge(_FILE), journal(_FILE)]
    shown = reconciled(_FILE, check, 2, [1], unpaid_fees="0.00")
    for ended in (_pay_fee(), _waive()):
        yield Meeting(check, [ended, withdrawn], outcome([1, 2], _NOT_PENDING), before, shown)
    discharged = move(ADMIN, LOAN, "discharged")
    before = [settle(), pay(DUE), journal(LOAN)]
    shown = reconciled(LOAN, check, 2, [0, 1])
    yield Meeting(check, [_charge(LOAN), discharged], outcome([1], _OVER, UNMET), before, shown, apart=True)
    check = "a_fee_is_taken_out_of_the_loan_or_not_charged"
    taken = _charge(LOAN, collect="at_settlement")
    shown = reconciled(LOAN, check, 0, [1, 2], unpaid_fees="0.00")
    late = outcome([1, 2], [409, "fees.already_settled"])
    yield Meeting(check, [taken, settle()], late, [journal(LOAN)], shown, apart=True)
    check = "who_has_a_commitment_fee_to_pay_has_not_paid_it"
    file = the_id("application/iloo_signed")
    both = [_charge(file, kind="commitment"), move(ADMIN, file, "commitment_fee_paid")]
    yield Meeting(check, both, outcome([1, 2], UNMET), [], reconciled(file, check), apart=True)


# --- plans and terms ------------------------------------------------------------------------------------
def plans() -> Iterator[Meeting]:
    """Yield funding tables, and schedules, that are computed at once."""
    check = "plans_at_once_are_numbered_without_a_gap"
    for name, tables, schedules in (
        ("funding_table_create", [4], [0]),
        ("repayment_schedule_create", [0], [4]),
    ):
        at_once = [ask(name, (ADMIN, BDM)[number % 2], _PLAN, application_id=LOAN) for number in range(4)]
        stand = of_present_terms(LOAN, check, tables, schedules)
        yield Meeting(check, at_once, outcome([4]), [], stand, apart=True)


@keyed
def new_terms() -> Iterator[Meeting]:
    """Yield terms that change while somebody relies on those of before. Source: law F8."""
    check = "what_is_computed_is_of_the_terms_that_stand"
    file = the_id("application/sent_to_lender")
    changed = ask("application_update", BDM, {"terms": _TERMS}, application_id=file)
    percentage = {"application_id": file, "definition_id": the_id("fee_definition/percentage")}
    for step, tables, schedules in (
        (ask("funding_table_create", ADMIN, _PLAN, application_id=file), [1], [0]),
        (ask("repayment_schedule_create", ADMIN, _PLAN, application_id=file), [0], [1]),
        (ask("fee_create", ADMIN, percentage), [0], [0]),
    ):
        stand = of_present_terms(file, check, tables, schedules)
        yield Meeting(check, [changed, step], outcome([2]), [], stand, apart=True)
    issued = move(ADMIN, file, "funding_table_issued")
    stand = of_present_terms(file, check, [0], [0])
    yield Meeting(check, [changed, issued], outcome([1, 2], UNMET), [], stand, apart=True)
    check = "terms_change_or_are_approved"
    file = the_id("application/valuation_received")
    changed = ask("application_update", BDM, {"terms": _TERMS}, application_id=file)
    stand = of_present_terms(file, check, [0], [0])
    approved = move(ADMIN, file, "formal_approval")
    yield Meeting(check, [changed, approved], outcome([1], _LOCKED, UNMET), [], stand, apart=True)
    changed = ask("application_update", BDM, {"terms": _TERMS}, application_id=LOAN)
    stand = of_present_terms(LOAN, check, [1], [1])
    yield Meeting(check, [changed, settle()], outcome([1], _LOCKED), [], stand, apart=True)
