"""What happens here when something happens below: whoever should know is told, in the same transaction."""

from apps.accounts.events import SessionsRevoked, SightChanged
from apps.accounts.preferences import NotificationType
from apps.applications import selectors as applications
from apps.applications.events import (
    ApplicationAssigned,
    ApplicationDeleted,
    ApplicationMoved,
    ViewersChanged,
)
from apps.documents.events import DocumentUploaded, SignatureCompleted, SignatureRequested
from apps.notifications import push, recipients, selectors, wording
from apps.notifications.services.sending import Draft, notifications_send


def application_assigned(event: ApplicationAssigned) -> None:
    """Who has to work on an application is told so."""
    application = applications.application_held(application_id=event.application_id)
    notifications_send(
        [
            Draft(
                NotificationType.APPLICATION_ASSIGNED,
                wording.assigned(application.reference),
                recipients.of_users(application.id, event.user_ids),
                application_id=application.id,
                about=("application", application.id),
                actor_id=event.actor_id,
            )
        ]
    )


def application_moved(event: ApplicationMoved) -> None:
    """Broker, BDM and borrowers hear of every move."""
    application = applications.application_held(application_id=event.application_id)
    people = recipients.of_applications([application.id])
    notifications_send(
        [
            Draft(
                NotificationType.APPLICATION_STAGE_CHANGED,
                wording.stage_changed(application.reference, event.from_stage, event.to_stage),
                [each for told in people.values() for each in told],
                application_id=application.id,
                about=("application", application.id),
                actor_id=event.actor_id,
            )
        ]
    )


def document_uploaded(event: DocumentUploaded) -> None:
    """Broker, BDM and borrowers hear of a document that they may read."""
    people = recipients.of_document(
        event.document_id, application_id=event.application_id, borrower_id=event.borrower_id
    )
    notifications_send(
        [
            Draft(
                NotificationType.DOCUMENT_UPLOADED,
                wording.uploaded(event.title, event.number),
                people,
                application_id=event.application_id,
                about=("document", event.document_id),
                actor_id=event.actor_id,
            )
        ]
    )


def signature_requested(event: SignatureRequested) -> None:
    """The same hear that signatures are asked for, and so does everybody else who is asked and signs in."""
    people = recipients.of_document(
        event.document_id,
        application_id=event.application_id,
        borrower_id=event.borrower_id,
        emails=event.emails,
    )
    notifications_send(
        [
            Draft(
                NotificationType.SIGNATURE_REQUESTED,
                wording.signature_requested(event.title),
                people,
                application_id=event.application_id,
                about=("document", event.document_id),
                actor_id=event.actor_id,
            )
        ]
    )


def signature_completed(event: SignatureCompleted) -> None:
    """The same hear that everybody has signed, and so does who asked for it."""
    people = recipients.of_document(
        event.document_id,
        application_id=event.application_id,
        borrower_id=event.borrower_id,
        user_ids=() if event.requested_by is None else (event.requested_by,),
    )
    notifications_send(
        [
            Draft(
                NotificationType.SIGNATURE_COMPLETED,
                wording.signature_completed(event.title),
                people,
                application_id=event.application_id,
                about=("document", event.document_id),
            )
        ]
    )


def viewers_changed(event: ViewersChanged) -> None:
    """What was told of these applications counts for others now."""
    push.wake_on_commit(selectors.told_of(event.application_ids))


def application_deleted(event: ApplicationDeleted) -> None:
    """What was told of it counts for nobody any more."""
    push.wake_on_commit(selectors.told_of([event.application_id]))


def sight_changed(event: SightChanged) -> None:
    """These users may see more or less."""
    push.wake_on_commit(event.user_ids)


def sessions_revoked(event: SessionsRevoked) -> None:
    """Open sockets look whether their session is still good."""
    push.wake_on_commit([event.user_id])
