"""Query parameters of the lists."""

from typing import Any

from django.db.models import QuerySet

from apps.accounts import visibility
from apps.borrowers import selectors as borrowers
from apps.documents import selectors
from apps.documents.audience import AUDIENCES
from apps.documents.models import REQUEST_STATUSES, TYPES
from apps.kernel.filters import ListFilter
from apps.kernel.parameters import BooleanFilter, ChoiceFilter, UUIDFilter


class DocumentFilter(ListFilter):
    """`GET /documents/`."""

    application_id = UUIDFilter(among=visibility.application_ids)
    borrower_id = UUIDFilter(among=borrowers.borrower_list)
    type = ChoiceFilter(choices=TYPES)
    audience = ChoiceFilter(choices=AUDIENCES)
    is_locked = BooleanFilter()

    ordering_fields = {name: name for name in ("created_at", "title", "type")}
    search_fields = ("title", "description")


class MineFilter(BooleanFilter):
    """Whether the viewer has made the request, or is asked to sign."""

    def filter(self, qs: QuerySet[Any], value: bool | None) -> QuerySet[Any]:
        """Return those that concern the viewer, or those that do not."""
        if value is None:
            return qs
        own = selectors.concerning(self.parent.viewer)
        return qs.filter(own) if value else qs.exclude(own)


class SignatureRequestFilter(ListFilter):
    """`GET /signature-requests/`."""

    status = ChoiceFilter(choices=REQUEST_STATUSES, field_name="state")
    application_id = UUIDFilter(field_name="document__application_id", among=visibility.application_ids)
    mine = MineFilter()

    ordering_fields = {name: name for name in ("created_at", "expires_at")}
