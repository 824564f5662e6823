"""Charging a fee: by a rule of the catalogue, or by figures of its own."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import uuid_utils.compat
from django.db import transaction

from apps.applications import selectors as applications
from apps.applications.lifecycle import AT_REST, Stage
from apps.applications.services.timeline import created, record, touch
from apps.fees import pricing, selectors
from apps.fees.models import Fee, FeeDefinition
from apps.fees.models.fee import AT_SETTLEMENT
from apps.fees.pricing import Gst, Method, Price, Rule
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict, Invalid
from apps.ledger import posting
from apps.ledger import services as ledger

_FIGURES = ("kind", "net", "gst_treatment", "collect")


class UnknownApplication(Invalid):
    """No such application, or not visible to you."""

    code = "fees.unknown_application"


class UnknownDefinition(Invalid):
    """No such fee definition, or it is not active."""

    code = "fees.unknown_definition"


class RuleOrFigures(Invalid):
    """A fee has either a definition, or kind, description, net, gst_treatment and collect; never both."""

    code = "fees.rule_or_figures"


class NothingToCharge(Invalid):
    """The fee comes to 0.00."""

    code = "fees.nothing_to_charge"


class ApplicationOver(Conflict):
    """The application is over; nothing is charged any more."""

    code = "fees.application_over"


class AlreadySettled(Conflict):
    """The loan is paid out; nothing can be taken out of it any more."""

    code = "fees.already_settled"


class BaseMissing(Conflict):
    """The application has no loan amount, or not all of its security is valued."""

    code = "fees.base_missing"


REFUSALS = (
    RuleOrFigures,
    UnknownApplication,
    UnknownDefinition,
    NothingToCharge,
    pricing.AmountTooLarge,
    ApplicationOver,
    AlreadySettled,
    BaseMissing,
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be charged, of a rule or of figures alike."""

    definition: FeeDefinition | None
    rule: Rule
    kind: str
    description: str
    collect: str


@transaction.atomic
def fee_create(
    *,
    application_id: UUID,
    actor: Actor,
    due_on: date | None = None,
    definition_id: UUID | None = None,
    description: str | None = None,
    **figures: Any,
) -> Fee:
    """Charge a fee and post it.

    Args:
        due_on: calendar day by which it is to be paid.
        description: by default the definition's name.
        figures: `kind`, `net` (dollars, above 0.00), `gst_treatment`, `collect`; all of them without a
            definition, none with one.

    Raises:
        Invalid, Conflict: one of `REFUSALS`.

    Source: domain.md, section 5, and section 7, posting table, "fee charged"
    """
    given = [name for name in _FIGURES if figures.get(name) is not None]
    if definition_id is not None:
        if given:
            raise RuleOrFigures(pointer=f"/body/{given[0]}")
    elif len(given) < len(_FIGURES) or description is None:
        missing = next((name for name in (*_FIGURES, "description") if name not in given), "description")
        raise RuleOrFigures(pointer=f"/body/{missing}")
    try:
        application = applications.application_get_for_update(viewer=actor, application_id=application_id)
    except applications.ApplicationNotFound:
        raise UnknownApplication(pointer="/body/application_id") from None
    wanted = _wanted(definition_id, description, figures)
    base = selectors.base_of(wanted.definition, application) if wanted.definition else None
    price = _price(wanted, base)
    if application.stage in AT_REST - {Stage.SETTLED}:
        raise ApplicationOver
    if application.stage == Stage.SETTLED and wanted.collect == AT_SETTLEMENT:
        raise AlreadySettled
    if price is None:
        raise BaseMissing
    fee = _charge(application, actor, wanted, base, price, due_on)
    return selectors.fee_written(fee_id=fee.id)


def _wanted(definition_id: UUID | None, description: str | None, figures: dict[str, Any]) -> _Wanted:
    if definition_id is None:
        rule = Rule(Method.FIXED, Gst(figures["gst_treatment"]), amount=figures["net"])
        return _Wanted(None, rule, figures["kind"], description or "", figures["collect"])
    definition = FeeDefinition.objects.filter(id=definition_id, is_active=True).first()
    if definition is None:
        raise UnknownDefinition(pointer="/body/definition_id")
    return _Wanted(
        definition,
        definition.rule,
        definition.kind,
        description if description is not None else definition.name,
        definition.collect,
    )


def _price(wanted: _Wanted, base: Decimal | None) -> Price | None:
    """Return what the fee comes to; None when that cannot be told."""
    if base is None and wanted.rule.method is not Method.FIXED:
        return None
    where = "/body/net" if wanted.definition is None else "/body/definition_id"
    price = pricing.price(wanted.rule, base, where=where)
    if not price.net:
        raise NothingToCharge(pointer=where)
    return price


def _charge(
    application: Any,
    actor: Actor,
    wanted: _Wanted,
    base: Decimal | None,
    price: Price,
    due_on: date | None,
) -> Fee:
    fee_id = uuid_utils.compat.uuid7()
    entry = ledger.entry_post(
        application_id=application.id,
        posting=posting.fee_charged(net=price.net, gst=price.gst),
        effective_on=clock.today(),
        description=wanted.description,
        source=("fee", fee_id),
        actor_id=actor.user_id,
    )
    values = {
        "kind": wanted.kind,
        "description": wanted.description,
        "base_amount": base,
        "net": price.net,
        "gst": price.gst,
        "gross": price.gross,
        "gst_treatment": wanted.rule.gst.value,
        "collect": wanted.collect,
        "due_on": due_on,
        "terms_version": application.terms_version,
    }
    fee = Fee.objects.create(
        id=fee_id,
        application=application,
        definition=wanted.definition,
        charge=entry,
        trace=price.trace,
        created_by=actor.user_id,
        **values,
    )
    touch(application)  # it shows what is not paid yet
    definition_id = wanted.definition.id if wanted.definition else None
    changes = created({"definition_id": definition_id, **values})
    record(actor, "fee_create", application, changes, about=("fee", fee_id))
    return fee
