"""Reads. Every public selector takes the viewer: what you may not see does not exist.

`fee_written` is for the answer to a write. Whoever wrote was judged before; if they see the row no longer,
because the broker has moved to another branch meanwhile, it is written all the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.accounts import visibility
from apps.applications import selectors as applications
from apps.applications import valuing
from apps.applications.terms import Terms
from apps.audit import selectors as audit
from apps.fees.funding import net_funds
from apps.fees.models import Fee, FeeDefinition, FundingTable
from apps.fees.models.fee import AT_SETTLEMENT, LOAN_AMOUNT, PAID, PENDING
from apps.kernel.actor import Actor
from apps.kernel.errors import NotFound
from apps.kernel.models import found
from apps.repayments.schedule import schedule

_COMMITMENT = "commitment"


class FeeDefinitionNotFound(NotFound):
    """No such fee definition."""

    code = "fees.definition_not_found"


class FeeNotFound(NotFound):
    """No such fee, or not visible to you."""

    code = "fees.fee_not_found"


@dataclass(frozen=True, slots=True)
class Funding:
    """A funding table that is not stored: what a loan would pay out on a day, in dollars."""

    fees: Sequence[Fee]
    prepaid_interest: Decimal
    net_funds: Decimal


def definition_list(*, viewer: Actor) -> QuerySet[FeeDefinition]:
    """Return the catalogue; whoever may read it sees all of it."""
    return FeeDefinition.objects.all()


def definition_get_for_update(*, viewer: Actor, fee_definition_id: UUID) -> FeeDefinition:
    """Return one definition, locked.

    Raises:
        FeeDefinitionNotFound: no such definition.
    """
    rows = definition_list(viewer=viewer).select_for_update(no_key=True)
    return found(rows, fee_definition_id, FeeDefinitionNotFound)


def fee_list(*, viewer: Actor) -> QuerySet[Fee]:
    """Return the fees of the applications that `viewer` may see, in one query."""
    return Fee.objects.filter(visibility.of_visible(viewer)).select_related("application", "definition")


def fee_tally(*, viewer: Actor) -> int | None:
    """Return how many fees there are, for who sees all of them; others' have to be counted."""
    return audit.tally("fees_fee") if visibility.sees_everything(viewer) else None


def fee_written(*, fee_id: UUID) -> Fee:
    """Return the fee that the caller has just charged or settled."""
    return Fee.objects.select_related("application", "definition").get(id=fee_id)


def fee_get(*, viewer: Actor, fee_id: UUID) -> Fee:
    """Return one visible fee.

    Raises:
        FeeNotFound: no such fee, or not visible to `viewer`.
    """
    return found(fee_list(viewer=viewer), fee_id, FeeNotFound)


def fee_get_for_update(*, viewer: Actor, fee_id: UUID) -> Fee:
    """Return one fee; its application and itself are locked in this order.

    Raises:
        FeeNotFound: no such fee, or not visible to `viewer`.
    """
    seen = fee_get(viewer=viewer, fee_id=fee_id)
    application = applications.application_hold(
        viewer=viewer, application_id=seen.application_id, missing=FeeNotFound
    )
    rows = Fee.objects.select_for_update(no_key=True, of=("self",)).select_related("charge")
    locked = found(rows, fee_id, FeeNotFound)
    locked.application = application  # the locked row itself, not a second copy of it
    return locked


def application_funding_table_list(*, viewer: Actor, application_id: UUID) -> QuerySet[FundingTable]:
    """Return the versions of one application's funding table, if `viewer` may see it."""
    visible = visibility.application_ids(viewer)
    rows = FundingTable.objects.filter(application_id__in=visible, application_id=application_id)
    return rows.select_related("application")


def falling_due(*, until: date) -> QuerySet[Fee]:
    """Return the fees that wait to be paid and are due by a day, for reminders."""
    return Fee.objects.filter(status=PENDING, due_on__lte=until).select_related("application")


def pending_fees(*, application_id: UUID) -> QuerySet[Fee]:
    """Return the fees of a locked application that are neither paid nor given up, the oldest first."""
    rows = Fee.objects.filter(application_id=application_id, status=PENDING)
    return rows.select_related("charge").order_by("created_at", "id")


def is_commitment_paid(application: Any) -> bool:
    """Tell whether a commitment fee is paid, and none is pending."""
    fees = Fee.objects.filter(application_id=application.id, kind=_COMMITMENT)
    return fees.filter(status=PAID).exists() and not fees.filter(status=PENDING).exists()


def newest_funding_table(*, application_id: UUID) -> FundingTable | None:
    """Return the version that counts."""
    return FundingTable.objects.filter(application_id=application_id).order_by("-number").first()


def base_of(definition: FeeDefinition, application: Any) -> Decimal | None:
    """Return what the fee is computed of, in dollars; None where it is not known, or not needed."""
    if definition.base is None:
        return None
    if definition.base == LOAN_AMOUNT:
        loan_amount: Decimal | None = application.loan_amount
        return loan_amount
    return valuing.total(applications.values_of(application))


def funding_of(
    application: Any, terms: Terms, starts_on: date, payouts: Iterable[Mapping[str, Any]]
) -> Funding:
    """Return what is left of a loan on the day it starts: what is stored, settled and judged is this.

    Args:
        payouts: `{payee, amount}` each.

    Raises:
        Invalid: one of `repayments.schedule.REFUSALS`.
        NetFundsNegative: there is less than nothing left.

    Source: domain.md, section 5
    """
    fees = list(pending_fees(application_id=application.id).filter(collect=AT_SETTLEMENT))
    prepaid = schedule(terms, starts_on).totals.prepaid
    left = net_funds(
        terms.loan_amount,
        fees=[fee.gross for fee in fees],
        prepaid_interest=prepaid,
        payouts=[Decimal(payout["amount"]) for payout in payouts],
    )
    return Funding(fees, prepaid, left)
