"""Moving an application through its stages: the only way a stage changes (domain.md, D1)."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from apps.applications import guards, lifecycle, selectors
from apps.applications.events import ApplicationClosedEarly, ApplicationMoved, ApplicationSettled
from apps.applications.lifecycle import APPROVED, Edge, Guard, Stage
from apps.applications.models import Application, StageEvent
from apps.applications.services.timeline import record
from apps.kernel import clock, events
from apps.kernel.actor import Actor
from apps.kernel.errors import Conflict, Forbidden, Invalid
from apps.kernel.models import change

_EFFECTIVE_ON = "/body/effective_on"


class NotAnEdge(Conflict):
    """The stage graph has no such move from here."""

    code = "application.not_an_edge"


class EdgeForbidden(Forbidden):
    """Your role may not make this move."""

    code = "application.edge_forbidden"


class CommentRequired(Invalid):
    """This move has to be explained."""

    code = "application.comment_required"


class EffectiveOnRequired(Invalid):
    """This move needs the day on which it takes effect."""

    code = "application.effective_on_required"


class EffectiveOnInFuture(Invalid):
    """The day on which the move takes effect has not come yet."""

    code = "application.effective_on_in_future"


class EffectiveOnUnexpected(Invalid):
    """This move takes effect at once and has no day of its own."""

    code = "application.effective_on_unexpected"


class GuardFailed(Conflict):
    """Something that must hold before this move does not hold yet."""

    code = "application.guard_failed"

    def __init__(self, unmet: list[Guard]) -> None:
        super().__init__(f"Before this move, these must hold: {', '.join(unmet)}.")
        self.errors = [("", guard.value, f"{guard.value} does not hold yet.") for guard in unmet]


@transaction.atomic
def application_transition(
    *,
    application_id: UUID,
    actor: Actor,
    to: str,
    comment: str | None = None,
    effective_on: date | None = None,
) -> StageEvent:
    """Move an application to another stage and append to its history.

    Args:
        effective_on: business day of the settlement; not after today. Other moves take effect at once.

    Raises:
        ApplicationNotFound: not visible to `actor`.
        NotAnEdge: the graph has no such move, or not to the stage that waits for information.
        EdgeForbidden: the move is not for this role.
        CommentRequired, EffectiveOnRequired, EffectiveOnInFuture, EffectiveOnUnexpected: see their names.
        GuardFailed: with one error for each guard that does not hold.
    """
    application = selectors.application_get_for_update(viewer=actor, application_id=application_id)
    stage = Stage(application.stage)
    edge = lifecycle.edge_between(stage, Stage(to), resume_stage=application.resumes_at)
    if edge is None:
        raise NotAnEdge(f"There is no move from {stage} to {to}.")
    if actor.role not in edge.roles:
        raise EdgeForbidden
    today = clock.today()
    _check_words(edge, comment, effective_on, today)
    if unmet := guards.assess(application, edge, effective_on or today):
        raise GuardFailed(unmet)
    return _move(application, edge, actor, comment, effective_on)


def _check_words(edge: Edge, comment: str | None, effective_on: date | None, today: date) -> None:
    if edge.comment_required and comment is None:
        raise CommentRequired(pointer="/body/comment")
    if effective_on is None:
        if edge.effective_on_required:
            raise EffectiveOnRequired(pointer=_EFFECTIVE_ON)
    elif not edge.effective_on_required:
        raise EffectiveOnUnexpected(pointer=_EFFECTIVE_ON)
    elif effective_on > today:
        raise EffectiveOnInFuture(pointer=_EFFECTIVE_ON)


def _move(
    application: Application, edge: Edge, actor: Actor, comment: str | None, effective_on: date | None
) -> StageEvent:
    now = clock.now()
    from_stage, to_stage = application.stage, edge.to_stage
    last = StageEvent.objects.filter(application=application).aggregate(last=Max("seq"))["last"]
    event = StageEvent.objects.create(
        application=application,
        seq=last + 1,  # the application's row is locked, so nobody else counts
        from_stage=from_stage,
        to_stage=to_stage.value,
        by=actor.user_id,
        at=now,
        comment=comment,
        effective_on=effective_on,
    )
    changes = change(
        application,
        {
            "stage": to_stage.value,
            "stage_since": now,
            "resume_stage": from_stage if to_stage is Stage.MORE_INFO_REQUIRED else None,
            "terms_locked": application.terms_locked or to_stage in APPROVED,
            "settled_on": effective_on if to_stage is Stage.SETTLED else application.settled_on,
        },
    )
    record(actor, "application_transition", application, changes)
    _publish(application.id, to_stage, actor, effective_on)
    # Last: whoever hears of it may lock what is locked after everything else, as the counters of those told.
    events.publish(ApplicationMoved(application.id, from_stage, to_stage.value, actor.user_id))
    return event


def _publish(application_id: UUID, to_stage: Stage, actor: Actor, effective_on: date | None) -> None:
    """Tell the apps above what they act on; what they post belongs to the move, or the move is undone."""
    if to_stage is Stage.SETTLED and effective_on is not None:
        events.publish(ApplicationSettled(application_id, effective_on, actor.user_id))
    if to_stage in (Stage.DECLINED, Stage.WITHDRAWN):
        events.publish(ApplicationClosedEarly(application_id, actor.user_id))
