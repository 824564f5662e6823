"""What is due on a day, whoever is to be told and whether they were told before.

| kind | object | thresholds, days | told to | type |
| --- | --- | --- | --- | --- |
| fee_due | fee, pending | 7 before | broker, borrower | fee_due |
| repayment_upcoming | repayment, not paid | 7 before | borrower | repayment_upcoming |
| repayment_overdue | the same | 3 and 7 after; 10 after | borrower; BDM | repayment_overdue |
| interest_due | the same, its interest not paid | 14 before | borrower | system |
| stale_application | application, for each stay in a stage | 14 in it | BDM | system |
| loan_expiry | application, running | 30 before | broker, BDM, borrower | system |
| note_reminder | note | on its day | author | note_reminder |

Source: domain.md, section 9, "Notification types"
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from apps.accounts.preferences import NotificationType
from apps.applications import selectors as applications
from apps.fees import selectors as fees
from apps.kernel import clock
from apps.kernel.actor import Role
from apps.notes import selectors as notes
from apps.notifications import wording
from apps.notifications.wording import Words
from apps.repayments import selectors as repayments

_SOON, _INTEREST, _STALE, _EXPIRY = 7, 14, 14, 30
_OVERDUE = ((3, Role.BORROWER), (7, Role.BORROWER), (10, Role.BDM))
_AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to remind those of one role of.

    Args:
        occasion_id: what is reminded of once: the object, or a stay in a stage.
        threshold: days before or after the day that counts; within a kind and role, a higher one comes later.
        author_id: whom to tell, where it is not everybody of the role `to`.
    """

    kind: str
    type: NotificationType
    words: Words
    object_type: str
    object_id: UUID
    occasion_id: UUID
    threshold: int
    application_id: UUID | None
    to: Role = Role.BORROWER
    author_id: UUID | None = None

    @property
    def role(self) -> str:
        """The role under which it is remembered that it was told."""
        return _AUTHOR if self.author_id is not None else self.to.value


def everything(as_of: date) -> Iterator[Due]:
    """Return all that is due on a day, in seven queries."""
    yield from _fees(as_of)
    yield from _upcoming(as_of)
    yield from _overdue(as_of)
    yield from _stale(as_of)
    yield from _expiring(as_of)
    yield from _notes(as_of)


def _fees(as_of: date) -> Iterator[Due]:
    for fee in fees.falling_due(until=_later(as_of, _SOON)):
        if fee.due_on is None:
            continue
        words = wording.fee_due(fee.application.reference, fee.description, fee.gross, fee.due_on)
        for role in (Role.BROKER, Role.BORROWER):
            yield Due(
                "fee_due",
                NotificationType.FEE_DUE,
                words,
                "fee",
                fee.id,
                fee.id,
                _SOON,
                fee.application_id,
                to=role,
            )


def _upcoming(as_of: date) -> Iterator[Due]:
    """Return instalments and interest that fall due soon."""
    for row in repayments.unpaid_list(after=as_of, until=_later(as_of, _INTEREST)):
        reference = row.schedule.application.reference
        interest = row.interest_due - row.paid_interest
        if interest > 0:
            yield Due(
                "interest_due",
                NotificationType.SYSTEM,
                wording.interest_due(reference, row.number, interest, row.due_on),
                "repayment",
                row.id,
                row.id,
                _INTEREST,
                row.application_id,
            )
        if row.due_on <= _later(as_of, _SOON):
            left = row.amount - row.paid_interest - row.paid_principal
            yield Due(
                "repayment_upcoming",
                NotificationType.REPAYMENT_UPCOMING,
                wording.repayment_upcoming(reference, row.number, left, row.due_on),
                "repayment",
                row.id,
                row.id,
                _SOON,
                row.application_id,
            )


def _overdue(as_of: date) -> Iterator[Due]:
    first = min(threshold for threshold, _ in _OVERDUE)
    for row in repayments.unpaid_list(after=date.min, until=_earlier(as_of, first)):
        left = row.amount - row.paid_interest - row.paid_principal
        words = wording.repayment_overdue(row.schedule.application.reference, row.number, left, row.due_on)
        for threshold, role in _OVERDUE:
            if (as_of - row.due_on).days >= threshold:
                yield Due(
                    "repayment_overdue",
                    NotificationType.REPAYMENT_OVERDUE,
                    words,
                    "repayment",
                    row.id,
                    row.id,
                    threshold,
                    row.application_id,
                    to=role,
                )


def _stale(as_of: date) -> Iterator[Due]:
    for stay in applications.stale_list(before=clock.day_end(_earlier(as_of, _STALE))):
        application = stay.application
        yield Due(
            "stale_application",
            NotificationType.SYSTEM,
            wording.stale(
                application.reference, application.stage, clock.business_day(application.stage_since)
            ),
            "application",
            application.id,
            stay.id,
            _STALE,
            application.id,
            to=Role.BDM,
        )


def _expiring(as_of: date) -> Iterator[Due]:
    for application in applications.running_list():
        expires_on = application.expires_on
        if expires_on is None or expires_on > _later(as_of, _EXPIRY):
            continue
        for role in (Role.BROKER, Role.BDM, Role.BORROWER):
            yield Due(
                "loan_expiry",
                NotificationType.SYSTEM,
                wording.expiring(application.reference, expires_on),
                "application",
                application.id,
                application.id,
                _EXPIRY,
                application.id,
                to=role,
            )


def _notes(as_of: date) -> Iterator[Due]:
    for note in notes.remembering(until=as_of):
        yield Due(
            "note_reminder",
            NotificationType.NOTE_REMINDER,
            wording.note(note.body),
            "note",
            note.id,
            note.id,
            0,
            note.application_id,
            author_id=note.author_id,
        )


def _later(day: date, days: int) -> date:
    """Return a day some days later; the last day that there is, where there is none."""
    return day + timedelta(days=min(days, (date.max - day).days))


def _earlier(day: date, days: int) -> date:
    return day - timedelta(days=min(days, (day - date.min).days))
