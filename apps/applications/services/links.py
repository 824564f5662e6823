"""Who stands on an application: linked and unlinked until the loan is paid out."""

from typing import Any
from uuid import UUID

from django.db import transaction

from apps.applications import selectors
from apps.applications.events import ViewersChanged
from apps.applications.lifecycle import NODES, Stage
from apps.applications.models import Application, ApplicationBorrower, ApplicationGuarantor
from apps.applications.models.parties import PRIMARY
from apps.applications.services.timeline import record, touch
from apps.borrowers import selectors as borrowers
from apps.kernel import events, integrity
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict, Invalid
from apps.kernel.models import found

_BORROWER, _GUARANTOR = "/body/borrower_id", "/body/guarantor_id"


class UnknownBorrower(Invalid):
    """No such borrower, or not visible to you."""

    code = "application.unknown_borrower"


class UnknownGuarantor(Invalid):
    """No such guarantor, or not visible to you."""

    code = "application.unknown_guarantor"


class PartiesLocked(Conflict):
    """From the settlement on, who stands on the application no longer changes."""

    code = "application.parties_locked"


class AlreadyLinked(Conflict):
    """This party stands on the application already."""

    code = "application.already_linked"


class PrimaryExists(Conflict):
    """The application has a primary borrower; unlink that one first."""

    code = "application.primary_exists"


class GuarantorIsPrimary(Conflict):
    """Nobody can guarantee an application as whose primary borrower the same person stands."""

    code = "application.guarantor_is_primary"


@transaction.atomic
def application_borrower_link(
    *, application_id: UUID, actor: Actor, borrower_id: UUID, role: str
) -> Application:
    """Put a borrower on an application.

    Raises:
        ApplicationNotFound: not visible to `actor`.
        UnknownBorrower: not visible to `actor`.
        PartiesLocked, AlreadyLinked, PrimaryExists, GuarantorIsPrimary: see their names.
    """
    application = selectors.application_get_for_update(viewer=actor, application_id=application_id)
    found(borrowers.borrower_list(viewer=actor), borrower_id, UnknownBorrower(pointer=_BORROWER))
    _check_open(application)
    if application.borrower_links.filter(borrower_id=borrower_id).exists():
        raise AlreadyLinked
    if role == PRIMARY:
        if application.borrower_links.filter(role=PRIMARY).exists():
            raise PrimaryExists
        if application.guarantor_links.filter(guarantor__borrower_id=borrower_id).exists():
            raise GuarantorIsPrimary
    with integrity.references(UnknownBorrower(pointer=_BORROWER)):
        ApplicationBorrower.objects.create(
            application=application, borrower_id=borrower_id, role=role, created_by=actor.user_id
        )
    changes: dict[str, list[Any]] = {"borrower_id": [None, borrower_id], "role": [None, role]}
    _changed(actor, "application_borrower_link", application, changes)
    events.publish(ViewersChanged((application_id,)))
    return selectors.application_get(viewer=actor, application_id=application_id)


@transaction.atomic
def application_borrower_unlink(*, application_id: UUID, actor: Actor, borrower_id: UUID) -> None:
    """Take a borrower off an application; a signature goes along.

    Raises:
        ApplicationNotFound: not visible to `actor`.
        LinkNotFound: the borrower does not stand on it.
        PartiesLocked: the loan is paid out.
    """
    application = selectors.borrower_link_get_for_update(
        viewer=actor, application_id=application_id, borrower_id=borrower_id
    )
    _check_open(application)
    link = application.borrower_links.get(borrower_id=borrower_id)
    changes: dict[str, list[Any]] = {"borrower_id": [borrower_id, None], "role": [link.role, None]}
    link.delete()
    _changed(actor, "application_borrower_unlink", application, changes)
    events.publish(ViewersChanged((application_id,)))


@transaction.atomic
def application_guarantor_link(*, application_id: UUID, actor: Actor, guarantor_id: UUID) -> Application:
    """Put a guarantor on an application.

    Raises:
        ApplicationNotFound: not visible to `actor`.
        UnknownGuarantor: not visible to `actor`.
        PartiesLocked, AlreadyLinked, GuarantorIsPrimary: see their names.
    """
    application = selectors.application_get_for_update(viewer=actor, application_id=application_id)
    seen = borrowers.guarantor_list(viewer=actor)
    guarantor = found(seen, guarantor_id, UnknownGuarantor(pointer=_GUARANTOR))
    _check_open(application)
    if application.guarantor_links.filter(guarantor_id=guarantor_id).exists():
        raise AlreadyLinked
    if application.borrower_links.filter(role=PRIMARY, borrower_id=guarantor.borrower_id).exists():
        raise GuarantorIsPrimary
    with integrity.references(UnknownGuarantor(pointer=_GUARANTOR)):
        ApplicationGuarantor.objects.create(
            application=application, guarantor_id=guarantor_id, created_by=actor.user_id
        )
    _changed(actor, "application_guarantor_link", application, {"guarantor_id": [None, guarantor_id]})
    return selectors.application_get(viewer=actor, application_id=application_id)


@transaction.atomic
def application_guarantor_unlink(*, application_id: UUID, actor: Actor, guarantor_id: UUID) -> None:
    """Take a guarantor off an application.

    Raises:
        ApplicationNotFound: not visible to `actor`.
        LinkNotFound: the guarantor does not stand on it.
        PartiesLocked: the loan is paid out.
    """
    application = selectors.guarantor_link_get_for_update(
        viewer=actor, application_id=application_id, guarantor_id=guarantor_id
    )
    _check_open(application)
    application.guarantor_links.get(guarantor_id=guarantor_id).delete()
    _changed(actor, "application_guarantor_unlink", application, {"guarantor_id": [guarantor_id, None]})


def _check_open(application: Application) -> None:
    if not NODES[Stage(application.stage)].parties_editable:
        raise PartiesLocked


def _changed(actor: Actor, action: str, application: Application, changes: dict[str, list[Any]]) -> None:
    touch(application)
    record(actor, action, application, changes)
