"""What secures a loan: properties, and valuations that are only ever added."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.applications import selectors
from apps.applications.lifecycle import NODES, Stage
from apps.applications.models import Application, SecurityProperty, Valuation
from apps.applications.services.applications import terms_editable
from apps.applications.services.timeline import created, record, touch
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict, Invalid
from apps.kernel.models import change

_TYPE = "security_property"


class SecurityLocked(Conflict):
    """The security cannot change in this stage."""

    code = "application.security_locked"


class ValuedInFuture(Invalid):
    """The day of the valuation has not come yet."""

    code = "application.valued_in_future"


@transaction.atomic
def security_property_create(*, application_id: UUID, actor: Actor, **values: Any) -> SecurityProperty:
    """Add a property to what secures the loan.

    Raises:
        ApplicationNotFound: not visible to `actor`.
        SecurityLocked: the loan is paid out.
    """
    application = selectors.application_get_for_update(viewer=actor, application_id=application_id)
    _check_open(application)
    added = SecurityProperty.objects.create(application=application, created_by=actor.user_id, **values)
    touch(application)
    record(actor, "security_property_create", application, created(values), about=(_TYPE, added.id))
    return selectors.security_property_get(viewer=actor, security_property_id=added.id)


@transaction.atomic
def security_property_update(*, security_property_id: UUID, actor: Actor, **values: Any) -> SecurityProperty:
    """Change a property.

    Raises:
        SecurityPropertyNotFound: not visible to `actor`.
        SecurityLocked: the loan is paid out.
    """
    found = selectors.security_property_get_for_update(
        viewer=actor, security_property_id=security_property_id
    )
    _check_open(found.application)
    if changes := change(found, values):
        touch(found.application)
        record(actor, "security_property_update", found.application, changes, about=(_TYPE, found.id))
    return selectors.security_property_get(viewer=actor, security_property_id=security_property_id)


@transaction.atomic
def security_property_delete(*, security_property_id: UUID, actor: Actor) -> None:
    """Remove a property, and its valuations with it, while the terms may still change.

    Raises:
        SecurityPropertyNotFound: not visible to `actor`.
        SecurityLocked: the terms are locked, and with them what they rest on.
    """
    found = selectors.security_property_get_for_update(
        viewer=actor, security_property_id=security_property_id
    )
    application = found.application
    if not terms_editable(application):
        raise SecurityLocked
    found.delete()
    # After the property: the database keeps them while it exists.
    Valuation.objects.filter(security_property_id=security_property_id).delete()
    touch(application)
    record(
        actor,
        "security_property_delete",
        application,
        {"address": [found.address, None]},
        about=(_TYPE, security_property_id),
    )


@transaction.atomic
def valuation_create(
    *, security_property_id: UUID, actor: Actor, valuer: str, valued_on: date, amount: Decimal
) -> SecurityProperty:
    """Record what a property was found to be worth; the latest by day counts.

    Args:
        valued_on: business day of the valuation; not after today.

    Raises:
        SecurityPropertyNotFound: not visible to `actor`.
        ValuedInFuture: the day has not come yet.
        SecurityLocked: the loan is paid out.
    """
    found = selectors.security_property_get_for_update(
        viewer=actor, security_property_id=security_property_id
    )
    if valued_on > clock.today():
        raise ValuedInFuture(pointer="/body/valued_on")
    _check_open(found.application)
    values = {"valuer": valuer, "valued_on": valued_on, "amount": amount}
    valuation = Valuation.objects.create(security_property=found, created_by=actor.user_id, **values)
    touch(found)
    touch(found.application)
    about = ("valuation", valuation.id)
    changes = {"security_property_id": [None, found.id], **created(values)}
    record(actor, "valuation_create", found.application, changes, about=about)
    return selectors.security_property_get(viewer=actor, security_property_id=security_property_id)


def _check_open(application: Application) -> None:
    if not NODES[Stage(application.stage)].parties_editable:
        raise SecurityLocked
