"""What time brings: who is reminded of what on a day, once for each threshold. Source: domain.md, section 9.

Where the requirements leave the roles open, docs/decisions/0019 says them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from contract_tests.model import telling
from contract_tests.model.access_world import World
from contract_tests.model.telling import Notice, Paper

AUTHOR = "author"  # stands for a role: of a note, nobody else is reminded


@dataclass(frozen=True, slots=True)
class Rule:
    """When to remind of one kind of thing.

    Args:
        type: of the notification.
        thresholds: for each role the days after the day that counts; negative before it.
        is_over: whether nothing is to be told any more once that day is past.
    """

    type: str
    thresholds: Mapping[str, tuple[int, ...]]
    is_over: bool = False


RULES: Mapping[str, Rule] = {
    "fee_due": Rule("fee_due", {"K": (-7,), "B": (-7,)}),  # of a pending fee
    "repayment_upcoming": Rule("repayment_upcoming", {"B": (-7,)}, is_over=True),  # of an unpaid instalment
    "repayment_overdue": Rule("repayment_overdue", {"B": (3, 7), "M": (10,)}),
    "interest_due": Rule("system", {"B": (-14,)}, is_over=True),
    "stale_application": Rule("system", {"M": (14,)}),  # since it came to its stage, where it may be stale
    "loan_expiry": Rule("system", dict.fromkeys("MKB", (-30,))),  # of a settled loan
    "note_reminder": Rule("note_reminder", {AUTHOR: (0,)}),
}


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something to be reminded of.

    Args:
        kind: one of RULES.
        about: name of the object.
        day: that counts: when it is due, expires, is to be remembered, or came to its stage.
        application: empty when it belongs to none.
        note: where it is one.
        stay: number of the stage event, for `stale_application`: each stay in a stage counts by itself.
    """

    kind: str
    about: str
    day: date
    application: str
    note: Paper | None = None
    stay: int = 0


class Reminders:
    """What people were reminded of, and what is still to be told."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str, int, str], int] = {}

    def run(self, world: World, occasions: Iterable[Occasion], as_of: date) -> list[Notice]:
        """Return what a run for a day tells, and remember it. Law U11: the same run again tells nothing.

        Only the highest threshold that a role has reached is told, and none at or below one that was. Whom
        nobody could be told of stays to be told.
        """
        found: list[Notice] = []
        for occasion in occasions:
            rule = RULES[occasion.kind]
            for role, thresholds in rule.thresholds.items():
                threshold = reached(rule, thresholds, occasion.day, as_of)
                key = (occasion.about, occasion.kind, occasion.stay, role)
                if threshold is None or (key in self._told and self._told[key] >= threshold):
                    continue
                to = _people(world, occasion, role)
                if to:
                    self._told[key] = threshold
                    found.append(Notice(rule.type, occasion.about, occasion.application, to))
        return found


@dataclass
class Time:
    """What a scenario has to be reminded of, and whom it has reminded.

    Args:
        occasions: that the scenario has made.
        seeded: that were there before.
        bundled: digests that were sent, as user, period and its first day.
    """

    occasions: list[Occasion] = field(default_factory=list)
    seeded: list[Occasion] = field(default_factory=list)
    reminders: Reminders = field(default_factory=Reminders)
    bundled: set[tuple[str, str, str]] = field(default_factory=set)


def reached(rule: Rule, thresholds: Iterable[int], day: date, as_of: date) -> int | None:
    """Return the highest threshold that is reached on a day, if any is."""
    late = (as_of - day).days
    if rule.is_over and late > 0:
        return None
    return max((days for days in thresholds if late >= days), default=None)


def _people(world: World, occasion: Occasion, role: str) -> frozenset[str]:
    if role == AUTHOR:
        assert occasion.note is not None
        return telling.reading(world, occasion.note, [occasion.note.author])
    names = telling.parties(world, occasion.application, role)
    return telling.seeing(world, occasion.application, names)
