"""Query parameters of the lists."""

from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.applications.lifecycle import NODES, STAGES, Stage
from apps.applications.models import ApplicationBorrower
from apps.applications.models.application import APPLICATION_TYPES
from apps.borrowers import selectors as borrowers
from apps.brokers import selectors as brokers
from apps.kernel import clock
from apps.kernel.filters import ListFilter
from apps.kernel.parameters import (
    BooleanFilter,
    BusinessDayFilter,
    ChoiceFilter,
    ChoiceInFilter,
    MoneyFilter,
    UUIDFilter,
    WordFilter,
)

_NAMES = ("first_name", "last_name", "company_name", "trust_name")


class StaleFilter(BooleanFilter):
    """Longer in its stage than the stage graph allows for."""

    def filter(self, qs: QuerySet[Any], value: bool | None) -> QuerySet[Any]:
        """Return the applications that are stale, or those that are not."""
        if value is None:
            return qs
        now = clock.now()
        stale = reduce(
            or_,
            (
                Q(stage=stage.value, stage_since__lt=now - timedelta(days=node.stale_after_days))
                for stage, node in NODES.items()
                if node.stale_after_days is not None
            ),
        )
        return qs.filter(stale) if value else qs.exclude(stale)


def stages_shown(archived: str | None) -> list[str]:
    """Return the stages of the applications that a list shows, by what it says of `archived`."""
    closed = [Stage.CLOSED.value]
    others = [stage for stage in STAGES if stage not in closed]
    return {"false": others, "true": closed, "all": STAGES}[archived or ArchivedFilter.default]


class ArchivedFilter(ChoiceFilter):
    """What is closed is left out, unless it is asked for."""

    default = "false"

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=("false", "true", "all"), **options)

    @property
    def schema(self) -> dict[str, Any]:
        """The parameter's JSON Schema."""
        return {**super().schema, "default": self.default}

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Return the applications that are not closed, only those that are, or both."""
        return qs if value == "all" else qs.filter(stage__in=stages_shown(value))


class BrokerApplicationFilter(ListFilter):
    """`GET /brokers/{broker_id}/applications/`."""

    stage = ChoiceFilter(choices=STAGES)
    stage_in = ChoiceInFilter(field_name="stage", choices=STAGES)
    application_type = ChoiceFilter(choices=APPLICATION_TYPES)
    application_type_in = ChoiceInFilter(field_name="application_type", choices=APPLICATION_TYPES)
    bdm_id = UUIDFilter(among=brokers.bdm_list)
    branch_id = UUIDFilter(among=brokers.branch_list, field_name="broker__branch_id")
    borrower_id = UUIDFilter(among=borrowers.borrower_list, field_name="borrower_links__borrower_id")
    guarantor_id = UUIDFilter(among=borrowers.guarantor_list, field_name="guarantor_links__guarantor_id")
    loan_amount_gte = MoneyFilter(field_name="loan_amount", lookup_expr="gte")
    loan_amount_lte = MoneyFilter(field_name="loan_amount", lookup_expr="lte")
    created_after = BusinessDayFilter(field_name="created_at", after=True)
    created_before = BusinessDayFilter(field_name="created_at", after=False)
    is_stale = StaleFilter()
    archived = ArchivedFilter()

    ordering_fields = {
        name: name
        for name in (
            "created_at",
            "updated_at",
            "reference",
            "stage",
            "stage_since",
            "loan_amount",
            "estimated_settlement_on",
        )
    }
    search_fields = ("reference", "purpose")

    def matching(self, word: str) -> Q:
        """Return the condition that the application, or the name of one of its borrowers, holds `word`."""
        named = reduce(or_, (Q(**{f"borrower__{name}__icontains": word}) for name in _NAMES))
        borrowers_so_named = ApplicationBorrower.objects.filter(named, application_id=OuterRef("id"))
        return super().matching(word) | Q(Exists(borrowers_so_named))


class ApplicationFilter(BrokerApplicationFilter):
    """`GET /applications/`."""

    broker_id = UUIDFilter(among=brokers.broker_list)

    whole = (*BrokerApplicationFilter.whole, "archived")  # what is known, is known by stage


class StageEventFilter(ListFilter):
    """`GET /applications/{application_id}/stage-history/`."""

    ordering_fields = {"seq": "seq", "at": "at"}
    default_ordering = ("seq",)


class ApplicationEventFilter(ListFilter):
    """`GET /applications/{application_id}/events/`."""

    action = WordFilter()
    object_type = WordFilter()

    ordering_fields = {"at": "at"}
    default_ordering = ("-at",)
