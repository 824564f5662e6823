"""Money in the loan book, beside a double-entry oracle. Source: domain.md, sections 4, 5 and 7."""

import pytest
from hypothesis.stateful import run_state_machine_as_test

from contract_tests.enumeration.playing import each
from contract_tests.profiles import PROFILE
from contract_tests.workloads import money_scenarios
from contract_tests.workloads.money import MoneyWalk
from contract_tests.workloads.playing import play

pytestmark = pytest.mark.contract


def about(operation):
    """Say which operation a test is about, so that a run of that one plays it."""
    return pytest.mark.parametrize("operation", [operation])


@about("funding_table_create")
def test_the_worked_loan_comes_to_its_figures(operation):
    """The loan of sections 5 and 7 MUST give the figures of the requirements. Law L14."""
    each(money_scenarios.worked(), play)


@about("fee_pay")
def test_fees_go_their_ways_and_no_other(operation):
    """Each action MUST be open in its status, and to its roles; all others MUST change nothing. Law F9."""
    each(money_scenarios.fees(), play)


@about("fee_create")
def test_fees_come_to_what_their_rules_make_them(operation):
    """Net, GST and gross MUST be those of the rule or the figures. Laws F1 and F2."""
    each(money_scenarios.charges(), play)


@about("fee_create")
def test_money_follows_the_stage(operation):
    """What is charged, funded, planned and waived MUST be what the stage allows."""
    each(money_scenarios.stages(), play)


@about("repayment_schedule_create")
def test_plans_are_what_the_terms_make_them(operation):
    """Stored schedules and funding tables MUST be those that the rules compute. Laws F5, F6, F8 and S20."""
    each(money_scenarios.plans(), play)


@about("repayment_update")
def test_rows_fall_due_in_their_order(operation):
    """A row MUST move between its neighbours only, and only while nothing was paid on it."""
    each(money_scenarios.due_days(), play)


@about("application_transition")
def test_a_settlement_posts_what_was_computed(operation):
    """A loan MUST be paid out once, with what was computed from that day. Law G8."""
    each(money_scenarios.settlements(), play)


@about("payment_create")
def test_payments_are_allotted_and_reversed(operation):
    """Payments MUST go to rows in order, interest first, never exceed what is owed. Laws L8 to L11."""
    each(money_scenarios.payments(), play)


@about("ledger_entry_create")
def test_entries_by_hand_balance(operation):
    """An entry by hand MUST balance and leave the receivables alone. Laws L1, L2 and L12."""
    each(money_scenarios.adjustments(), play)


@about("payment_create")
def test_the_books_balance_whatever_happens(operation):
    """Whatever is tried, in whatever order, every figure MUST be the oracle's. Laws L1 to L13."""
    run_state_machine_as_test(MoneyWalk, settings=PROFILE.walks(share=2))
