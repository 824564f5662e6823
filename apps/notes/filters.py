"""Query parameters of the lists."""

from apps.accounts import visibility
from apps.borrowers import selectors as borrowers
from apps.documents.audience import AUDIENCES
from apps.kernel.filters import ListFilter
from apps.kernel.parameters import ChoiceFilter, DateFilter, UUIDFilter


class NoteFilter(ListFilter):
    """`GET /notes/`."""

    application_id = UUIDFilter(among=visibility.application_ids)
    borrower_id = UUIDFilter(among=borrowers.borrower_list)
    audience = ChoiceFilter(choices=AUDIENCES)
    author_id = UUIDFilter(field_name="created_by")
    remind_after = DateFilter(field_name="remind_on", lookup_expr="gte")
    remind_before = DateFilter(field_name="remind_on", lookup_expr="lte")

    ordering_fields = {name: name for name in ("created_at", "remind_on")}
    search_fields = ("body",)
