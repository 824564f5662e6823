"""What may differ after an accepted write: the words in which the model says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contract_tests.model.access_world import WORLD, World
from contract_tests.model.telling import Notice

BOOKKEEPING = ("updated_at", "version")
ANSWERED = ""  # stands for the object that the write answers with
# Views of an application that follow from it: what may happen next, and what has happened.
NEXT, EVENTS, HISTORY = (
    "application_transition_list",
    "application_event_list",
    "application_stage_history",
)


@dataclass(frozen=True, slots=True)
class Growth:
    """Rows that appear in a list.

    Args:
        count: exactly so many; any number when there is none.
        of: values that each of them has, where it shows these fields.
        leaves: ids of rows that are gone from there.
    """

    count: int | None = None
    of: Mapping[str, str] = field(default_factory=dict)
    leaves: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Effect:
    """What may differ afterwards.

    Args:
        objects: fields that may change, by the object's id.
        becomes: values that are shown afterwards, by the object's id.
        ended: ids of users whose sessions are over.
        creates: whether one new object appears.
        deleted: id of the object that is gone; empty when none is.
        elsewhere: fields that may change on any object of an area, by the area.
        grows: lists whose rows become others, by the operation.
        dead: token in a path that leads nowhere any more; empty when there is none.
        follows: operations that answer something computed from what has changed.
        sight: letters of roles whose view of the book may be another one afterwards.
        tells: whom it tells of what; what a run of the reminders tells is said by `enumeration.due`.
        marks: ids of the caller's own notifications that it marks, and whether as read.
        after: the world as it is then, as far as access depends on it.
    """

    objects: Mapping[str, Sequence[str]] = field(default_factory=dict)
    becomes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    creates: bool = False
    deleted: str = ""
    elsewhere: Mapping[str, Sequence[str]] = field(default_factory=dict)
    grows: Mapping[str, Growth] = field(default_factory=dict)
    follows: frozenset[str] = frozenset()
    sight: frozenset[str] = frozenset()
    dead: str = ""
    tells: Sequence[Notice] = ()
    marks: Mapping[str, bool] = field(default_factory=dict)
    after: World = field(default_factory=lambda: WORLD, repr=False)
