"""What a notification says. Whoever is told sees the application, so its reference may stand here."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Words:
    """A title of a few words, and one sentence."""

    title: str
    message: str


def stage_changed(reference: str, from_stage: str, to_stage: str) -> Words:
    """An application has moved."""
    return Words(
        f"{reference}: {_plain(to_stage)}",
        f"The application {reference} moved from {_plain(from_stage)} to {_plain(to_stage)}.",
    )


def assigned(reference: str) -> Words:
    """An application was given to the reader."""
    return Words(f"{reference}: assigned to you", f"The application {reference} is yours to work on.")


def uploaded(title: str, number: int) -> Words:
    """A document, or its next version, was uploaded."""
    if number == 1:
        return Words(f"New document: {title}", f'The document "{title}" was uploaded.')
    return Words(f"New version: {title}", f'Version {number} of the document "{title}" was uploaded.')


def signature_requested(title: str) -> Words:
    """Somebody is asked to sign."""
    return Words(f"To be signed: {title}", f'Signatures are requested on the document "{title}".')


def signature_completed(title: str) -> Words:
    """Everybody has signed."""
    return Words(f"Signed: {title}", f'Everybody has signed the document "{title}".')


def fee_due(reference: str, description: str, gross: Decimal, due_on: date) -> Words:
    """A fee falls due."""
    return Words(
        f"{reference}: fee due on {due_on}",
        f'The fee "{description}" of {gross} dollars falls due on {due_on}.',
    )


def repayment_upcoming(reference: str, number: int, left: Decimal, due_on: date) -> Words:
    """An instalment falls due soon."""
    return Words(
        f"{reference}: repayment due on {due_on}",
        f"Of repayment {number}, {left} dollars fall due on {due_on}.",
    )


def repayment_overdue(reference: str, number: int, left: Decimal, due_on: date) -> Words:
    """An instalment was not paid in time."""
    return Words(
        f"{reference}: repayment overdue",
        f"Of repayment {number}, {left} dollars were due on {due_on}.",
    )


def interest_due(reference: str, number: int, left: Decimal, due_on: date) -> Words:
    """Interest falls due."""
    return Words(
        f"{reference}: interest due on {due_on}",
        f"Of the interest of repayment {number}, {left} dollars fall due on {due_on}.",
    )


def stale(reference: str, stage: str, since: date) -> Words:
    """Nothing has happened for too long."""
    return Words(
        f"{reference}: no progress",
        f"The application {reference} has stood in {_plain(stage)} since {since}.",
    )


def expiring(reference: str, expires_on: date) -> Words:
    """The loan is to be repaid."""
    return Words(
        f"{reference}: loan expires on {expires_on}", f"The loan {reference} is to be repaid by {expires_on}."
    )


def note(body: str) -> Words:
    """The reader wished to be reminded."""
    return Words("Reminder of your note", body)


def digest(period: str, lines: list[Words]) -> Words:
    """Several notifications in one mail."""
    listed = "\n".join(f"- {line.title}\n  {line.message}" for line in lines)
    return Words(f"Your {period} digest: {len(lines)} notifications", listed)


def _plain(stage: str) -> str:
    return stage.replace("_", " ")
