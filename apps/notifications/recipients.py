"""Who is told: those of the intended roles who can see it now; the sender leaves out who did it.

What somebody can see is asked of the reads that the API itself answers from, for all of them in one query.

Source: domain.md, D2 and section 9, "Recipients"
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, UUIDField, Value

from apps.accounts import selectors as accounts
from apps.accounts import visibility
from apps.accounts.selectors import Addressee
from apps.applications import selectors as applications
from apps.borrowers import selectors as borrowers
from apps.documents import selectors as documents
from apps.kernel.actor import Actor, Role
from apps.notes import selectors as notes

_AT_ONCE = 50  # viewers in one query


def of_applications(application_ids: Iterable[UUID]) -> dict[tuple[UUID, Role], list[Addressee]]:
    """Return who works on each application or stands on it, and can see it, by application and role.

    "BDM" is the user of the application's own BDM, not everybody of the branch.
    """
    parties = applications.parties(application_ids=application_ids)
    people = accounts.addressees(user_ids=[party.user_id for party in parties])
    seen = seeing(
        ((people[party.user_id].actor, party.application_id) for party in parties if party.user_id in people),
        visibility.application_ids,
    )
    told: dict[tuple[UUID, Role], list[Addressee]] = defaultdict(list)
    for party in parties:
        known = people.get(party.user_id)
        if known and (party.user_id, party.application_id) in seen:
            told[party.application_id, party.role].append(known)
    return told


def of_users(application_id: UUID, user_ids: Iterable[UUID]) -> list[Addressee]:
    """Return those of these users who can see the application."""
    people = accounts.addressees(user_ids=user_ids)
    seen = seeing(((each.actor, application_id) for each in people.values()), visibility.application_ids)
    return [each for user_id, each in people.items() if (user_id, application_id) in seen]


def of_document(
    document_id: UUID,
    *,
    application_id: UUID | None,
    borrower_id: UUID | None,
    user_ids: Iterable[UUID] = (),
    emails: Iterable[str] = (),
) -> list[Addressee]:
    """Return who has to do with the owner of a document, these users too, and can see the document."""
    about: list[UUID] = list(user_ids)
    if application_id is not None:
        about += [party.user_id for party in applications.parties(application_ids=[application_id])]
    if borrower_id is not None:
        about += borrowers.logins_of(borrower_id=borrower_id)
    people = accounts.addressees(user_ids=about, emails=emails)
    seen = seeing(
        ((each.actor, document_id) for each in people.values()),
        lambda viewer: documents.document_list(viewer=viewer),
    )
    return [each for user_id, each in people.items() if (user_id, document_id) in seen]


def of_notes(authors: Iterable[tuple[UUID, UUID]]) -> dict[UUID, Addressee]:
    """Return the author of each note who can still see it.

    Args:
        authors: (user id, note id) each.
    """
    pairs = list(authors)
    people = accounts.addressees(user_ids=[user_id for user_id, _ in pairs])
    seen = seeing(
        ((people[user_id].actor, note_id) for user_id, note_id in pairs if user_id in people),
        lambda viewer: notes.note_list(viewer=viewer),
    )
    return {note_id: people[user_id] for user_id, note_id in pairs if (user_id, note_id) in seen}


def seeing(
    pairs: Iterable[tuple[Actor, UUID]], rows: Callable[[Actor], QuerySet[Any]]
) -> set[tuple[UUID, UUID]]:
    """Return those pairs of a viewer and a row, as ids, where the row is among what the viewer may see."""
    wanted: dict[Actor, set[UUID]] = defaultdict(set)
    for viewer, row_id in pairs:
        wanted[viewer].add(row_id)
    asked = [
        rows(viewer)
        .order_by()
        .prefetch_related(None)
        .filter(id__in=row_ids)
        .values_list(Value(viewer.user_id, output_field=UUIDField()), "id")
        for viewer, row_ids in wanted.items()
    ]
    seen: set[tuple[UUID, UUID]] = set()
    for start in range(0, len(asked), _AT_ONCE):
        first, *others = asked[start : start + _AT_ONCE]
        seen.update(first.union(*others, all=True) if others else first)
    return seen
