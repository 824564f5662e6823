"""Query parameters of the lists."""

from apps.accounts import visibility
from apps.kernel.filters import ListFilter
from apps.kernel.parameters import (
    BooleanFilter,
    BusinessDayFilter,
    ChoiceFilter,
    ChoiceInFilter,
    UUIDFilter,
)
from apps.notifications.models import TYPES


class NotificationFilter(ListFilter):
    """`GET /notifications/`."""

    is_read = BooleanFilter()
    type = ChoiceFilter(choices=TYPES)
    type_in = ChoiceInFilter(field_name="type", choices=TYPES)
    application_id = UUIDFilter(among=visibility.application_ids)
    created_after = BusinessDayFilter(field_name="created_at", after=True)
    created_before = BusinessDayFilter(field_name="created_at", after=False)

    ordering_fields = {name: name for name in ("created_at", "seq", "type")}
    search_fields = ("title", "message")
