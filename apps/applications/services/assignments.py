"""Which broker brought an application, and which BDM works it: the BDM is always of the broker's branch.

Whoever hands out work waits first for those who change branches, and they for all who hand out work; so what
is read here of a branch holds until the transaction ends, and nobody waits for anybody's row meanwhile.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from apps.accounts import roles
from apps.applications.models import Application
from apps.audit.services import event_record
from apps.brokers import selectors as brokers
from apps.kernel.actor import Actor, Role
from apps.kernel.errors import Forbidden, Invalid
from apps.kernel.models import change, found

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
    """Return the broker and the BDM of a new application, neither of whom moves before the transaction ends.

    Without a broker it is the caller's own; without a BDM the broker's default.
    """
    brokers.moves_wait()
    visible = brokers.broker_list(viewer=actor)
    broker_id = values.get("broker_id")
    if broker_id is None:
        own = visible.first() if actor.role is Role.BROKER else None
        if own is None:
            raise BrokerRequired(pointer=_BROKER)
        broker_id = own.id
    broker = _broker(visible, broker_id)
    bdm_id = values.get("bdm_id", broker.default_bdm_id)
    if bdm_id is not None:
        _check_bdm(brokers.bdm_list(viewer=actor), bdm_id, broker.branch_id)
    return {"broker_id": broker_id, "bdm_id": bdm_id}


def assignment_change(
    actor: Actor, application: Application, values: Mapping[str, Any]
) -> dict[str, UUID | None]:
    """Return the broker and the BDM that a locked application has after a change by `values`.

    Nobody moves meanwhile: `application_get_for_handover` has waited for those who did.
    """
    wanted = {name: values[name] for name in ("broker_id", "bdm_id") if name in values}
    differs = [name for name, value in wanted.items() if value != getattr(application, name)]
    if not differs:
        return {}
    if not roles.holds(actor.role, ("application.assign",)):
        raise AssignmentForbidden(pointer=f"/body/{differs[0]}")
    broker, bdm_id = application.broker, application.bdm_id
    if "broker_id" in differs:
        broker = _broker(brokers.broker_list(viewer=actor), wanted["broker_id"])
    if wanted.get("bdm_id") is not None:
        bdm_id = wanted["bdm_id"]
        _check_bdm(brokers.bdm_list(viewer=actor), bdm_id, broker.branch_id)
    elif "bdm_id" in wanted or (application.bdm and application.bdm.branch_id != broker.branch_id):
        bdm_id = None  # the BDM stays with the old branch
    return {"broker_id": broker.id, "bdm_id": bdm_id}


@transaction.atomic
def assignments_release(*, actor_id: UUID, broker_id: UUID | None = None, bdm_id: UUID | None = None) -> None:
    """Take the BDM off the applications of whoever has moved, where the branches differ now."""
    moved = Q(broker_id=broker_id) if broker_id is not None else Q(bdm_id=bdm_id)
    held = Application.objects.order_by("id").select_for_update(no_key=True, of=("self",))
    strays = held.filter(moved, bdm__isnull=False).exclude(bdm__branch_id=F("broker__branch_id"))
    for application in strays:
        event_record(
            actor_id=actor_id,
            action="application_update",
            object_type="application",
            object_id=application.id,
            application_id=application.id,
            changes=change(application, {"bdm_id": None}),
        )


def _broker(rows: QuerySet[Any], broker_id: UUID) -> Any:
    broker = found(rows, broker_id, UnknownBroker(pointer=_BROKER))
    if not broker.is_active:
        raise BrokerInactive(pointer=_BROKER)
    return broker


def _check_bdm(rows: QuerySet[Any], bdm_id: UUID, branch_id: UUID) -> None:
    bdm = found(rows, bdm_id, UnknownBdm(pointer=_BDM))
    if bdm.branch_id != branch_id:
        raise BdmOfAnotherBranch(pointer=_BDM)


def gone(assigned: Mapping[str, UUID | None]) -> Invalid:
    """Return the refusal of an assignment to somebody who was deleted since we looked."""
    return UnknownBroker(pointer=_BROKER) if assigned.get("bdm_id") is None else UnknownBdm(pointer=_BDM)
