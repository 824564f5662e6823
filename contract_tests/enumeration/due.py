"""What the world has to remind of, as its lists show it, and whom a run of the reminders tells of it."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from contract_tests import actors
from contract_tests.actors import ADMIN, Actor
from contract_tests.enumeration import views
from contract_tests.model import telling
from contract_tests.model.access_world import WORLD, names
from contract_tests.model.collections import day
from contract_tests.model.reminding import Occasion, Reminders
from contract_tests.model.stage_graph import NEVER_STALE, SETTLES
from contract_tests.model.telling import Notice

Rows = Callable[[str, Actor], list[dict[str, Any]]]  # of a list, as its reader is shown it
_UNPAID = ("scheduled", "partial")


def notices(as_of: str) -> list[Notice]:
    """Return what the first run for a day tells in the world as it was seeded.

    Args:
        as_of: ISO date.
    """
    return Reminders().run(WORLD, list(occasions(_rows)), date.fromisoformat(as_of))


def occasions(rows: Rows) -> Iterator[Occasion]:
    """Yield all that will ever be due in the world as it was seeded."""
    files = {row["id"]: row for row in rows("application_list", ADMIN)}
    for file in files.values():
        name = names()[file["id"]]
        if file["stage"] not in NEVER_STALE:
            yield Occasion("stale_application", name, day(file["stage_since"]), name)
        if file["stage"] == SETTLES:
            yield Occasion("loan_expiry", name, day(file["expires_on"]), name)
    for fee in rows("fee_list", ADMIN):
        if fee["status"] == "pending" and fee["due_on"] is not None:
            yield _of_file("fee_due", fee)
    for row in rows("repayment_list", ADMIN):
        if row["status"] in _UNPAID and files[row["application_id"]]["stage"] == SETTLES:
            yield _of_file("repayment_upcoming", row)
            yield _of_file("repayment_overdue", row)
            if row["interest_due"] != row["paid_interest"]:
                yield _of_file("interest_due", row)
    # Each note as its author is shown it: nobody else is, when it is private.
    for author in actors.EVERYBODY:
        for note in rows("note_list", author):
            name = names()[note["id"]]
            if note["remind_on"] is not None and WORLD[name].author == author.name:
                yield Occasion(
                    "note_reminder",
                    name,
                    day(note["remind_on"]),
                    WORLD[name].application,
                    telling.paper(WORLD, name),
                )


def _of_file(kind: str, row: dict[str, Any]) -> Occasion:
    return Occasion(kind, names()[row["id"]], day(row["due_on"]), names()[row["application_id"]])


def _rows(operation: str, reader: Actor) -> list[dict[str, Any]]:
    return list(views.shown(views.whole_of(operation, reader))["results"])
