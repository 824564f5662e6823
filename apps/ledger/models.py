"""The journal. Rows are only ever added: the database refuses UPDATE and DELETE, see migration 0002."""

from typing import Any, ClassVar

import uuid_utils.compat
from django.db import models
from django.db.models import Q

from apps.kernel import clock
from apps.ledger.chart import ACCOUNTS
from apps.ledger.posting import KINDS


class JournalEntry(models.Model):
    """Lines that belong together. That they balance, and that `seq` has no gaps, is checked at the commit."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    # An id, because applications lie above; None is the book of what belongs to no application.
    application_id = models.UUIDField(null=True)
    seq = models.PositiveIntegerField()
    kind = models.TextField(choices=[(kind, kind) for kind in KINDS])
    posted_at = models.DateTimeField(default=clock.now)
    effective_on = models.DateField()
    description = models.TextField()
    # What it was posted for: a fee, a payment, ...; both or neither.
    source_type = models.TextField(null=True)  # noqa: DJ001 - the wire says null, not ""
    source_id = models.UUIDField(null=True)
    reverses = models.OneToOneField(
        "ledger.JournalEntry", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # also the index of one application's journal
            models.UniqueConstraint(
                fields=["application_id", "seq"], name="ledger_entry_seq", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="ledger_entry_kind"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="ledger_entry_seq_from_one"),
            models.CheckConstraint(
                condition=Q(source_type=None, source_id=None)
                | Q(source_type__isnull=False, source_id__isnull=False),
                name="ledger_entry_source",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # the journal as everybody first sees it, newest first
            models.Index(fields=["-posted_at", "-id"], name="ledger_newest"),
            # effective_after, effective_before and the ordering by day
            models.Index(fields=["effective_on", "id"], name="ledger_effective"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.seq}"

    @property
    def source(self) -> dict[str, Any] | None:
        """What it was posted for."""
        return {"type": self.source_type, "id": self.source_id} if self.source_type else None


class JournalLine(models.Model):
    """An amount of one account, on one side."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    entry = models.ForeignKey("ledger.JournalEntry", on_delete=models.PROTECT, related_name="lines")
    # The entry's, said again so that a balance is a sum over one index.
    application_id = models.UUIDField(null=True)
    account = models.TextField(choices=[(account, account) for account in ACCOUNTS])
    debit = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    credit = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(account__in=ACCOUNTS), name="ledger_line_account"),
            models.CheckConstraint(
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0), name="ledger_line_one_sided"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # what an application owes, on every page of applications: the sum is read from the index alone
            models.Index(
                fields=["application_id", "account"], include=["debit", "credit"], name="ledger_balance"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.debit} {self.credit}"
