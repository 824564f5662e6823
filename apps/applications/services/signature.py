"""A borrower signs the own application form."""

from typing import Any
from uuid import UUID

from django.db import transaction

from apps.applications import selectors
from apps.applications.lifecycle import AT_REST, Stage
from apps.applications.models import ApplicationSignature
from apps.applications.services.timeline import record
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict


class AlreadySigned(Conflict):
    """You have signed this application already."""

    code = "application.already_signed"


class SigningClosed(Conflict):
    """The application is settled or over; there is nothing left to sign."""

    code = "application.signing_closed"


@transaction.atomic
def application_sign(*, application_id: UUID, actor: Actor, full_name: str) -> ApplicationSignature:
    """Sign the application form as the borrower whose login this is; the application itself stays as it was.

    Raises:
        ApplicationNotFound: not visible to `actor`, on which the own record would stand.
        SigningClosed, AlreadySigned: see their names.
    """
    application = selectors.application_get_for_update(viewer=actor, application_id=application_id)
    if Stage(application.stage) in AT_REST:
        raise SigningClosed
    link = application.borrower_links.filter(borrower__user_id=actor.user_id).first()
    if link is None:  # the login was taken off the record since we looked
        raise selectors.ApplicationNotFound
    if ApplicationSignature.objects.filter(link=link).exists():
        raise AlreadySigned
    signature = ApplicationSignature.objects.create(link=link, full_name=full_name, signed_by=actor.user_id)
    changes: dict[str, list[Any]] = {
        "borrower_id": [None, link.borrower_id],
        "signed_at": [None, signature.signed_at],
    }
    record(actor, "application_sign", application, changes, about=("signature", signature.id))
    return signature
