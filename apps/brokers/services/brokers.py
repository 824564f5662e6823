"""Brokers and their commission accounts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from apps.accounts import roles
from apps.accounts.events import SightChanged
from apps.audit.services import event_record
from apps.brokers import selectors
from apps.brokers.events import BrokerMoved
from apps.brokers.masking import masked
from apps.brokers.models import Broker
from apps.brokers.services.references import (
    UserLinkForbidden,
    bdm_named,
    branch_named,
    unknown_branch,
    user_claim,
)
from apps.kernel import events, integrity
from apps.kernel.actor import Actor, Role
from apps.kernel.errors import Conflict, Forbidden, Invalid
from apps.kernel.models import change


class BdmOfAnotherBranch(Invalid):
    """The BDM works for another branch than the broker."""

    code = "brokers.bdm_of_another_branch"


class CommissionAccountLocked(Forbidden):
    """The commission account is set; only an admin may change it now."""

    code = "brokers.commission_account_locked"


class BrokerInUse(Conflict):
    """The broker has borrowers or applications; give them to another broker first."""

    code = "brokers.broker_in_use"


@transaction.atomic
def broker_create(
    *,
    branch_id: UUID,
    actor: Actor,
    user_id: UUID | None = None,
    default_bdm_id: UUID | None = None,
    **values: Any,
) -> Broker:
    """Take on a broker, with or without a login.

    Raises:
        UnknownBranch, UnknownBdm, UnknownUser: no such row, or not visible to `actor`.
        UserRole: the user is not a broker.
        UserTaken: the user has a profile.
        BdmOfAnotherBranch: the default BDM is not of the branch.
    """
    selectors.moves_hold()
    branch_named(branch_id=branch_id, actor=actor)
    if user_id is not None:
        _claim(user_id, actor)
    if default_bdm_id is not None:
        _check_bdm(default_bdm_id, branch_id, actor)
    given = {"branch_id": branch_id, "user_id": user_id, "default_bdm_id": default_bdm_id, **values}
    broker = Broker(created_by=actor.user_id, **given)
    with integrity.references(unknown_branch()):
        broker.save(force_insert=True)
    _record(actor, "broker_create", broker.id, {name: [None, value] for name, value in given.items()})
    _publish_sight(user_id)
    return broker


@transaction.atomic
def broker_update(*, broker_id: UUID, actor: Actor, **values: Any) -> Broker:
    """Change a broker. One who moves to another branch takes the book along, but no BDM of the old branch.

    Raises:
        BrokerNotFound: not visible to `actor`.
        UserLinkForbidden: another login, and `actor` is not an admin.
        CommissionAccountLocked: another account than the one set, and `actor` is not an admin.
        UnknownBranch, UnknownBdm, UnknownUser: no such row, or not visible to `actor`.
        UserRole: the user is not a broker.
        UserTaken: the user has a profile.
        BdmOfAnotherBranch: the default BDM is not of the branch.

    Source: domain.md, section 2, "Broker"; section 3, last paragraph
    """
    broker = selectors.broker_get_for_update(viewer=actor, broker_id=broker_id)
    # What stays as it is needs no right and points to nothing new.
    news = {name: value for name, value in values.items() if getattr(broker, name) != value}
    _check_rights(broker, news, actor)
    branch_id = news.get("branch_id", broker.branch_id)
    if "branch_id" in news:
        branch_named(branch_id=branch_id, actor=actor)
        news["default_bdm_id"] = values.get("default_bdm_id")
    if news.get("user_id") is not None:
        _claim(news["user_id"], actor)
    if news.get("default_bdm_id") is not None:
        _check_bdm(news["default_bdm_id"], branch_id, actor)
    with integrity.references(unknown_branch()):
        changes = change(broker, news)
    if changes:
        _record(actor, "broker_update", broker.id, changes)
    if "user_id" in changes:
        _publish_sight(*changes["user_id"])
    elif "is_active" in changes:
        _publish_sight(broker.user_id)
    if "branch_id" in changes:
        events.publish(BrokerMoved(broker_id=broker.id, branch_id=branch_id, actor_id=actor.user_id))
    return broker


@transaction.atomic
def broker_delete(*, broker_id: UUID, actor: Actor) -> None:
    """Remove a broker who brought nothing; the user, if any, stays.

    Raises:
        BrokerNotFound: not visible to `actor`.
        BrokerInUse: a borrower or an application names the broker.
    """
    broker = selectors.broker_get_for_delete(viewer=actor, broker_id=broker_id)
    try:
        with integrity.references(BrokerInUse()):
            broker.delete()
    except ProtectedError:
        raise BrokerInUse from None
    gone = {name: [getattr(broker, name), None] for name in ("name", "user_id", "branch_id")}
    _record(actor, "broker_delete", broker_id, gone)
    _publish_sight(broker.user_id)


def _publish_sight(*user_ids: UUID | None) -> None:
    """Tell that these users are brokers now, or are none any more."""
    known = tuple(user_id for user_id in user_ids if user_id is not None)
    if known:
        events.publish(SightChanged(known))


def _check_rights(broker: Broker, news: Mapping[str, Any], actor: Actor) -> None:
    if "user_id" in news and not roles.holds(actor.role, ("user_link.write",)):
        raise UserLinkForbidden(pointer="/body/user_id")
    locked = broker.commission_account is not None and "commission_account" in news
    if locked and not roles.holds(actor.role, ("commission_account.unlock",)):
        raise CommissionAccountLocked(pointer="/body/commission_account")


def _claim(user_id: UUID, actor: Actor) -> None:
    user_claim(user_id=user_id, role=Role.BROKER, actor=actor)


def _check_bdm(bdm_id: UUID, branch_id: UUID, actor: Actor) -> None:
    if bdm_named(bdm_id=bdm_id, actor=actor).branch_id != branch_id:
        raise BdmOfAnotherBranch(pointer="/body/default_bdm_id")


def _record(actor: Actor, action: str, broker_id: UUID, changes: Mapping[str, list[Any]]) -> None:
    """Record an event; nobody reads an account number out of the audit."""
    shown = {
        name: [masked(value) for value in pair] if name == "commission_account" else pair
        for name, pair in changes.items()
    }
    event_record(
        actor_id=actor.user_id, action=action, object_type="broker", object_id=broker_id, changes=shown
    )
