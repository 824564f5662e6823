"""Answers to the guards that this app knows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from apps.applications.guards import Answer
from apps.applications.lifecycle import Guard
from apps.ledger import selectors as ledger
from apps.ledger.chart import Account
from apps.repayments import selectors


def repayment_schedule_current(application: Any, effective_on: date) -> bool:
    """Tell whether there is a schedule of the present terms."""
    return selectors.is_schedule_current(application)


def principal_repaid(application: Any, effective_on: date) -> bool:
    """Tell whether nothing of the loan is left to repay."""
    return ledger.balance_of(application_id=application.id, account=Account.LOAN_RECEIVABLE) == 0


ANSWERS: Mapping[Guard, Answer] = {
    Guard.REPAYMENT_SCHEDULE_CURRENT: repayment_schedule_current,
    Guard.PRINCIPAL_REPAID: principal_repaid,
}
