"""Answers to the guards that this app knows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from apps.applications.guards import Answer
from apps.applications.lifecycle import Guard
from apps.fees import selectors
from apps.fees.funding import NetFundsNegative
from apps.kernel.errors import Invalid


def funding_table_current(application: Any, effective_on: date) -> bool:
    """Tell whether the newest funding table is of the present terms."""
    newest = selectors.newest_funding_table(application_id=application.id)
    return newest is not None and newest.terms_version == application.terms_version


def commitment_fee_paid(application: Any, effective_on: date) -> bool:
    """Tell whether a commitment fee is paid, and none is pending."""
    return selectors.is_commitment_paid(application)


def settlement_computable(application: Any, effective_on: date) -> bool:
    """Tell whether the loan can be paid out on that day: it amortises, and nothing is missing."""
    terms = application.terms
    if terms is None:
        return False
    newest = selectors.newest_funding_table(application_id=application.id)
    try:
        selectors.funding_of(application, terms, effective_on, newest.payouts if newest else [])
    except (Invalid, NetFundsNegative):
        return False
    return True


def no_pending_fee(application: Any, effective_on: date) -> bool:
    """Tell whether no fee waits to be paid."""
    return not selectors.pending_fees(application_id=application.id).exists()


ANSWERS: Mapping[Guard, Answer] = {
    Guard.FUNDING_TABLE_CURRENT: funding_table_current,
    Guard.COMMITMENT_FEE_PAID: commitment_fee_paid,
    Guard.SETTLEMENT_COMPUTABLE: settlement_computable,
    Guard.NO_PENDING_FEE: no_pending_fee,
}
