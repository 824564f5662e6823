"""Reads. Every public selector takes the viewer; sums for the apps above are expressions of theirs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import (
    DecimalField,
    Expression,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from apps.accounts import visibility
from apps.audit import selectors as audit
from apps.kernel import clock, money
from apps.kernel.actor import Actor
from apps.ledger.chart import Account
from apps.ledger.models import JournalEntry, JournalLine

_MONEY: "DecimalField[Any, Any]" = DecimalField(max_digits=30, decimal_places=2)
_BALANCE = Sum(F("debit") - F("credit"), output_field=_MONEY)


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """Both sides of one account, in dollars, and debit less credit."""

    account: str
    debit: Decimal
    credit: Decimal

    @property
    def balance(self) -> Decimal:
        """Debit less credit; negative where the account is a liability or income."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every account at the end of a day, in the order of the chart.

    Args:
        application_id: None for the whole book that the viewer may see.
    """

    application_id: UUID | None
    as_of: date
    accounts: list[AccountBalance]

    @property
    def total_debit(self) -> Decimal:
        """The sum of all debits; equal to that of all credits."""
        return sum((each.debit for each in self.accounts), money.ZERO)

    @property
    def total_credit(self) -> Decimal:
        """The sum of all credits."""
        return sum((each.credit for each in self.accounts), money.ZERO)


def entry_list(*, viewer: Actor) -> QuerySet[JournalEntry]:
    """Return the entries that `viewer` may see with their lines, in two queries."""
    lines = JournalLine.objects.order_by("id")  # ids are given in the order of the posting
    rows = JournalEntry.objects.filter(_visible(viewer))
    return rows.prefetch_related(Prefetch("lines", queryset=lines))


def entry_tally(*, viewer: Actor) -> int | None:
    """Return how many entries there are, for who sees all of them; others' have to be counted."""
    return audit.tally("ledger_journalentry") if visibility.sees_everything(viewer) else None


def balance_get(
    *, viewer: Actor, application_id: UUID | None = None, as_of: date | None = None
) -> TrialBalance:
    """Return the trial balance of one application, or of the whole book `viewer` may see, in one query.

    Args:
        application_id: one that does not exist or is not visible has balances of 0.00.
        as_of: entries that take effect later do not count; today when it is left out.
    """
    day = as_of or clock.today()
    lines = JournalLine.objects.filter(_visible(viewer), entry__effective_on__lte=day)
    if application_id is not None:
        lines = lines.filter(application_id=application_id)
    sums = {
        row["account"]: row
        for row in lines.order_by().values("account").annotate(debits=Sum("debit"), credits=Sum("credit"))
    }
    nothing = {"debits": money.ZERO, "credits": money.ZERO}
    found = [(account.value, sums.get(account.value, nothing)) for account in Account]
    accounts = [AccountBalance(name, row["debits"], row["credits"]) for name, row in found]
    return TrialBalance(application_id, day, accounts)


def balance_of(*, application_id: UUID, account: Account) -> Decimal:
    """Return debit less credit of one account; for rules of the apps above, which know who asks."""
    rows = JournalLine.objects.filter(application_id=application_id, account=account.value)
    found: Decimal | None = rows.aggregate(balance=_BALANCE)["balance"]
    return found if found is not None else money.ZERO


def balance_beside(reference: str, account: Account) -> Expression:
    """Return the balance of one account as a column beside rows whose `reference` is an application's id."""
    sums = (
        JournalLine.objects.filter(application_id=OuterRef(reference), account=account.value)
        .order_by()
        .values("application_id")
        .annotate(balance=_BALANCE)
        .values("balance")
    )
    return Coalesce(Subquery(sums, output_field=_MONEY), Value(money.ZERO), output_field=_MONEY)


def has_entries(*, application_id: UUID) -> bool:
    """Tell whether anything was ever posted for an application."""
    return JournalEntry.objects.filter(application_id=application_id).exists()


def _visible(viewer: Actor) -> Q:
    """Entries, or lines, of applications that `viewer` may see; the book of no application is the admins'."""
    return visibility.of_visible(viewer)
