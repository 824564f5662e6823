"""Query parameters of the global search."""

from typing import Any

from django.db.models import QuerySet

from apps.kernel.filters import ListFilter
from apps.kernel.parameters import ChoiceInFilter
from apps.search.kinds import NAMES


class SearchFilter(ListFilter):
    """`GET /search/`."""

    type_in = ChoiceInFilter(choices=NAMES)

    required = ("search",)
    search_fields = ("title",)  # where each kind is searched, the kind says

    def rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return what was found, ordered; it was searched and filtered kind by kind."""
        return queryset.order_by(*self._ordering({}))
