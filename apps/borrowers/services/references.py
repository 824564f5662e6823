"""What a body may point to: rows that the actor sees, and users who are free to become a borrower.

What does not exist and what the actor may not see are refused in the same words.
"""

from uuid import UUID

from apps.accounts import selectors as accounts
from apps.borrowers import selectors
from apps.brokers import selectors as brokers
from apps.kernel.actor import Actor, Role
from apps.kernel.errors import Forbidden, Invalid


class UnknownBroker(Invalid):
    """No such broker, or not visible to you."""

    code = "borrowers.unknown_broker"


class BrokerRequired(Invalid):
    """A borrower needs a broker; only an admin may leave it out."""

    code = "borrowers.broker_required"


class UnknownBorrower(Invalid):
    """No such borrower, or not visible to you."""

    code = "borrowers.unknown_borrower"


class UnknownUser(Invalid):
    """No such user, or not visible to you."""

    code = "borrowers.unknown_user"


class UserRole(Invalid):
    """The user has another role than borrower."""

    code = "borrowers.user_role"


class UserTaken(Invalid):
    """The user is another borrower already."""

    code = "borrowers.user_taken"


class UserLinkForbidden(Forbidden):
    """Only an admin decides who signs in as a borrower."""

    code = "borrowers.user_link_forbidden"


def unknown_broker() -> UnknownBroker:
    """Return the refusal of a broker, whether it was never there or has just gone."""
    return UnknownBroker(pointer="/body/broker_id")


def unknown_borrower() -> UnknownBorrower:
    """Return the refusal of a borrower, whether it was never there or has just gone."""
    return UnknownBorrower(pointer="/body/borrower_id")


def owner_named(*, broker_id: UUID | None, actor: Actor) -> UUID | None:
    """Return the broker that owns a new borrower: a broker's own, unless the body says so too.

    Raises:
        BrokerRequired: none is named, and `actor` is neither an admin nor a broker at work.
        UnknownBroker: no such broker, or not visible to `actor`.
    """
    visible = brokers.broker_list(viewer=actor)
    if actor.role is Role.BROKER:
        own = visible.values_list("id", flat=True).first()
        if own is None:
            raise BrokerRequired(pointer="/body/broker_id")
        if broker_id not in (None, own):
            raise unknown_broker()
        return own
    if broker_id is None:
        if actor.role is not Role.ADMIN:
            raise BrokerRequired(pointer="/body/broker_id")
        return None
    if not visible.filter(id=broker_id).exists():
        raise unknown_broker()
    return broker_id


def new_owner_named(*, broker_id: UUID | None, actor: Actor) -> None:
    """Judge a broker to whom a borrower is given; a broker does not give the own ones away.

    Raises:
        BrokerRequired: nobody, and `actor` is not an admin.
        UnknownBroker: no such broker, or not visible to `actor`.
    """
    if broker_id is None and actor.role is not Role.ADMIN:
        raise BrokerRequired(pointer="/body/broker_id")
    if broker_id is not None and not brokers.broker_list(viewer=actor).filter(id=broker_id).exists():
        raise unknown_broker()


def borrower_named(*, borrower_id: UUID, actor: Actor) -> None:
    """Judge the borrower that a body names.

    Raises:
        UnknownBorrower: no such borrower, or not visible to `actor`.
    """
    if not selectors.borrower_list(viewer=actor).filter(id=borrower_id).exists():
        raise unknown_borrower()


def user_claim(*, user_id: UUID, actor: Actor) -> None:
    """Lock the user of a borrower: the role stays and no second one comes before the transaction ends.

    Raises:
        UnknownUser: no such user, or not visible to `actor`.
        UserRole: the user is not a borrower.
        UserTaken: another borrower signs in as this user.
    """
    at = "/body/user_id"
    refusals = {
        "unknown": UnknownUser(pointer=at),
        "unfit": UserRole(pointer=at),
        "taken": UserTaken(pointer=at),
    }
    accounts.user_claim(viewer=actor, user_id=user_id, role=Role.BORROWER, **refusals)
