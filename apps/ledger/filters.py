"""Query parameters."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from apps.accounts import visibility
from apps.kernel.filters import ListFilter, QueryFilter
from apps.kernel.parameters import AsOfFilter, ChoiceFilter, DateFilter, UUIDFilter
from apps.ledger.chart import ACCOUNTS
from apps.ledger.models import JournalLine
from apps.ledger.posting import KINDS


class AccountFilter(ChoiceFilter):
    """Entries with a line on an account; a join would show an entry once for each."""

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        """Return the entries that touch the account."""
        if not value:
            return qs
        return qs.filter(Exists(JournalLine.objects.filter(entry_id=OuterRef("id"), account=value)))


class JournalEntryFilter(ListFilter):
    """`GET /ledger/entries/`."""

    application_id = UUIDFilter(among=visibility.application_ids)
    account = AccountFilter(choices=ACCOUNTS)
    kind = ChoiceFilter(choices=KINDS)
    effective_after = DateFilter(field_name="effective_on", lookup_expr="gte")
    effective_before = DateFilter(field_name="effective_on", lookup_expr="lte")

    ordering_fields = {name: name for name in ("posted_at", "effective_on", "seq")}
    default_ordering = ("-posted_at",)


class BalanceQuery(QueryFilter):
    """`GET /ledger/balances/`."""

    application_id = UUIDFilter(among=visibility.application_ids)
    as_of = AsOfFilter()
