"""Applications: created, changed, deleted."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.applications import lifecycle, selectors, terms
from apps.applications.events import ApplicationAssigned, ApplicationDeleted, ViewersChanged
from apps.applications.lifecycle import CREATION, Stage
from apps.applications.models import Application, StageEvent, Valuation
from apps.applications.services.assignments import assignment_change, assignment_make, gone
from apps.applications.services.references import reference_take
from apps.applications.services.timeline import created, record
from apps.applications.terms import TERMS, Terms
from apps.kernel import clock, events, integrity
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict, Invalid
from apps.kernel.models import change
from apps.ledger import selectors as ledger

_NO_TERMS = dict.fromkeys((*TERMS, "instalment_amount"))


class TypeOtherUnexpected(Invalid):
    """Only an application of type "other" says which other type it is."""

    code = "application.type_other_unexpected"


class TermsLocked(Conflict):
    """The terms cannot change in this stage; from the formal approval on they never change."""

    code = "application.terms_locked"


class ApplicationInUse(Conflict):
    """The application has moved, or something refers to it; withdraw it instead."""

    code = "application.in_use"


@transaction.atomic
def application_create(*, actor: Actor, **values: Any) -> Application:
    """Create an application at stage inquiry, with the first event of its history.

    Raises:
        Invalid: no broker, one that is unknown or inactive, a BDM that is unknown or of another branch;
            a type in words that is not "other"; terms that no schedule could be made of.
    """
    assigned = assignment_make(actor, values)
    columns = _columns(values)
    _check_type_other(columns)
    now = clock.now()
    with integrity.references(gone(assigned)):
        application = Application.objects.create(
            **{**columns, **assigned},
            terms_version=0 if columns.get("loan_amount") is None else 1,
            reference=reference_take(clock.business_day(now)),
            stage_since=now,
            created_at=now,
            updated_at=now,
            created_by=actor.user_id,
        )
    StageEvent.objects.create(
        application=application, seq=1, to_stage=CREATION.to_stage.value, by=actor.user_id, at=now
    )
    record(actor, "application_create", application, created({**columns, **assigned}))
    _publish_assigned(application, ["bdm_id"], actor)
    return selectors.application_get(viewer=actor, application_id=application.id)


@transaction.atomic
def application_update(*, application_id: UUID, actor: Actor, **values: Any) -> Application:
    """Change an application; new terms are a new version of the terms.

    Raises:
        ApplicationNotFound: not visible to `actor`.
        AssignmentForbidden: a broker hands it to somebody else.
        Invalid: see `application_create`.
        TermsLocked: terms are given, even the same, where they cannot change.
    """
    application = selectors.application_get_for_handover(viewer=actor, application_id=application_id)
    assigned = assignment_change(actor, application, values)
    columns = _columns(values)
    _check_type_other(columns, application)
    if "terms" in values and not terms_editable(application):
        raise TermsLocked
    if any(columns[name] != getattr(application, name) for name in _NO_TERMS if name in columns):
        columns["terms_version"] = application.terms_version + 1
    with integrity.references(gone(assigned)):
        changes = change(application, {**columns, **assigned})
    if changes:
        record(actor, "application_update", application, changes)
    given = [name for name in ("broker_id", "bdm_id") if name in changes]
    if given:
        _publish_assigned(application, given, actor)
    if "broker_id" in given:
        events.publish(ViewersChanged((application_id,)))
    return selectors.application_get(viewer=actor, application_id=application_id)


@transaction.atomic
def application_delete(*, application_id: UUID, actor: Actor) -> None:
    """Delete an application that never moved and has neither valuation nor journal.

    Its links, properties, schedules, funding tables and notes go along.

    Raises:
        ApplicationNotFound: not visible to `actor`.
        ApplicationInUse: it has moved, has a valuation or a journal, or something else refers to it.
    """
    application = selectors.application_get_for_delete(viewer=actor, application_id=application_id)
    history = StageEvent.objects.filter(application_id=application_id)
    valued = Valuation.objects.filter(security_property__application=application).exists()
    if history.count() > 1 or valued or ledger.has_entries(application_id=application_id):
        raise ApplicationInUse
    record(actor, "application_delete", application, {"reference": [application.reference, None]})
    with integrity.references(ApplicationInUse()):
        application.delete()
        # After the application: the database keeps its history, and what hears of it, while it exists.
        history.delete()
        events.publish(ApplicationDeleted(application_id=application_id))


def terms_editable(application: Application) -> bool:
    """Tell whether the terms may change."""
    return lifecycle.terms_editable(Stage(application.stage), was_approved=application.terms_locked)


def _publish_assigned(application: Application, names: Iterable[str], actor: Actor) -> None:
    """Tell who has to work on it now: the broker's or the BDM's user, where there is one."""
    profiles = [application.bdm if name == "bdm_id" else application.broker for name in names]
    user_ids = tuple(each.user_id for each in profiles if each is not None and each.user_id is not None)
    if user_ids:
        events.publish(ApplicationAssigned(application.id, user_ids, actor.user_id))


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return cleaned input as columns; terms are checked and spread over theirs."""
    columns = {name: value for name, value in values.items() if name not in ("broker_id", "bdm_id", "terms")}
    if "terms" in values:
        given = values["terms"]
        if given is not None:
            wanted = Terms.of(given)
            terms.check(wanted)
            given = wanted.columns()
        columns |= given or _NO_TERMS
    return columns


def _check_type_other(columns: Mapping[str, Any], application: Application | None = None) -> None:
    """Refuse a type in words beside one of the listed types, judged by what would be stored."""
    kind, in_words = (
        columns.get(name, getattr(application, name, None))
        for name in ("application_type", "application_type_other")
    )
    if in_words is not None and kind != "other":
        raise TypeOtherUnexpected(pointer="/body/application_type_other")
