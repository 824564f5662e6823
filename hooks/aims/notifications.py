"""What people were told, and what the clock asks for."""

from collections.abc import Mapping
from typing import Any

from hooks.aims.base import DROP, Aim, BodyAim, Drawn, Place, by_caller, rows

# Of each reader, first what is not read yet.
_UNREAD, _READ = "assigned uploaded signed upcoming note", "moved asked fee overdue system"
_STRANGERS = "assigned system uploaded"
_OWN: Mapping[str, tuple[str, ...]] = {
    **{
        reader: tuple(f"{reader}_{name}" for name in f"{_UNREAD} {_READ}".split())
        for reader in ("admin", "bdm", "broker", "borrower")
    },
    **{
        reader: tuple(f"{reader}_{name}" for name in _STRANGERS.split())
        for reader in ("admin_stranger", "bdm_stranger", "broker_stranger", "borrower_stranger")
    },
}
# Days on which there is something to remind of, and days on which there is not.
_DAYS = ("2026-04-05", "2026-01-05", "2024-07-28", "2030-01-01", "2024-01-01", "2026-03-04")


def _own(lot: int, caller: str, most: int = 3) -> list[str]:
    """Return the ids of some notifications of a reader; of others' where the caller has none."""
    names = _OWN.get(caller, _OWN["admin"])
    first = lot % len(names)
    return rows("notification", *(*names[first:], *names[:first])[: 1 + lot % most])


def _mark_read(drawn: Drawn) -> dict[str, Any]:
    """Name some, or say that it is all: never both, never neither."""
    if drawn.about == "ids":
        return {"all": DROP}
    every = drawn.body.get("all", False) if drawn.about == "all" else drawn.lot % 4 == 0
    if every is True:
        return {"all": True, "ids": DROP}
    return {"all": DROP, "ids": _own(drawn.lot, drawn.caller)}


PATH: dict[Place, Aim] = {
    ("*", "notification_id"): by_caller(
        "notification",
        " ".join(_OWN["admin"]),
        **{reader: " ".join(names) for reader, names in _OWN.items()},
    ),
}
FIELDS: dict[Place, Aim] = {
    ("reminders_create", "as_of"): lambda lot, caller: _DAYS[lot % len(_DAYS)],
}
BODIES: dict[str, BodyAim] = {"notification_mark_read": _mark_read}
