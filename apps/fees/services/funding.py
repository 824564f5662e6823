"""Funding tables: computed, stored as the next version, and posted when the loan is paid out."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from apps.applications import selectors as applications
from apps.applications import valuing
from apps.applications.lifecycle import AT_REST
from apps.applications.services.timeline import created
from apps.applications.terms import Terms
from apps.audit.services import event_record
from apps.fees import selectors
from apps.fees.models import FundingTable
from apps.fees.selectors import Funding
from apps.fees.services.fees import fee_deduct
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict, Invalid
from apps.kernel.money import ZERO
from apps.ledger import posting
from apps.ledger import services as ledger
from apps.repayments import schedule as schedules

_TYPE = "funding_table"


class TermsMissing(Conflict):
    """The application has no terms yet."""

    code = "fees.terms_missing"


class FundingLocked(Conflict):
    """The loan is paid out or over, and what it paid out cannot change."""

    code = "fees.funding_locked"


class NotComputable(Conflict):
    """From this day on, the terms give no schedule."""

    code = "fees.not_computable"


@transaction.atomic
def funding_table_create(
    *,
    application_id: UUID,
    actor: Actor,
    starts_on: date,
    payouts: Sequence[Mapping[str, Any]] = (),
) -> FundingTable:
    """Compute the next version of an application's funding table.

    Args:
        starts_on: business day on which the loan is to be paid out; any day.
        payouts: `{payee, amount}` each, in dollars, above 0.00.

    Raises:
        ApplicationNotFound: not visible to `actor`.
        DateOutOfRange: the last instalment would fall due after 9999-12-31.
        FundingLocked: the loan is paid out or over.
        TermsMissing: there is nothing to compute it from.
        NotComputable: the instalment that the terms give does not fit the days that follow.
        NetFundsNegative: fees, interest and payouts are more than the loan.

    Source: domain.md, section 5
    """
    application = applications.application_get_for_update(viewer=actor, application_id=application_id)
    if application.terms is not None:
        schedules.check_dates(application.terms, starts_on)
    if application.stage in AT_REST:
        raise FundingLocked
    if application.terms is None:
        raise TermsMissing
    stored, _ = _store(application, application.terms, starts_on, payouts, actor.user_id)
    return stored


def funding_table_settle(*, application_id: UUID, effective_on: date, actor_id: UUID) -> None:
    """Compute the funding table again from the day on which the loan is paid out, and post the settlement.

    The payouts are those of the newest version. The guards of the move have computed it before.

    Source: domain.md, section 7, posting table, "settlement"
    """
    application = applications.application_held(application_id=application_id)
    if application.terms is None:
        raise TermsMissing
    newest = selectors.newest_funding_table(application_id=application_id)
    payouts = newest.payouts if newest else []
    stored, funding = _store(application, application.terms, effective_on, payouts, actor_id)
    ledger.entry_post(
        application_id=application_id,
        posting=posting.settlement(
            loan_amount=stored.gross_loan,
            deducted_fees=stored.deducted_total,
            prepaid_interest=stored.prepaid_interest,
            payouts=[Decimal(payout["amount"]) for payout in payouts],
            net_funds=stored.net_funds,
        ),
        effective_on=effective_on,
        description=f"Settlement of {application.reference}",
        source=(_TYPE, stored.id),
        actor_id=actor_id,
    )
    for fee in funding.fees:
        fee_deduct(fee, actor_id)


def funding_tables_delete(*, application_id: UUID) -> None:
    """Delete the funding tables of an application that is gone; the database keeps them while it exists."""
    FundingTable.objects.filter(application_id=application_id).delete()


def _store(
    application: Any,
    terms: Terms,
    starts_on: date,
    payouts: Sequence[Mapping[str, Any]],
    actor_id: UUID,
) -> tuple[FundingTable, Funding]:
    try:
        funding = selectors.funding_of(application, terms, starts_on, payouts)
    except schedules.DateOutOfRange:
        raise
    except Invalid as refusal:  # what the terms say is no input here
        raise NotComputable(refusal.detail) from None
    properties = applications.values_of(application)
    versions = FundingTable.objects.filter(application=application)
    values = {
        "number": (versions.aggregate(last=Max("number"))["last"] or 0) + 1,
        "terms_version": application.terms_version,
        "starts_on": starts_on,
        "gross_loan": terms.loan_amount,
        "deducted_fees": [
            {"fee_id": str(fee.id), "kind": fee.kind, "description": fee.description, "gross": str(fee.gross)}
            for fee in funding.fees
        ],
        "prepaid_interest": funding.prepaid_interest,
        "payouts": [{"payee": each["payee"], "amount": str(each["amount"])} for each in payouts],
        "net_funds": funding.net_funds,
        "security_value": valuing.total(properties),
        "lvr": valuing.lvr(terms.loan_amount, properties),
    }
    stored = FundingTable.objects.create(
        application=application,
        computed_by=actor_id,
        deducted_total=sum((fee.gross for fee in funding.fees), ZERO),
        payouts_total=sum((Decimal(payout["amount"]) for payout in payouts), ZERO),
        **values,
    )
    event_record(
        actor_id=actor_id,
        action="funding_table_create",
        object_type=_TYPE,
        object_id=stored.id,
        application_id=application.id,
        changes=created(values),
    )
    return stored, funding
