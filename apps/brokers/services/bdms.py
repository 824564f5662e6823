"""Business development managers."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from apps.accounts.events import SightChanged
from apps.audit.services import event_record
from apps.brokers import selectors
from apps.brokers.events import BdmMoved
from apps.brokers.models import Bdm, Broker
from apps.brokers.services.references import branch_named, unknown_branch, user_claim
from apps.kernel import events, integrity
from apps.kernel.actor import Actor, Role
from apps.kernel.errors import Conflict
from apps.kernel.models import change


class BdmInUse(Conflict):
    """The BDM works an application or is a broker's default; name another one there first."""

    code = "brokers.bdm_in_use"


@transaction.atomic
def bdm_create(*, user_id: UUID, branch_id: UUID, actor: Actor, **values: Any) -> Bdm:
    """Give a user of role bdm the profile of one.

    Raises:
        UnknownBranch, UnknownUser: no such row, or not visible to `actor`.
        UserRole: the user is not a bdm.
        UserTaken: the user has a profile.
    """
    branch_named(branch_id=branch_id, actor=actor)
    user_claim(user_id=user_id, role=Role.BDM, actor=actor)
    bdm = Bdm(user_id=user_id, branch_id=branch_id, created_by=actor.user_id, **values)
    with integrity.references(unknown_branch()):
        bdm.save(force_insert=True)
    given = {"user_id": user_id, "branch_id": branch_id, **values}
    _record(actor, "bdm_create", bdm.id, {name: [None, value] for name, value in given.items()})
    events.publish(SightChanged((user_id,)))
    return bdm


@transaction.atomic
def bdm_update(*, bdm_id: UUID, actor: Actor, **values: Any) -> Bdm:
    """Change a BDM. One who moves to another branch leaves brokers and applications of the old one.

    Raises:
        BdmNotFound: not visible to `actor`.
        UnknownBranch: no such branch, or not visible to `actor`.

    Source: domain.md, section 3, last paragraph
    """
    bdm = selectors.bdm_get_for_update(viewer=actor, bdm_id=bdm_id)
    branch_id = values.get("branch_id", bdm.branch_id)
    moves = branch_id != bdm.branch_id
    if moves:
        branch_named(branch_id=branch_id, actor=actor)
        _leave_brokers(bdm, actor)
    with integrity.references(unknown_branch()):
        changes = change(bdm, values)
    if changes:
        _record(actor, "bdm_update", bdm.id, changes)
    if moves:
        events.publish(BdmMoved(bdm_id=bdm.id, branch_id=branch_id, actor_id=actor.user_id))
        events.publish(SightChanged((bdm.user_id,)))
    return bdm


@transaction.atomic
def bdm_delete(*, bdm_id: UUID, actor: Actor) -> None:
    """Take a BDM's profile away; the user stays.

    Raises:
        BdmNotFound: not visible to `actor`.
        BdmInUse: a broker or an application names the BDM.
    """
    bdm = selectors.bdm_get_for_delete(viewer=actor, bdm_id=bdm_id)
    try:
        with integrity.references(BdmInUse()):
            bdm.delete()
    except ProtectedError:
        raise BdmInUse from None
    _record(actor, "bdm_delete", bdm_id, {"name": [bdm.name, None], "user_id": [bdm.user_id, None]})
    events.publish(SightChanged((bdm.user_id,)))


def _leave_brokers(bdm: Bdm, actor: Actor) -> None:
    """Unset the default BDM of the brokers in the branch that `bdm` leaves."""
    for broker in Broker.objects.filter(default_bdm=bdm).order_by("id").select_for_update(no_key=True):
        event_record(
            actor_id=actor.user_id,
            action="broker_update",
            object_type="broker",
            object_id=broker.id,
            changes=change(broker, {"default_bdm_id": None}),
        )


def _record(actor: Actor, action: str, bdm_id: UUID, changes: dict[str, list[Any]]) -> None:
    event_record(actor_id=actor.user_id, action=action, object_type="bdm", object_id=bdm_id, changes=changes)
