"""Query parameters of the lists."""

from apps.brokers import selectors
from apps.kernel.filters import ListFilter
from apps.kernel.parameters import BooleanFilter, UUIDFilter


class BranchFilter(ListFilter):
    """`GET /branches/`."""

    is_active = BooleanFilter()

    ordering_fields = {name: name for name in ("created_at", "name")}
    search_fields = ("name",)


class BdmFilter(ListFilter):
    """`GET /bdms/`."""

    branch_id = UUIDFilter(among=selectors.branch_list)

    ordering_fields = {name: name for name in ("created_at", "name", "email")}
    search_fields = ("name", "email")


class BrokerFilter(ListFilter):
    """`GET /brokers/`."""

    branch_id = UUIDFilter(among=selectors.branch_list)
    bdm_id = UUIDFilter(field_name="default_bdm_id", among=selectors.bdm_list)
    is_active = BooleanFilter()

    ordering_fields = {name: name for name in ("created_at", "name", "company", "email")}
    search_fields = ("name", "company", "email")
