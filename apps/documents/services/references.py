"""What a new document may belong to, and who may read it. Unknown and invisible are one answer."""

from uuid import UUID

from apps.applications import selectors as applications
from apps.borrowers import selectors as borrowers
from apps.documents.audience import may_choose
from apps.kernel.actor import Actor
from apps.kernel.errors import DomainError, Invalid, NotFound


class OneOwner(Invalid):
    """A document belongs either to an application or to a borrower."""

    code = "documents.one_owner"


class UnknownApplication(Invalid):
    """No such application, or not visible to you."""

    code = "documents.unknown_application"


class UnknownBorrower(Invalid):
    """No such borrower, or not visible to you."""

    code = "documents.unknown_borrower"


class AudienceWithoutYou(Invalid):
    """You may choose an audience that you belong to; private is for the author only."""

    code = "documents.audience"


def owner_named(*, application_id: UUID | None, borrower_id: UUID | None, actor: Actor) -> DomainError:
    """Judge what a new document belongs to.

    Returns:
        What to refuse with when the owner is deleted before the document is stored.

    Raises:
        OneOwner: both are named, or none.
        UnknownApplication, UnknownBorrower: no such row, or not visible to `actor`.
    """
    if (application_id is None) == (borrower_id is None):
        raise OneOwner(pointer="/body/application_id" if application_id is None else "/body/borrower_id")
    unknown: DomainError = UnknownBorrower(pointer="/body/borrower_id")
    if application_id is not None:
        unknown = UnknownApplication(pointer="/body/application_id")
    try:
        if application_id is not None:
            applications.application_find(viewer=actor, application_id=application_id)
        elif borrower_id is not None:
            borrowers.borrower_get(viewer=actor, borrower_id=borrower_id)
    except NotFound:
        raise unknown from None
    return unknown


def audience_chosen(audience: str, *, actor: Actor, is_author: bool = True) -> None:
    """Judge the audience that somebody chooses.

    Raises:
        AudienceWithoutYou: it does not include `actor`.
    """
    if not may_choose(actor.role, audience, is_author=is_author):
        raise AudienceWithoutYou(pointer="/body/audience")
