"""Which broker brought an application, and which BDM works it: the BDM is always of the broker's branch."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from apps.accounts import roles
from apps.applications.models import Application
from apps.audit.services import event_record
from apps.brokers import selectors as brokers
from apps.kernel.actor import Actor, Role
from apps.kernel.errors import Forbidden, Invalid
from apps.kernel.models import change

_BROKER, _BDM = "/body/broker_id", "/body/bdm_id"


class BrokerRequired(Invalid):
    """Say which broker brings the application."""

    code = "application.broker_required"


class UnknownBroker(Invalid):
    """No such broker, or not visible to you."""

    code = "application.unknown_broker"


class UnknownBdm(Invalid):
    """No such BDM, or not visible to you."""

    code = "application.unknown_bdm"


class BrokerInactive(Invalid):
    """The broker is not active and brings no applications."""

    code = "application.broker_inactive"


class BdmOfAnotherBranch(Invalid):
    """The BDM works for another branch than the broker."""

    code = "application.bdm_of_another_branch"


class AssignmentForbidden(Forbidden):
    """Your role may not hand an application to another broker or BDM."""

    code = "application.assignment_forbidden"


def assignment_make(actor: Actor, values: Mapping[str, Any]) -> dict[str, UUID | None]:
    """Return the broker and the BDM of a new application, both locked where they work.

    Without a broker it is the caller's own; without a BDM the broker's default.
    """
    broker_id = values.get("broker_id")
    if broker_id is None:
        own = brokers.broker_list(viewer=actor).first() if actor.role is Role.BROKER else None
        if own is None:
            raise BrokerRequired(pointer=_BROKER)
        broker_id = own.id
    try:
        broker = brokers.broker_get_for_update(viewer=actor, broker_id=broker_id)
    except brokers.BrokerNotFound:
        raise UnknownBroker(pointer=_BROKER) from None
    if not broker.is_active:
        raise BrokerInactive(pointer=_BROKER)
    bdm_id = values.get("bdm_id", broker.default_bdm_id)
    if bdm_id is not None:
        try:
            bdm = brokers.bdm_get_for_update(viewer=actor, bdm_id=bdm_id)
        except brokers.BdmNotFound:
            raise UnknownBdm(pointer=_BDM) from None
        if bdm.branch_id != broker.branch_id:
            raise BdmOfAnotherBranch(pointer=_BDM)
    return {"broker_id": broker_id, "bdm_id": bdm_id}


def assignment_change(
    actor: Actor, application: Application, values: Mapping[str, Any]
) -> dict[str, UUID | None]:
    """Return the broker and the BDM that a locked application has after a change by `values`.

    Only what it newly takes is locked. Whoever moves a broker or a BDM holds that row and then waits for the
    applications it stands on; we hold this application, so we must not wait for a row that stands on it.
    A move that has passed by meanwhile finds what we write, and mends it: see `assignments_release`.
    """
    wanted = {name: values[name] for name in ("broker_id", "bdm_id") if name in values}
    differs = [name for name, value in wanted.items() if value != getattr(application, name)]
    if not differs:
        return {}
    if not roles.holds(actor.role, ("application.assign",)):
        raise AssignmentForbidden(pointer=f"/body/{differs[0]}")
    bdm_id = wanted.get("bdm_id", application.bdm_id)
    bdm_branch = application.bdm.branch_id if application.bdm else None
    if bdm_id is not None and "bdm_id" in differs:
        bdm = brokers.bdm_list(viewer=actor).select_for_update(no_key=True).filter(id=bdm_id).first()
        if bdm is None:
            raise UnknownBdm(pointer=_BDM)
        bdm_branch = bdm.branch_id
    branch = application.broker.branch_id
    if "broker_id" in differs:
        rows = brokers.broker_list(viewer=actor).select_for_update(no_key=True)
        broker = rows.filter(id=wanted["broker_id"]).first()
        if broker is None:
            raise UnknownBroker(pointer=_BROKER)
        if not broker.is_active:
            raise BrokerInactive(pointer=_BROKER)
        branch = broker.branch_id
    if bdm_id is not None and bdm_branch != branch:
        if wanted.get("bdm_id") is not None:
            raise BdmOfAnotherBranch(pointer=_BDM)
        bdm_id = None  # the old BDM stays with the old branch
    return {"broker_id": wanted.get("broker_id", application.broker_id), "bdm_id": bdm_id}


@transaction.atomic
def assignments_release(*, actor_id: UUID, broker_id: UUID | None = None, bdm_id: UUID | None = None) -> None:
    """Take the BDM off each application of a moved broker, or of a moved BDM, that is of another branch now.

    All of them are locked first, those without a BDM too: one of them may be about to get one.
    """
    moved = Q(broker_id=broker_id) if broker_id is not None else Q(bdm_id=bdm_id)
    held = Application.objects.filter(moved).order_by("id").select_for_update(no_key=True)
    ids = list(held.values_list("id", flat=True))
    strays = Application.objects.filter(id__in=ids, bdm__isnull=False).exclude(
        bdm__branch_id=F("broker__branch_id")
    )
    for application in strays:
        event_record(
            actor_id=actor_id,
            action="application_update",
            object_type="application",
            object_id=application.id,
            application_id=application.id,
            changes=change(application, {"bdm_id": None}),
        )
