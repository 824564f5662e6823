"""Query parameters of the lists."""

from apps.accounts import visibility
from apps.fees.models import COLLECTS, KINDS, METHODS, STATUSES
from apps.kernel.filters import ListFilter
from apps.kernel.parameters import BooleanFilter, ChoiceFilter, DateFilter, UUIDFilter


class FeeDefinitionFilter(ListFilter):
    """`GET /fee-definitions/`."""

    kind = ChoiceFilter(choices=KINDS)
    method = ChoiceFilter(choices=METHODS)
    is_active = BooleanFilter()

    ordering_fields = {name: name for name in ("created_at", "code", "name")}
    search_fields = ("code", "name")


class FeeFilter(ListFilter):
    """`GET /fees/`."""

    application_id = UUIDFilter(among=visibility.application_ids)
    kind = ChoiceFilter(choices=KINDS)
    status = ChoiceFilter(choices=STATUSES)
    collect = ChoiceFilter(choices=COLLECTS)
    due_after = DateFilter(field_name="due_on", lookup_expr="gte")
    due_before = DateFilter(field_name="due_on", lookup_expr="lte")

    ordering_fields = {name: name for name in ("created_at", "due_on", "gross", "status")}
    search_fields = ("description",)


class FundingTableFilter(ListFilter):
    """`GET /applications/{application_id}/funding-tables/`."""

    ordering_fields = {"number": "number", "created_at": "created_at"}
    default_ordering = ("-number",)
