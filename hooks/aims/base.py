"""What an aim is, and the words in which the tables are written.

Read a table as: "a valid `user_id` in a path means one of these users". `lot` is a number drawn from the
value itself (its CRC), so the same value is always aimed at the same row: Hypothesis loves 0, and 0 must not
mean one row only. Lot 0 of a path and of an identifier is what the enumeration uses: a row on which the
operation succeeds. An aim returns the new value, KEEP, or DROP for what is better left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hooks.names import identifier

KEEP = object()
DROP = object()
# One value in this many stays as drawn, so that "no such row" and refused rules are reached as well.
UNAIMED_SHARE = 12
Aim = Callable[[int, str], Any]  # (lot, name of the caller) -> value
# Where an aim applies: an operationId or "*", and the name of the parameter or field.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A valid body, or an object inside of one, that an aim makes fit the rules no schema can say.

    Args:
        lot: drawn from the whole body.
        caller: name of the actor.
        body: as drawn, identifiers aimed already.
        path: parameters of the path.
        about: the field that the case is about, which must stay; everything else is made to fit it.
    """

    lot: int
    caller: str
    body: Mapping[str, Any]
    path: Mapping[str, str] = field(default_factory=dict)
    about: str = ""


BodyAim = Callable[[Drawn], dict[str, Any]]  # -> fields to replace


def row(name: str) -> str:
    """Return the id of a row of the world, e.g. of `branch/home`."""
    return str(identifier(name))


def rows(kind: str, *names: str) -> list[str]:
    """Return the ids of several rows of one kind."""
    return [row(f"{kind}/{name}") for name in names]


def any_of(kind: str, *names: str) -> Aim:
    """Aim at each of these rows, the first for lot 0."""
    ids = rows(kind, *names)
    return lambda lot, caller: ids[lot % len(ids)]


def by_caller(kind: str, others: str, **callers: str) -> Aim:
    """Aim at rows that the caller sees; names are written in one text.

    Args:
        others: what every caller sees who is not named.
    """
    aims = {caller: any_of(kind, *names.split()) for caller, names in callers.items()}
    rest = any_of(kind, *others.split())
    return lambda lot, caller: aims.get(caller, rest)(lot, caller)


def mostly(aim: Aim, other: Aim, share: int = 8) -> Aim:
    """Take `aim`, and `other` for one lot in `share`: a rule that refuses must be met now and then too."""
    return lambda lot, caller: (other if lot % share == share - 1 else aim)(lot // share, caller)
