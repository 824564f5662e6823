"""What happens here when an application moves: who was asked to sign is asked no more."""

from collections.abc import Mapping

from apps.applications.events import ApplicationClosedEarly, ApplicationMoved
from apps.applications.lifecycle import Stage
from apps.documents.conditions import CONTRACT, LETTER
from apps.documents.services.signature_requests import signature_requests_cancel

# Moves back, and the template whose document is not what is to be signed any more.
_BACK: Mapping[tuple[str, str], str] = {
    (Stage.ILOO_ISSUED, Stage.FUNDING_TABLE_ISSUED): LETTER,
    (Stage.LOAN_DOCS_ISSUED, Stage.LOAN_DOCS_INSTRUCTED): CONTRACT,
}


def application_moved(event: ApplicationMoved) -> None:
    """A letter or a contract that is taken back is not signed any more."""
    template = _BACK.get((event.from_stage, event.to_stage))
    if template is not None:
        signature_requests_cancel(
            application_id=event.application_id, actor_id=event.actor_id, template=template
        )


def application_closed_early(event: ApplicationClosedEarly) -> None:
    """Nobody signs any more."""
    signature_requests_cancel(application_id=event.application_id, actor_id=event.actor_id)
