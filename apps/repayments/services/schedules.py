"""Schedules: computed, stored as the next version, never replaced once the loan is paid out."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from apps.applications import selectors as applications
from apps.applications.lifecycle import AT_REST, Stage
from apps.applications.services.timeline import created
from apps.applications.terms import Terms
from apps.audit.services import event_record
from apps.kernel import events
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict, Invalid
from apps.repayments import schedule as rules
from apps.repayments import selectors
from apps.repayments.events import ScheduleActivated
from apps.repayments.models import Repayment, RepaymentSchedule


class TermsMissing(Conflict):
    """The application has no terms yet."""

    code = "repayments.terms_missing"


class ScheduleLocked(Conflict):
    """The loan is paid out or over, and its schedule cannot change in this way."""

    code = "repayments.schedule_locked"


class NotComputable(Conflict):
    """From this day on, the terms give no schedule."""

    code = "repayments.not_computable"


@transaction.atomic
def repayment_schedule_create(*, application_id: UUID, actor: Actor, starts_on: date) -> RepaymentSchedule:
    """Compute the next version of an application's schedule; it becomes the active one.

    Args:
        starts_on: business day on which the loan is to be paid out; any day.

    Raises:
        ApplicationNotFound: not visible to `actor`.
        DateOutOfRange: the last instalment would fall due after 9999-12-31.
        ScheduleLocked: the loan is paid out or over.
        TermsMissing: there is nothing to compute it from.
        NotComputable: the instalment that the terms give does not fit the days that follow.

    Source: domain.md, section 4
    """
    application = applications.application_get_for_update(viewer=actor, application_id=application_id)
    if application.terms is not None:
        rules.check_dates(application.terms, starts_on)
    if application.stage in AT_REST:
        raise ScheduleLocked
    if application.terms is None:
        raise TermsMissing
    stored = _store(application, application.terms, starts_on, actor.user_id)
    return selectors.schedule_written(schedule_id=stored.id)


def schedule_settle(*, application_id: UUID, effective_on: date, actor_id: UUID) -> None:
    """Compute the schedule again from the day on which the loan is paid out, and tell who posts it.

    The guards of the move have computed it before, so it can be computed.
    """
    application = applications.application_held(application_id=application_id)
    if application.terms is None:
        raise TermsMissing
    stored = _store(application, application.terms, effective_on, actor_id)
    events.publish(
        ScheduleActivated(
            application_id=application_id,
            schedule_id=stored.id,
            effective_on=effective_on,
            actor_id=actor_id,
        )
    )


def schedules_delete(*, application_id: UUID) -> None:
    """Delete the schedules of an application that is gone; the database keeps them while it exists."""
    gone = RepaymentSchedule.objects.filter(application_id=application_id)
    ids = list(gone.values_list("id", flat=True))
    gone.delete()
    Repayment.objects.filter(schedule_id__in=ids).delete()


def _store(application: Any, terms: Terms, starts_on: date, actor_id: UUID) -> RepaymentSchedule:
    try:
        computed = rules.schedule(terms, starts_on)
    except rules.DateOutOfRange:
        raise
    except Invalid as refusal:  # what the terms say is no input here
        raise NotComputable(refusal.detail) from None
    versions = RepaymentSchedule.objects.filter(application=application)
    versions.filter(is_active=True).update(is_active=False)
    values = {
        "number": (versions.aggregate(last=Max("number"))["last"] or 0) + 1,
        "terms_version": application.terms_version,
        "starts_on": starts_on,
        "level_instalment": computed.level_instalment,
    }
    stored = RepaymentSchedule.objects.create(application=application, created_by=actor_id, **values)
    Repayment.objects.bulk_create(
        Repayment(schedule=stored, created_by=actor_id, **row._asdict()) for row in computed.rows
    )
    event_record(
        actor_id=actor_id,
        action="repayment_schedule_create",
        object_type="repayment_schedule",
        object_id=stored.id,
        application_id=application.id,
        changes={**created(values), "totals": [None, asdict(computed.totals)]},
    )
    return stored


def is_over(stage: str) -> bool:
    """Tell whether nothing is repaid in this stage any more."""
    return stage in AT_REST - {Stage.SETTLED}
