"""Make a valid body reach business logic: its identifiers are aimed, the rest is made to fit the rules."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hooks.aims.base import DROP, KEEP, BodyAim, Drawn
from hooks.aims.tables import BODIES, FIELDS, PARTS, aim_at
from hooks.formats import CHECKED, NUMBERED

# Draws the lot of a value, None when the value is to stay as it is.
Choice = Callable[[Any], int | None]


@dataclass(frozen=True, slots=True)
class Fitting:
    """How one body is fitted.

    Args:
        path: parameters of the path.
        identifier: draws for an identifier.
        part: draws for the body and for each object in it.
        about: path of the field that must stay as it is.
    """

    operation: str
    caller: str
    path: Mapping[str, str]
    identifier: Choice
    part: Choice
    about: tuple[str | int, ...] = field(default=())

    def fit(self, body: dict[str, Any]) -> None:
        """Change `body` in place."""
        lot = self.part(body)
        parts = list(_objects_in(body, ()))
        for place, found in parts:
            _check(found)
            self._aim(place, found)
        if lot is None:
            return
        for place, found in parts:
            aim = PARTS.get(str(place[-1])) if place else None
            if aim is not None:
                self._apply(aim, lot, found, place)
        if self.operation in BODIES:
            self._apply(BODIES[self.operation], lot, body, ())

    def _aim(self, place: tuple[str | int, ...], found: dict[str, Any]) -> None:
        for name in list(found):
            aim = aim_at(FIELDS, self.operation, name)
            if aim is None or not isinstance(found[name], str) or (*place, name) == self.about:
                continue
            lot = self.identifier(found[name])
            if lot is not None:
                _put(found, name, aim(lot, self.caller))

    def _apply(self, aim: BodyAim, lot: int, found: dict[str, Any], place: tuple[str | int, ...]) -> None:
        mine = self.about[: len(place)] == place and len(self.about) > len(place)
        about = str(self.about[len(place)]) if mine else ""
        for name, value in aim(Drawn(lot, self.caller, found, self.path, about)).items():
            if name != about:
                _put(found, name, value)


def _check(found: dict[str, Any]) -> None:
    """Give numbers their check digits: the coverage phase draws them by their pattern alone."""
    for name, numbered in NUMBERED.items():
        value = found.get(name)
        if isinstance(value, str) and value.isdigit() and not CHECKED[name](value):
            found[name] = numbered(int(value))


def _put(found: dict[str, Any], name: str, value: Any) -> None:
    if value is DROP:
        found.pop(name, None)
    elif value is not KEEP:
        found[name] = value


def _objects_in(
    value: Any, place: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    if isinstance(value, dict):
        yield place, value
        for name, item in value.items():
            yield from _objects_in(item, (*place, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _objects_in(item, (*place, number))
