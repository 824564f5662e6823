"""The notifications app, and what it wants to hear."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Notifications, reminders and the WebSocket."""

    name = "apps.notifications"

    def ready(self) -> None:
        """Listen to what people are told of, and to what changes who may see what."""
        from apps.accounts.events import SessionsRevoked, SightChanged
        from apps.applications.events import (
            ApplicationAssigned,
            ApplicationDeleted,
            ApplicationMoved,
            ViewersChanged,
        )
        from apps.documents.events import DocumentUploaded, SignatureCompleted, SignatureRequested
        from apps.kernel import events
        from apps.notifications import handlers

        events.subscribe(ApplicationAssigned, handlers.application_assigned)
        events.subscribe(ApplicationMoved, handlers.application_moved)
        events.subscribe(ApplicationDeleted, handlers.application_deleted)
        events.subscribe(ViewersChanged, handlers.viewers_changed)
        events.subscribe(DocumentUploaded, handlers.document_uploaded)
        events.subscribe(SignatureRequested, handlers.signature_requested)
        events.subscribe(SignatureCompleted, handlers.signature_completed)
        events.subscribe(SessionsRevoked, handlers.sessions_revoked)
        events.subscribe(SightChanged, handlers.sight_changed)
