"""Query parameters of the lists."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.accounts import visibility
from apps.borrowers import kinds, selectors
from apps.borrowers.models import RESIDENCIES
from apps.brokers import selectors as brokers
from apps.kernel.addresses import STATES
from apps.kernel.filters import ListFilter
from apps.kernel.parameters import ChoiceFilter, ChoiceInFilter, UUIDFilter


class _OnApplicationFilter(UUIDFilter):
    """Guarantors on one application; the links lie above this app, so visibility answers."""

    def pointing(self, qs: QuerySet[Any], value: UUID) -> QuerySet[Any]:
        """Return the guarantors on the application."""
        return qs.filter(id__in=visibility.guarantor_ids(self.parent.viewer, value))


class BorrowerFilter(ListFilter):
    """`GET /borrowers/`."""

    kind = ChoiceFilter(choices=kinds.BORROWER)
    kind_in = ChoiceInFilter(field_name="kind", choices=kinds.BORROWER)
    state = ChoiceFilter(field_name="residential_address__state", choices=STATES)
    residency = ChoiceFilter(choices=RESIDENCIES)
    broker_id = UUIDFilter(among=brokers.broker_list)

    ordering_fields = {name: name for name in ("created_at", "updated_at", "kind", "email")}
    search_fields = ("first_name", "last_name", "company_name", "trust_name", "trustee", "email")


class GuarantorFilter(ListFilter):
    """`GET /guarantors/`."""

    borrower_id = UUIDFilter(among=selectors.borrower_list)
    application_id = _OnApplicationFilter(among=visibility.application_ids)

    ordering_fields = {name: name for name in ("created_at", "email")}
    search_fields = ("first_name", "last_name", "company_name", "email")
