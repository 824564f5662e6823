"""Moves of time: what is due is told once for each threshold, and mails are bundled once in a period. U11."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from contract_tests.actors import ADMIN, Actor
from contract_tests.enumeration.valid import ask
from contract_tests.model import days
from contract_tests.model.loan_book import Book, Verdict
from contract_tests.model.reminding import Occasion
from contract_tests.model.stage_graph import NEVER_STALE, SETTLES
from contract_tests.model.telling import TYPES, Paper
from contract_tests.workloads.moves.papers import WORD
from contract_tests.workloads.moves.sending import met
from contract_tests.workloads.moves.telling import begin, tell
from contract_tests.workloads.walking import Walk

REMINDED = "each_is_reminded_once_for_each_threshold"
# Long before anything of the world is due.
LONG_AGO = "2001-03-05"
# One run tells a user in this order; of one row, its interest before the instalment.
_ORDER = {
    "fee_due": 0,
    "interest_due": 1,
    "repayment_upcoming": 2,
    "repayment_overdue": 3,
    "stale_application": 4,
    "loan_expiry": 5,
    "note_reminder": 6,
}


@dataclass(frozen=True, slots=True)
class Remember:
    """Write a note that one wishes to be reminded of."""

    actor: Actor
    note: str
    application: str
    on: str = LONG_AGO

    def play(self, walk: Walk) -> None:
        """Write it."""
        begin(walk)
        met(walk, self.application)
        body = {
            "application_id": walk.id_of(self.application),
            "body": f"{WORD} {self.note}",
            "audience": "shared",
            "remind_on": self.on,
        }
        entry = tell(walk, ask("note_create", self.actor, body), Verdict(201), [], "write a note")
        walk.made[self.note] = entry.document["id"]
        paper = Paper(self.note, self.application, "shared", self.actor.name)
        due = Occasion("note_reminder", self.note, date.fromisoformat(self.on), self.application, paper)
        walk.time.occasions.append(due)


@dataclass(frozen=True, slots=True)
class Owe:
    """Charge a fee that is due on a day."""

    fee: str
    application: str
    on: str = LONG_AGO

    def play(self, walk: Walk) -> None:
        """Charge it."""
        begin(walk)
        met(walk, self.application)
        body = {
            "application_id": walk.id_of(self.application),
            "kind": "other",
            "description": f"{WORD} {self.fee}",
            "net": "100.00",
            "gst_treatment": "taxable",
            "collect": "upfront",
            "due_on": self.on,
        }
        step = ask("fee_create", ADMIN, body).header("Idempotency-Key", walk.key())
        entry = tell(walk, step, Verdict(201), [], "charge a fee")
        walk.made[self.fee] = entry.document["id"]
        due = Occasion("fee_due", self.fee, date.fromisoformat(self.on), self.application)
        walk.time.occasions.append(due)


@dataclass(frozen=True, slots=True)
class Remind:
    """Remind of what is due on a day, and send digests.

    Args:
        as_of: ISO date.
        stay: an application; then the day is so many `days` after the seeds brought it to its stage.
    """

    as_of: str = ""
    stay: str = ""
    days: int = 0

    def play(self, walk: Walk) -> None:
        """Remind."""
        begin(walk)
        day = date.fromisoformat(self.as_of) if self.as_of else self._day(walk)
        notices = walk.time.reminders.run(walk.book.world, _due(walk), day)
        # What it tells those who bundle goes along with the same digest.
        mails = walk.post.deliver(notices)
        for user, digest in walk.post.digests.items():
            period = (user, digest, str(_first(day, digest)))
            if digest != "none" and walk.post.bundled.get(user) and period not in walk.time.bundled:
                walk.time.bundled.add(period)
                walk.post.bundled[user] = 0
                mails[user] = mails.get(user, 0) + 1
        created = {
            f"/created/{kind}": sum(
                len(notice.reaching("in_app", walk.post.wishes)) for notice in notices if notice.type == kind
            )
            for kind in TYPES
        }
        step = ask("reminders_create", ADMIN, {"as_of": day.isoformat()})
        tell(walk, step, Verdict(200), [], "remind", REMINDED, mails, values=created, to=notices)

    def _day(self, walk: Walk) -> date:
        stays = {each.about: each.day for each in walk.time.seeded if each.kind == "stale_application"}
        return stays[self.stay] + timedelta(days=self.days)


def _due(walk: Walk) -> list[Occasion]:
    """Return what may be due as the scenario has left it, in the order in which a user hears of it."""
    seeded = Book().applications
    moves = {name: len(file.path) - len(seeded[name].path) for name, file in walk.book.applications.items()}
    found = [each for each in (*walk.time.seeded, *walk.time.occasions) if _stands(walk, each, moves)]
    today = date.fromisoformat(days.today())
    for name, stay in moves.items():
        if stay and walk.book.applications[name].stage not in NEVER_STALE:
            found.append(Occasion("stale_application", name, today, name, stay=stay))
    return sorted(found, key=lambda each: _ORDER[each.kind])


def _stands(walk: Walk, each: Occasion, moves: Mapping[str, int]) -> bool:
    """Whether the scenario has not made an end of what is due.

    Args:
        moves: of each application in the scenario.
    """
    file = walk.book.applications.get(each.application)
    if file is None or each.kind == "note_reminder":
        return True
    if each.kind == "stale_application":
        return not moves[each.application]
    return file.stage not in ("declined", "withdrawn") if each.kind == "fee_due" else file.stage == SETTLES


def _first(day: date, digest: str) -> date:
    """Return the first day of a period: weeks begin on Monday."""
    return date.fromordinal(day.toordinal() - day.weekday()) if digest == "weekly" else day
