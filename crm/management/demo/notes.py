"""Notes of the demo: to everybody, to the office, and to oneself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from apps.kernel import clock
from apps.notes.services import note_create
from crm.management.demo import people


@dataclass(frozen=True, slots=True)
class _Words:
    """One note.

    Args:
        about: row of the demo, such as `borrower/harbour`.
        by: name of a demo user before the @.
        days: until its author is reminded; 0 for no reminder.
    """

    about: str
    by: str
    audience: str
    body: str
    days: int = 0


_NOTES = (
    _Words(
        "application/inquiry/sophie", "broker", "broker", "Sophie is abroad until Friday: call her then.", 5
    ),
    _Words(
        "application/iloo_issued/yarra",
        "bdm2",
        "internal",
        "The second director wants his lawyer to read the letter first.",
        7,
    ),
    _Words(
        "application/commitment_fee_paid/borrower",
        "broker",
        "shared",
        "Please bring the lease of the shop to our meeting.",
    ),
    _Words(
        "application/commitment_fee_paid/borrower", "borrower", "shared", "The lease is with my accountant."
    ),
    _Words(
        "application/valuation_received/sophie",
        "admin",
        "internal",
        "The valuer has not been inside: ask whether the kitchen is done.",
    ),
    _Words(
        "application/settled/borrower", "bdm", "private", "Offer to refinance at the end of the term.", 30
    ),
    _Words(
        "borrower/harbour",
        "broker",
        "broker",
        "Sophie Clarke signs alone; the second director resigned last year.",
    ),
)


def build(users: Mapping[str, UUID]) -> None:
    """Write them.

    Args:
        users: id of each demo user, by the name before the @.
    """
    for words in _NOTES:
        note_create(
            body=words.body,
            audience=words.audience,
            actor=people.actor_of(users, words.by),
            remind_on=clock.today() + timedelta(days=words.days) if words.days else None,
            **people.belonging_to(words.about),
        )
