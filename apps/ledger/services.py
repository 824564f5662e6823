"""Writes: entries are only ever added."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from apps.accounts import visibility
from apps.audit.services import event_record
from apps.kernel import clock, locks
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict, Invalid
from apps.ledger import posting as rules
from apps.ledger.chart import Account
from apps.ledger.models import JournalEntry, JournalLine
from apps.ledger.posting import Kind, Line, Posting

_UNASSIGNED = "ledger:unassigned"


class UnknownApplication(Invalid):
    """No such application, or not visible to you."""

    code = "ledger.unknown_application"


class InFuture(Invalid):
    """The day on which the entry takes effect has not come yet."""

    code = "ledger.future"


class NotReversible(Conflict):
    """The entry was reversed before, or is a reversal itself."""

    code = "ledger.not_reversible"


def entry_post(
    *,
    application_id: UUID | None,
    posting: Posting,
    effective_on: date,
    description: str,
    source: tuple[str, UUID] | None,
    actor_id: UUID | None,
    reverses: JournalEntry | None = None,
) -> JournalEntry:
    """Append an entry. The caller is in a transaction and holds the row of the application.

    Args:
        application_id: None for the book of what belongs to no application; it has a lock of its own.
        effective_on: business day from which the entry counts in balances.
        source: type and id of what it is posted for.
        actor_id: who did it; goes to the log, the caller records the event.

    Source: domain.md, section 7
    """
    if application_id is None:
        locks.hold(_UNASSIGNED)
    book = JournalEntry.objects.filter(application_id=application_id)
    last = book.aggregate(last=Max("seq"))["last"] or 0
    source_type, source_id = source or (None, None)
    entry = JournalEntry.objects.create(
        application_id=application_id,
        seq=last + 1,  # nobody else counts meanwhile
        kind=posting.kind.value,
        posted_at=clock.now(),
        effective_on=effective_on,
        description=description,
        source_type=source_type,
        source_id=source_id,
        reverses=reverses,
    )
    JournalLine.objects.bulk_create(
        JournalLine(
            entry=entry,
            application_id=application_id,
            account=line.account.value,
            debit=line.debit,
            credit=line.credit,
        )
        for line in posting.lines
    )
    return entry


def entry_reverse(
    *,
    entry: JournalEntry,
    kind: Kind,
    effective_on: date,
    description: str,
    source: tuple[str, UUID] | None,
    actor_id: UUID | None,
) -> JournalEntry:
    """Append the contra entry of `entry`: every balance is as it was before it. See `entry_post`.

    Raises:
        NotReversible: it was reversed before, or is a reversal itself.
    """
    if entry.reverses_id is not None or JournalEntry.objects.filter(reverses=entry).exists():
        raise NotReversible
    lines = [
        Line(Account(line.account), debit=line.debit, credit=line.credit)
        for line in entry.lines.order_by("id")
    ]
    return entry_post(
        application_id=entry.application_id,
        posting=rules.contra(lines, kind),
        effective_on=effective_on,
        description=description,
        source=source,
        actor_id=actor_id,
        reverses=entry,
    )


@transaction.atomic
def ledger_entry_create(
    *,
    actor: Actor,
    effective_on: date,
    description: str,
    lines: Sequence[Mapping[str, Any]],
    application_id: UUID | None = None,
) -> JournalEntry:
    """Post an adjustment by hand.

    Args:
        lines: `{account, debit, credit}` each, in dollars, one of both 0.00.

    Raises:
        UnknownApplication: not visible to `actor`.
        InFuture: `effective_on` is after today.
        Invalid: one of `posting.ADJUSTMENT_REFUSALS`.
    """
    if effective_on > clock.today():
        raise InFuture(pointer="/body/effective_on")
    given = [Line(Account(line["account"]), debit=line["debit"], credit=line["credit"]) for line in lines]
    posting = rules.adjustment(given)
    if application_id is not None:
        # Its row is the lock of its journal; it lies above, so it is asked for through the registry.
        visible = visibility.application_ids(actor).select_for_update(no_key=True)
        if visible.filter(id=application_id).first() is None:
            raise UnknownApplication(pointer="/body/application_id")
    entry = entry_post(
        application_id=application_id,
        posting=posting,
        effective_on=effective_on,
        description=description,
        source=None,
        actor_id=actor.user_id,
    )
    event_record(
        actor_id=actor.user_id,
        action="ledger_entry_create",
        object_type="journal_entry",
        object_id=entry.id,
        application_id=application_id,
        changes={
            "description": [None, description],
            "lines": [None, [[line.account, line.debit, line.credit] for line in given]],
        },
    )
    return entry
