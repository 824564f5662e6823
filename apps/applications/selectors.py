"""Reads. Every public selector takes the viewer: what you may not see does not exist.

Those without a viewer are for handlers and for work that the clock asks for; nobody reads their answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)

from apps.accounts import visibility
from apps.applications import guards, lifecycle
from apps.applications.lifecycle import Guard, Stage
from apps.applications.models import (
    Application,
    ApplicationBorrower,
    ApplicationGuarantor,
    SecurityProperty,
    StageEvent,
    Valuation,
)
from apps.applications.visibility import visible_applications
from apps.audit import selectors as audit
from apps.brokers import selectors as brokers
from apps.kernel import clock
from apps.kernel.actor import Actor, Role
from apps.kernel.errors import NotFound
from apps.kernel.models import found
from apps.ledger import selectors as ledger
from apps.ledger.chart import Account

# What a name on an application does not need; a page of them would read thousands of amounts for nothing.
_HEAVY = ("income", "expenses", "assets", "liabilities")


class ApplicationNotFound(NotFound):
    """No such application, or not visible to you."""

    code = "application.not_found"


class LinkNotFound(NotFound):
    """Nobody of this id stands on the application."""

    code = "application.link_not_found"


class SecurityPropertyNotFound(NotFound):
    """No such security property, or not visible to you."""

    code = "application.security_property_not_found"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who signs in and has to do with an application."""

    application_id: UUID
    role: Role
    user_id: UUID


@dataclass(frozen=True, slots=True)
class Transition:
    """A move that the viewer's role may make, and what still stands in its way."""

    to: Stage
    unmet_guards: list[Guard]


def application_list(*, viewer: Actor) -> QuerySet[Application]:
    """Return the applications `viewer` may see, with all that they show, in five queries."""
    return (
        visible_applications(viewer)
        .annotate(
            # What is owed is what the ledger says. Each is a sum over one application's lines of one account,
            # read from the index ledger_balance; a page reads it for its own rows only.
            outstanding_principal=ledger.balance_beside("id", Account.LOAN_RECEIVABLE),
            unpaid_fees=ledger.balance_beside("id", Account.FEES_RECEIVABLE),
        )
        .select_related("broker")
        .prefetch_related(
            Prefetch("borrower_links", queryset=_borrower_links(viewer)),
            Prefetch("guarantor_links", queryset=_guarantor_links(viewer)),
            Prefetch("security_properties", queryset=_with_latest_valuation()),
        )
    )


def application_tally(*, viewer: Actor, stages: Iterable[str]) -> int | None:
    """Return how many applications there are in some stages, for who sees all; others' have to be counted."""
    if not visibility.sees_everything(viewer):
        return None
    return audit.tally(*(f"applications_application:{stage}" for stage in stages))


def broker_application_list(*, viewer: Actor, broker_id: UUID) -> QuerySet[Application]:
    """Return the applications of one broker that `viewer` may see."""
    return application_list(viewer=viewer).filter(broker_id=broker_id)


def application_find(*, viewer: Actor, application_id: UUID) -> Application:
    """Return one visible application without what stands on it and below it.

    Raises:
        ApplicationNotFound: no such application, or not visible to `viewer`.
    """
    return found(visible_applications(viewer), application_id, ApplicationNotFound)


def application_get(*, viewer: Actor, application_id: UUID) -> Application:
    """Return one visible application with all that it shows.

    Raises:
        ApplicationNotFound: no such application, or not visible to `viewer`.
    """
    return found(application_list(viewer=viewer), application_id, ApplicationNotFound)


def application_get_for_update(*, viewer: Actor, application_id: UUID) -> Application:
    """Return one visible application, locked for a change of it or of anything below it.

    Raises:
        ApplicationNotFound: no such application, or not visible to `viewer`.
    """
    rows = visible_applications(viewer).select_for_update(no_key=True)
    return found(rows, application_id, ApplicationNotFound)


def application_hold(*, viewer: Actor, application_id: UUID, missing: type[NotFound]) -> Application:
    """Lock the application that a row just seen belongs to: always before the row itself.

    Raises:
        NotFound: `missing`, when it was deleted or handed to somebody else since the row was seen.
    """
    return found(visible_applications(viewer).select_for_update(no_key=True), application_id, missing)


def application_held(*, application_id: UUID) -> Application:
    """Return the application that an event is about, for handlers: its publisher holds the row.

    The one read without a viewer: who may do what was judged before the event.
    """
    return Application.objects.get(id=application_id)


def application_get_for_handover(*, viewer: Actor, application_id: UUID) -> Application:
    """Return one visible application, locked for a change that may hand it to another broker or BDM.

    Raises:
        ApplicationNotFound: no such application, or not visible to `viewer`.
    """
    brokers.moves_wait()  # before the row: whoever moves waits for the rows of the applications
    return application_get_for_update(viewer=viewer, application_id=application_id)


def application_get_for_delete(*, viewer: Actor, application_id: UUID) -> Application:
    """Return one visible application, locked against references too.

    Raises:
        ApplicationNotFound: no such application, or not visible to `viewer`.
    """
    return found(visible_applications(viewer).select_for_update(), application_id, ApplicationNotFound)


def borrower_link_get_for_update(*, viewer: Actor, application_id: UUID, borrower_id: UUID) -> Application:
    """Return the locked application on which the borrower stands; it carries the version of its links.

    Raises:
        ApplicationNotFound: no such application, or not visible to `viewer`.
        LinkNotFound: this borrower does not stand on it.
    """
    application = application_get_for_update(viewer=viewer, application_id=application_id)
    if not application.borrower_links.filter(borrower_id=borrower_id).exists():
        raise LinkNotFound
    return application


def guarantor_link_get_for_update(*, viewer: Actor, application_id: UUID, guarantor_id: UUID) -> Application:
    """Return the locked application on which the guarantor stands; it carries the version of its links.

    Raises:
        ApplicationNotFound: no such application, or not visible to `viewer`.
        LinkNotFound: this guarantor does not stand on it.
    """
    application = application_get_for_update(viewer=viewer, application_id=application_id)
    if not application.guarantor_links.filter(guarantor_id=guarantor_id).exists():
        raise LinkNotFound
    return application


def book_of(*, broker_id: UUID) -> tuple[UUID, ...]:
    """Return the applications of one broker, for who acts on all of them at once."""
    return tuple(Application.objects.filter(broker_id=broker_id).values_list("id", flat=True))


def parties(*, application_ids: Iterable[UUID]) -> list[Party]:
    """Return who signs in and works on these applications, or stands on them, in two queries.

    Whether they may see them is not said here: `visibility` says it.
    """
    wanted = set(application_ids)
    desks: Iterable[tuple[UUID, UUID | None, UUID | None]] = Application.objects.filter(
        id__in=wanted
    ).values_list("id", "broker__user_id", "bdm__user_id")
    people = [
        Party(application_id, role, user_id)
        for application_id, broker_id, bdm_id in desks
        for role, user_id in ((Role.BROKER, broker_id), (Role.BDM, bdm_id))
        if user_id is not None
    ]
    links: Iterable[tuple[UUID, UUID | None]] = ApplicationBorrower.objects.filter(
        application_id__in=wanted
    ).values_list("application_id", "borrower__user_id")
    people += [
        Party(application_id, Role.BORROWER, user_id)
        for application_id, user_id in links
        if user_id is not None
    ]
    return people


def stale_list(*, before: datetime) -> QuerySet[StageEvent]:
    """Return the stays in a stage that began before an instant and should have ended: their first event."""
    newest = StageEvent.objects.filter(application_id=OuterRef("application_id")).order_by("-seq")
    waiting = [stage.value for stage, node in lifecycle.NODES.items() if node.stale_after_days is not None]
    return StageEvent.objects.filter(
        id=Subquery(newest.values("id")[:1]),
        application__stage__in=waiting,
        application__stage_since__lt=before,
    ).select_related("application")


def running_list() -> QuerySet[Application]:
    """Return the applications whose loans are paid out and not repaid."""
    return Application.objects.filter(stage=Stage.SETTLED)


def transition_list(*, viewer: Actor, application: Application) -> list[Transition]:
    """Return the moves that the viewer's role may make now, judged as if they took effect today."""
    edges = lifecycle.edges_from(Stage(application.stage), resume_stage=application.resumes_at)
    today = clock.today()
    return [
        Transition(edge.to_stage, guards.assess(application, edge, today))
        for edge in edges
        if viewer.role in edge.roles
    ]


def stage_event_list(*, viewer: Actor, application_id: UUID) -> QuerySet[StageEvent]:
    """Return the way one application has come, if `viewer` may see it."""
    visible = visible_applications(viewer).filter(id=application_id)
    return StageEvent.objects.filter(application_id__in=visible.values("id"))


def application_event_list(*, viewer: Actor, application_id: UUID) -> QuerySet[Any]:
    """Return what was done on the file of one application, if `viewer` may see it."""
    visible = visible_applications(viewer).filter(id=application_id)
    return audit.event_list(application_ids=visible.values("id"))


def security_property_get(*, viewer: Actor, security_property_id: UUID) -> SecurityProperty:
    """Return one property of a visible application, with its valuations, the newest first.

    Raises:
        SecurityPropertyNotFound: no such property, or not visible to `viewer`.
    """
    rows = _visible_properties(viewer).prefetch_related("valuations")
    return found(rows, security_property_id, SecurityPropertyNotFound)


def security_property_get_for_update(*, viewer: Actor, security_property_id: UUID) -> SecurityProperty:
    """Return one property, its application and itself locked in this order.

    Raises:
        SecurityPropertyNotFound: no such property, or not visible to `viewer`.
    """
    seen = found(_visible_properties(viewer), security_property_id, SecurityPropertyNotFound)
    application = application_hold(
        viewer=viewer, application_id=seen.application_id, missing=SecurityPropertyNotFound
    )
    rows = SecurityProperty.objects.select_for_update(no_key=True).filter(application=application)
    locked = found(rows, security_property_id, SecurityPropertyNotFound)
    locked.application = application  # the locked row itself, not a second copy of it
    return locked


def values_of(application: Application) -> list[Decimal | None]:
    """Return what each property was last found to be worth; None for those never valued."""
    latest = Valuation.objects.filter(security_property_id=OuterRef("id")).values("amount")[:1]
    rows = SecurityProperty.objects.filter(application_id=application.id)
    return list(rows.order_by("id").annotate(value=latest).values_list("value", flat=True))


def is_signed(application: Application) -> bool:
    """Tell whether every borrower with a login has signed the application form, and at least one has."""
    able = application.borrower_links.filter(borrower__user__isnull=False)
    return able.exists() and not able.filter(signature=None).exists()


def _borrower_links(viewer: Actor) -> QuerySet[ApplicationBorrower]:
    """Return links that say whether the viewer may know whose they are; of borrowers, a borrower may not."""
    own = ExpressionWrapper(Q(borrower__user_id=viewer.user_id), output_field=BooleanField())
    return (
        ApplicationBorrower.objects.select_related("borrower")
        .defer(*(f"borrower__{name}" for name in _HEAVY))
        .annotate(is_known=own if viewer.role is Role.BORROWER else Value(True))
        .order_by("-role", "id")  # the primary borrower first
    )


def _guarantor_links(viewer: Actor) -> QuerySet[ApplicationGuarantor]:
    return (
        ApplicationGuarantor.objects.select_related("guarantor")
        .annotate(is_known=Value(viewer.role is not Role.BORROWER))
        .order_by("id")
    )


def _with_latest_valuation() -> QuerySet[SecurityProperty]:
    latest = Valuation.objects.order_by("security_property_id", "-valued_on", "-id")
    return SecurityProperty.objects.order_by("created_at", "id").prefetch_related(
        Prefetch("valuations", queryset=latest.distinct("security_property_id"))
    )


def _visible_properties(viewer: Actor) -> QuerySet[SecurityProperty]:
    visible = visible_applications(viewer).filter(id=OuterRef("application_id"))
    return SecurityProperty.objects.filter(Exists(visible))
