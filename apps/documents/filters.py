"""Query parameters of the lists."""

from apps.accounts import visibility
from apps.borrowers import selectors as borrowers
from apps.documents.audience import AUDIENCES
from apps.documents.models import TYPES
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
