"""What a body may point to: rows that the actor sees, and users who are free to become a profile.

What does not exist and what the actor may not see are refused in the same words.
"""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.accounts import selectors as accounts
from apps.brokers import selectors
from apps.brokers.models import Bdm, Branch
from apps.kernel.actor import Actor, Role
from apps.kernel.errors import Forbidden, Invalid


class UnknownBranch(Invalid):
    """No such branch, or not visible to you."""

    code = "brokers.unknown_branch"


class UnknownBdm(Invalid):
    """No such BDM, or not visible to you."""

    code = "brokers.unknown_bdm"


class UnknownUser(Invalid):
    """No such user, or not visible to you."""

    code = "brokers.unknown_user"


class UserRole(Invalid):
    """The user has another role than the profile needs."""

    code = "brokers.user_role"


class UserTaken(Invalid):
    """The user has such a profile already."""

    code = "brokers.user_taken"


class UserLinkForbidden(Forbidden):
    """Only an admin decides who signs in as a broker."""

    code = "brokers.user_link_forbidden"


def unknown_branch() -> UnknownBranch:
    """Return the refusal of a branch, whether it was never there or has just gone."""
    return UnknownBranch(pointer="/body/branch_id")


def branch_named(*, branch_id: UUID, actor: Actor) -> Branch:
    """Return the branch that a body names.

    Raises:
        UnknownBranch: no such branch, or not visible to `actor`.
    """
    branch = selectors.branch_list(viewer=actor).filter(id=branch_id).first()
    if branch is None:
        raise unknown_branch()
    return branch


def bdm_named(*, bdm_id: UUID, actor: Actor) -> Bdm:
    """Return the BDM that a body names, locked: who is named does not leave before the transaction ends.

    Raises:
        UnknownBdm: no such BDM, or not visible to `actor`.
    """
    bdm = selectors.bdm_list(viewer=actor).select_for_update(no_key=True).filter(id=bdm_id).first()
    if bdm is None:
        raise UnknownBdm(pointer="/body/default_bdm_id")
    return bdm


def user_claim(*, user_id: UUID, role: Role, profiles: QuerySet[Any], actor: Actor) -> None:
    """Lock the user of a new profile: the role stays and no second profile comes before the transaction ends.

    Args:
        profiles: where one of this user would be.

    Raises:
        UnknownUser: no such user, or not visible to `actor`.
        UserRole: the user's role is not `role`.
        UserTaken: the user is in `profiles`.
    """
    pointer = "/body/user_id"
    visible = accounts.user_list(viewer=actor).select_for_update(no_key=True)
    user = visible.filter(id=user_id).first()
    if user is None:
        raise UnknownUser(pointer=pointer)
    if user.role != role:
        raise UserRole(pointer=pointer)
    if profiles.filter(user_id=user_id).exists():
        raise UserTaken(pointer=pointer)
