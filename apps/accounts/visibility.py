"""THE visibility of applications and of who stands on them, for apps that lie below them.

`applications` answers in its apps.py: it alone has the rows that decide. A system check fails while nobody
answers.
"""

from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.kernel.actor import Actor


class Answers(Protocol):
    """What `applications` knows."""

    def application_ids(self, viewer: Actor) -> QuerySet[Any]:
        """Return the ids of the applications that `viewer` may see."""

    def borrower_ids(self, viewer: Actor) -> QuerySet[Any]:
        """Return the ids of the borrowers that stand on those."""

    def guarantor_ids(self, viewer: Actor, application_id: UUID | None = None) -> QuerySet[Any]:
        """Return the ids of the guarantors that stand on those, or on the one of them."""


_answers: list[Answers] = []


def register(answers: Answers) -> None:
    """Let `answers` answer from now on."""
    _answers[:] = [answers]


def is_answered() -> bool:
    """Tell whether some app answers."""
    return bool(_answers)


def application_ids(viewer: Actor) -> QuerySet[Any]:
    """Return the ids of the applications that `viewer` may see, for `id__in`."""
    return _answers[0].application_ids(viewer)


def sees_everything(viewer: Actor) -> bool:
    """Tell whether `viewer` sees all applications there are: then the one function sets no condition."""
    return not application_ids(viewer).query.where


def of_visible(viewer: Actor, reference: str = "application_id") -> Q:
    """Return the condition that the application a row belongs to is visible to `viewer`.

    For who sees everything there is none, so that nothing is looked up for it.

    Args:
        reference: never null; a row without an application would be seen by an admin and nobody else.
    """
    return Q() if sees_everything(viewer) else Q(**{f"{reference}__in": application_ids(viewer)})


def borrower_ids(viewer: Actor) -> QuerySet[Any]:
    """Return the ids of the borrowers on applications that `viewer` may see, for `id__in`."""
    return _answers[0].borrower_ids(viewer)


def guarantor_ids(viewer: Actor, application_id: UUID | None = None) -> QuerySet[Any]:
    """Return the ids of the guarantors on applications that `viewer` may see, for `id__in`.

    Args:
        application_id: only those on this one; none when `viewer` may not see it.
    """
    return _answers[0].guarantor_ids(viewer, application_id)
