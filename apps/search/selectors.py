"""The one search over all kinds of things. What the viewer may not see does not exist, and is not counted."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet, TextField, Value

from apps.accounts import roles
from apps.kernel.actor import Actor
from apps.search.kinds import KINDS, Kind


def thing_list(*, viewer: Actor, words: Sequence[str], kinds: Iterable[str]) -> QuerySet[Any, Any]:
    """Return `{type, id, title, application_id, borrower_id, created_at}` of what holds every word.

    One statement over all kinds; each kind's part begins with what `viewer` may see of it.

    Args:
        words: each must stand in some field of the thing, in any case.
        kinds: names of kinds; the others are left out.
    """
    names = set(kinds)
    parts = [
        _part(kind, viewer, words)
        for kind in KINDS
        if kind.name in names and roles.holds(viewer.role, (kind.needs,))
    ]
    if not parts:
        return _part(KINDS[0], viewer, words).none()
    first, *others = parts
    return first.union(*others, all=True) if others else first


def _part(kind: Kind, viewer: Actor, words: Sequence[str]) -> QuerySet[Any, Any]:
    rows = kind.rows(viewer).order_by().prefetch_related(None)
    for word in words:
        rows = kind.matching(rows, word)
    found: QuerySet[Any, Any] = rows.annotate(
        found_type=Value(kind.name, TextField()),
        found_title=kind.title,
        found_application_id=kind.application_id,
        found_borrower_id=kind.borrower_id,
    ).values("found_type", "id", "found_title", "found_application_id", "found_borrower_id", "created_at")
    return found
