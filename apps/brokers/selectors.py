"""Reads. Every public selector takes the viewer: what you may not see does not exist.

An admin sees everything; a BDM the own branch; a broker who is active the own record, the own branch and its
BDMs; a borrower nothing (domain.md, section 3).
"""

from uuid import UUID

from django.db.models import QuerySet

from apps.brokers.models import Bdm, Branch, Broker
from apps.kernel import locks
from apps.kernel.actor import Actor, Role
from apps.kernel.errors import NotFound
from apps.kernel.models import found

_MOVES = "brokers.moves"


class BranchNotFound(NotFound):
    """No such branch, or not visible to you."""

    code = "brokers.branch_not_found"


class BdmNotFound(NotFound):
    """No such BDM, or not visible to you."""

    code = "brokers.bdm_not_found"


class BrokerNotFound(NotFound):
    """No such broker, or not visible to you."""

    code = "brokers.broker_not_found"


def branch_list(*, viewer: Actor) -> QuerySet[Branch]:
    """Return the branches `viewer` may see."""
    if viewer.role is Role.ADMIN:
        return Branch.objects.all()
    return Branch.objects.filter(id__in=_own_branch(viewer))


def branch_get(*, viewer: Actor, branch_id: UUID) -> Branch:
    """Return one visible branch.

    Raises:
        BranchNotFound: no such branch, or not visible to `viewer`.
    """
    return found(branch_list(viewer=viewer), branch_id, BranchNotFound)


def branch_get_for_update(*, viewer: Actor, branch_id: UUID) -> Branch:
    """Return one visible branch, the row locked for a change until the transaction ends.

    Raises:
        BranchNotFound: no such branch, or not visible to `viewer`.
    """
    return found(branch_list(viewer=viewer).select_for_update(no_key=True), branch_id, BranchNotFound)


def branch_get_for_delete(*, viewer: Actor, branch_id: UUID) -> Branch:
    """Return one visible branch, locked against references too.

    Raises:
        BranchNotFound: no such branch, or not visible to `viewer`.
    """
    return found(branch_list(viewer=viewer).select_for_update(), branch_id, BranchNotFound)


def bdm_list(*, viewer: Actor) -> QuerySet[Bdm]:
    """Return the BDMs `viewer` may see."""
    if viewer.role is Role.ADMIN:
        return Bdm.objects.all()
    return Bdm.objects.filter(branch_id__in=_own_branch(viewer))


def bdm_get(*, viewer: Actor, bdm_id: UUID) -> Bdm:
    """Return one visible BDM.

    Raises:
        BdmNotFound: no such BDM, or not visible to `viewer`.
    """
    return found(bdm_list(viewer=viewer), bdm_id, BdmNotFound)


def bdm_get_for_update(*, viewer: Actor, bdm_id: UUID) -> Bdm:
    """Return one visible BDM, locked for a change, and nobody else moves brokers or BDMs meanwhile.

    Raises:
        BdmNotFound: no such BDM, or not visible to `viewer`.
    """
    moves_hold()
    return found(bdm_list(viewer=viewer).select_for_update(no_key=True), bdm_id, BdmNotFound)


def bdm_get_for_delete(*, viewer: Actor, bdm_id: UUID) -> Bdm:
    """Return one visible BDM, locked against references too.

    Raises:
        BdmNotFound: no such BDM, or not visible to `viewer`.
    """
    return found(bdm_list(viewer=viewer).select_for_update(), bdm_id, BdmNotFound)


def broker_list(*, viewer: Actor) -> QuerySet[Broker]:
    """Return the brokers `viewer` may see."""
    if viewer.role is Role.ADMIN:
        return Broker.objects.all()
    if viewer.role is Role.BDM:
        return Broker.objects.filter(branch_id__in=_own_branch(viewer))
    if viewer.role is Role.BROKER:
        return Broker.objects.filter(user_id=viewer.user_id, is_active=True)
    return Broker.objects.none()


def broker_get(*, viewer: Actor, broker_id: UUID) -> Broker:
    """Return one visible broker.

    Raises:
        BrokerNotFound: no such broker, or not visible to `viewer`.
    """
    return found(broker_list(viewer=viewer), broker_id, BrokerNotFound)


def broker_get_for_update(*, viewer: Actor, broker_id: UUID) -> Broker:
    """Return one visible broker, locked for a change, and nobody else moves brokers or BDMs meanwhile.

    Raises:
        BrokerNotFound: no such broker, or not visible to `viewer`.
    """
    moves_hold()
    return found(broker_list(viewer=viewer).select_for_update(no_key=True), broker_id, BrokerNotFound)


def broker_get_for_delete(*, viewer: Actor, broker_id: UUID) -> Broker:
    """Return one visible broker, locked against references too.

    Raises:
        BrokerNotFound: no such broker, or not visible to `viewer`.
    """
    return found(broker_list(viewer=viewer).select_for_update(), broker_id, BrokerNotFound)


def bdm_has_user(user_id: UUID) -> bool:
    """Tell whether a BDM signs in as this user; accounts asks before the user's role changes."""
    return Bdm.objects.filter(user_id=user_id).exists()


def broker_has_user(user_id: UUID) -> bool:
    """Tell whether a broker signs in as this user; accounts asks before the user's role changes."""
    return Broker.objects.filter(user_id=user_id).exists()


def moves_hold() -> None:
    """Wait until nobody else changes who belongs to which branch, and keep it so until the transaction ends.

    Call it before any row is locked. A broker's move locks the broker, then a BDM, then applications; a BDM's
    move the other way round; one lock before all of them keeps them from waiting for each other.
    """
    locks.hold(_MOVES)


def moves_wait() -> None:
    """Wait for moves under way and let none begin; whoever gives a broker or a BDM something to do calls it.

    Call it before any row is locked, for a move locks what its broker or BDM stands on. After it, branch and
    `is_active` of brokers and BDMs stay as they are until the transaction ends; it takes any number at once.
    """
    locks.share(_MOVES)


def _own_branch(viewer: Actor) -> QuerySet[Bdm, UUID] | QuerySet[Broker, UUID]:
    """Return the id of the branch that `viewer` works for, as a subquery; empty without an active profile."""
    if viewer.role is Role.BDM:
        return Bdm.objects.filter(user_id=viewer.user_id).values_list("branch_id", flat=True)
    own = Broker.objects.filter(user_id=viewer.user_id, is_active=True)
    if viewer.role is not Role.BROKER:
        own = own.none()
    return own.values_list("branch_id", flat=True)
