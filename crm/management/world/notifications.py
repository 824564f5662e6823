"""What the people of the world were told: of every type, read and unread, some of it out of sight now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apps.notifications.models import Counter, Notification
from crm.management.world import add, world_id

_FIRST_DAY = datetime(2025, 8, 1, 3, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _News:
    """One notification: what it is about, and who has brought it about."""

    type: str
    application: str = ""
    about: str = ""
    by: str = ""


_INQUIRY, _APPROVED, _STRANGER = "application/inquiry", "application/formal_approval", "application/stranger"
_SETTLED = "application/settled"
# Every second one is read. One that is about a note is about one of the reader's own.
_EVERY = {
    "assigned": _News("application_assigned", _INQUIRY, _INQUIRY, "admin_stranger"),
    "moved": _News("application_stage_changed", "application/sent_to_lender", by="bdm_stranger"),
    "uploaded": _News("document_uploaded", about="document/of_borrower", by="admin_stranger"),
    "asked": _News("signature_requested", _APPROVED, "document/pending", "bdm_stranger"),
    "signed": _News("signature_completed", _APPROVED, "document/completed"),
    "fee": _News("fee_due", "application/app_submitted", "fee/pending"),
    "upcoming": _News("repayment_upcoming", _SETTLED, "repayment/settled/3"),
    "overdue": _News("repayment_overdue", _SETTLED, "repayment/settled/2"),
    "note": _News("note_reminder", _INQUIRY, "note/{}"),
    "system": _News("system"),
}
_STRANGERS = {
    "assigned": _News("application_assigned", _STRANGER, _STRANGER, "admin"),
    "uploaded": _News("document_uploaded", _STRANGER, "document/stranger", "admin"),
    "system": _News("system"),
}
# Out of sight: the application is somebody else's by now, or was deleted.
_HIDDEN = {
    "admin": "application/deleted",
    "admin_stranger": "application/deleted",
    "bdm": _STRANGER,
    "broker": _STRANGER,
    "borrower": "application/colleague",
    "bdm_stranger": _INQUIRY,
    "broker_stranger": _INQUIRY,
    "borrower_stranger": _INQUIRY,
}


def build() -> int:
    """Create what is missing and return how many notifications there are."""
    rows = [row for reader in _HIDDEN for row in _of(reader)]
    add(rows)
    # A counter that has counted on since stays as it is.
    add(
        Counter(user_id=world_id(f"user/{reader}"), last=max(row.seq for row in _of(reader)))
        for reader in _HIDDEN
    )
    return len(rows)


def _of(reader: str) -> Iterator[Notification]:
    """Return what a user was told; the numbers have no gap, though the last one is out of sight."""
    known = _STRANGERS if reader.endswith("_stranger") else _EVERY
    hidden = _News("application_stage_changed", _HIDDEN[reader], _HIDDEN[reader])
    first = _FIRST_DAY + timedelta(hours=list(_HIDDEN).index(reader))
    for seq, (name, news) in enumerate({**known, "hidden": hidden}.items(), start=1):
        told_at = first + timedelta(days=seq)
        read_at = told_at + timedelta(hours=9) if seq % 2 == 0 and name != "hidden" else None
        called = f"for-{reader.replace('_', '-')}-{name}"
        about = (news.about or news.application).format(reader)
        yield Notification(
            id=world_id(f"notification/{reader}_{name}"),
            user_id=world_id(f"user/{reader}"),
            seq=seq,
            type=news.type,
            title=f"Tidings {called}",
            message=f"What {called} is about",
            application_id=world_id(news.application) if news.application else None,
            object_type=about.partition("/")[0] or None,
            object_id=world_id(about) if about else None,
            is_read=read_at is not None,
            read_at=read_at,
            created_at=told_at,
            updated_at=read_at or told_at,
            version=1,
            created_by=world_id(f"user/{news.by}") if news.by else None,
        )
