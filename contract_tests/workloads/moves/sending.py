"""What every move does: look at the application, send what is asked, look at what has become of it."""

from collections.abc import Collection
from typing import Any, Literal, Protocol

from contract_tests.enumeration import written
from contract_tests.enumeration.steps import Step
from contract_tests.model.lifecycle import Application
from contract_tests.model.loan_book import Verdict
from contract_tests.workloads import looking, money_looks, tally
from contract_tests.workloads.walking import Entry, Pointless, Walk

DAYS = {"past": "2026-01-01", "future": "2099-12-31"}
WHY = "Because the file asks for it"
Day = str | None  # `past`, `future` or an ISO date
Condition = Literal["", "current", "stale", "any"]


class Move(Protocol):
    """One thing that somebody does."""

    def play(self, walk: Walk) -> None:
        """Do it, and compare.

        Raises:
            Broken: the API does not do as the model says.
            Pointless: it is about something that is not there.
        """


def met(walk: Walk, name: str) -> Application:
    """Return the model's application, after a first look at the API's."""
    found(walk.book.applications, name)
    looking.meet(walk, name)
    return walk.book.applications[name]


def found(known: Any, name: str) -> None:
    """Say that a move is pointless when what it is about is not there.

    Raises:
        Pointless: it is not.
    """
    if name not in known:
        raise Pointless(name)


def conditional(step: Step, condition: Condition, version: int) -> Step:
    """Return a write with an If-Match header."""
    tags = {"current": f'"{version}"', "stale": f'"{version - 1}"', "any": "*"}
    return step.header("If-Match", tags.get(condition))


def send(walk: Walk, step: Step, check: str, verdict: Verdict, **expected: Any) -> tuple[Entry, bool]:
    """Send a write as the model expects it to be answered; return whether it has written anything."""
    told: dict[str, Any] = {"status": [verdict.status]}
    if verdict.is_accepted:
        told |= expected
    if verdict.codes:
        told["codes_in"] = sorted(verdict.codes)
    if verdict.pointer is not None:
        told["pointer"] = verdict.pointer
    if verdict.unmet is not None:
        told["unmet"] = sorted(verdict.unmet)
    entry = walk.send(step.must(check, **told), keep=True)
    before, walk.written = walk.written, written.rows()
    return entry, verdict.is_accepted or walk.written != before


def look(
    walk: Walk, name: str, verdict: Verdict, changed: bool, *, bumps: bool = True, brief: bool = False
) -> None:
    """Look at what an accepted write has changed, and that a refused one has changed nothing."""
    if verdict.is_accepted:
        looking.after_change(walk, name, bumps=bumps, brief=brief)
    elif changed:
        looking.after_refusal(walk, name)


def heard(walk: Walk, name: str) -> None:
    """Something has happened that the timeline of an application may tell: nobody knows its length now."""
    if name in walk.seen:
        walk.seen[name].audited = None


def settle_accounts(
    walk: Walk,
    name: str,
    verdict: Verdict,
    changed: bool,
    word: str,
    parts: Collection[money_looks.Part],
) -> None:
    """Look at what a move about money has changed; count it.

    Args:
        word: how reports call the move.
        parts: of the application's money that an accepted one may change.
    """
    if walk.counted:
        tally.money_moved(word, verdict)
    if verdict.is_accepted:
        heard(walk, name)
        money_looks.look(walk, name, parts)
    elif changed:
        looking.after_refusal(walk, name)
