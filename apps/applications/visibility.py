"""Who may see which application. Every read of this app, and of the apps around it, comes from here.

Source: domain.md, section 3
"""

from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from apps.applications.models import Application, ApplicationBorrower, ApplicationGuarantor
from apps.brokers import selectors as brokers
from apps.kernel.actor import Actor, Role


def visible_applications(viewer: Actor) -> QuerySet[Application]:
    """Return the applications `viewer` may see: THE one function (domain.md, D2).

    An admin sees all; a BDM those of the own branch's brokers; a broker who is active the own ones; a
    borrower those on which the own record stands.
    """
    if viewer.role is Role.ADMIN:
        return Application.objects.all()
    sql, parameters = _compiled(viewer.role)
    given = [viewer.user_id if each == _ANYBODY else each for each in parameters]
    decisive = RawSQL(sql, given)  # noqa: S611 - written by the ORM, the viewer is a parameter
    if viewer.role is Role.BORROWER:
        return Application.objects.filter(id__in=decisive)
    return Application.objects.filter(broker_id__in=decisive)


@cache
def _compiled(role: Role) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL of the ids that decide for a role, and its parameters for a viewer called _ANYBODY.

    Compiled once: nearly every request asks it, and the ORM takes longer to write it than PostgreSQL to
    answer.
    """
    return _decisive(Actor(user_id=_ANYBODY, role=role)).query.sql_with_params()


def _decisive(viewer: Actor) -> QuerySet[Any]:
    if viewer.role is Role.BORROWER:
        return ApplicationBorrower.objects.filter(borrower__user_id=viewer.user_id).values("application_id")
    # The brokers that these two roles see are their own branch's, or the own record.
    return brokers.broker_list(viewer=viewer).values("id")


_ANYBODY = UUID(int=0)


def application_ids(viewer: Actor) -> QuerySet[Any]:
    """Return the ids of the applications `viewer` may see, for `id__in`."""
    return visible_applications(viewer).values("id")


def borrower_ids(viewer: Actor) -> QuerySet[Any]:
    """Return the ids of the borrowers on those; of borrowers, a borrower knows only the own record."""
    links = ApplicationBorrower.objects.filter(application_id__in=application_ids(viewer))
    if viewer.role is Role.BORROWER:
        links = links.filter(borrower__user_id=viewer.user_id)
    return links.values("borrower_id")


def guarantor_ids(viewer: Actor, application_id: UUID | None = None) -> QuerySet[Any]:
    """Return the ids of the guarantors on those, or on the one of them; a borrower knows none."""
    links = ApplicationGuarantor.objects.filter(application_id__in=application_ids(viewer))
    if viewer.role is Role.BORROWER:
        links = links.none()
    if application_id is not None:
        links = links.filter(application_id=application_id)
    return links.values("guarantor_id")
