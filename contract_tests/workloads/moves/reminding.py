"""Moves of time: what is due is told once for each threshold, and mails are bundled once in a period. U11."""

from dataclasses import dataclass
from datetime import date

from contract_tests.actors import ADMIN, Actor
from contract_tests.enumeration.valid import ask
from contract_tests.model.loan_book import Verdict
from contract_tests.model.reminding import Occasion
from contract_tests.model.telling import Paper
from contract_tests.workloads.moves.papers import WORD
from contract_tests.workloads.moves.sending import met
from contract_tests.workloads.moves.telling import begin, tell
from contract_tests.workloads.walking import Walk

REMINDED = "each_is_reminded_once_for_each_threshold"
# Long before anything of the world is due.
LONG_AGO = "2001-03-05"


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
    """Remind of what is due on a day, and send digests."""

    as_of: str

    def play(self, walk: Walk) -> None:
        """Remind."""
        begin(walk)
        day = date.fromisoformat(self.as_of)
        notices = walk.time.reminders.run(walk.book.world, walk.time.occasions, day)
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
            for kind in ("note_reminder", "fee_due", "system")
        }
        step = ask("reminders_create", ADMIN, {"as_of": self.as_of})
        tell(walk, step, Verdict(200), [], "remind", REMINDED, mails, values=created, to=notices)


def _first(day: date, digest: str) -> date:
    """Return the first day of a period: weeks begin on Monday."""
    return date.fromordinal(day.toordinal() - day.weekday()) if digest == "weekly" else day
