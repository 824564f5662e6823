"""What the views of notifications must show after a write: whom it told, what it marked, who sees it."""

from collections import Counter
from typing import Any

from contract_tests.actors import Actor
from contract_tests.enumeration import views
from contract_tests.enumeration.steps import Step
from contract_tests.model import access
from contract_tests.model.access_world import names, row_id
from contract_tests.model.effect import Effect
from contract_tests.model.telling import TYPES, Notice

LIST, COUNT = "notification_list", "notification_unread_count"


def words(look: Step, reader: Actor, effect: Effect, caller: str) -> dict[str, Any]:
    """Return how a view of the reader's notifications differs after a write; nothing for other views.

    Args:
        caller: id of who has written.
    """
    if look.operation not in (LIST, COUNT):
        return {}
    told = [notice for notice in effect.tells if reader.name in notice.to]
    before = set(access.visible(reader, "notification"))
    after = set(access.visible(reader, "notification", effect.after))
    if look.operation == LIST:
        return {
            "grows": {
                "count": len(told) + len(after - before),
                "of": {} if after - before else _shown_by_all(told, caller),
                "leaves": sorted(access.ids(sorted(before - after))),
            }
        }
    counts = _counts(reader, effect, told, before - after)
    # What comes into sight was never shown: nobody but the API knows whether it is read.
    becomes = {} if after - before else {"becomes": {"self": counts}}
    return {"objects": {"self": ["unread_count", "by_type"]}, **becomes}


def answered(write: Step, caller: Actor, effect: Effect) -> dict[str, Any]:
    """Return what the answer to a write must say of whom it has told, or what it has marked. Law U2.

    Returns:
        Values at JSON pointers; none for other writes.
    """
    match write.operation:
        case "notification_mark_read":
            unread = [row for row in _rows(caller) if not row["is_read"]]
            marked = sum(bool(effect.marks.get(row["id"])) for row in unread)
            return {"/updated": marked, "/unread_count": len(unread) - marked}
        case "reminders_create":
            made = Counter({notice.type: 0 for notice in effect.tells})
            for notice in effect.tells:
                made[notice.type] += len(notice.to)
            return {f"/created/{kind}": made[kind] for kind in TYPES}
    return {}


def _rows(reader: Actor) -> list[dict[str, Any]]:
    return list(views.shown(views.whole_of(LIST, reader))["results"])


def _shown_by_all(told: list[Notice], caller: str) -> dict[str, Any]:
    """Return what every notification of these notices shows."""
    shown = [_shown(notice, caller) for notice in told]
    common = shown[0].items() if shown else ()
    return {name: value for name, value in common if all(each.get(name, "") == value for each in shown)}


def _shown(notice: Notice, caller: str) -> dict[str, Any]:
    """Return what every notification of a notice shows; the id of what is new nobody knows yet."""
    shown: dict[str, Any] = {"type": notice.type, "is_read": False, "read_at": None, "version": 1}
    shown["created_by"] = caller if notice.by else None
    known = names().values()
    if not notice.application or notice.application in known:
        shown["application_id"] = row_id(notice.application) if notice.application else None
    if notice.about in known:
        shown["object"] = {"type": notice.about.partition("/")[0], "id": row_id(notice.about)}
    return shown


def _counts(reader: Actor, effect: Effect, told: list[Notice], gone: set[str]) -> dict[str, Any]:
    """Return the unread count and its parts, from the rows that the reader was shown before. Law U1."""
    left = access.ids(sorted(gone))
    unread = [
        row["type"]
        for row in _rows(reader)
        if row["id"] not in left and not effect.marks.get(row["id"], row["is_read"])
    ]
    by_type = Counter([*unread, *(notice.type for notice in told)])
    return {"unread_count": by_type.total(), "by_type": {kind: by_type[kind] for kind in TYPES}}
