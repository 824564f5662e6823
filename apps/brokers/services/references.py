"""What a body may point to: rows that the actor sees, and users who are free to become a profile.

What does not exist and what the actor may not see are refused in the same words.
"""

from uuid import UUID

from apps.accounts import selectors as accounts
from apps.brokers import selectors
from apps.brokers.models import Bdm, Branch
from apps.kernel.actor import Actor, Role
from apps.kernel.errors import Forbidden, Invalid
from apps.kernel.models import found


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
    return found(selectors.branch_list(viewer=actor), branch_id, unknown_branch())


def bdm_named(*, bdm_id: UUID, actor: Actor) -> Bdm:
    """Return the BDM that a body names, locked: who is named does not leave before the transaction ends.

    Raises:
        UnknownBdm: no such BDM, or not visible to `actor`.
    """
    rows = selectors.bdm_list(viewer=actor).select_for_update(no_key=True)
    return found(rows, bdm_id, UnknownBdm(pointer="/body/default_bdm_id"))


def user_claim(*, user_id: UUID, role: Role, actor: Actor) -> None:
    """Lock the user of a new profile: the role stays and no second profile comes before the transaction ends.

    Raises:
        UnknownUser: no such user, or not visible to `actor`.
        UserRole: the user's role is not `role`.
        UserTaken: the user has such a profile.
    """
    at = "/body/user_id"
    refusals = {
        "unknown": UnknownUser(pointer=at),
        "unfit": UserRole(pointer=at),
        "taken": UserTaken(pointer=at),
    }
    accounts.user_claim(viewer=actor, user_id=user_id, role=role, **refusals)
