"""Walk through one scenario: each answer is held against the model at once, a failure is kept as requests.

What is kept for a replay is every write, and the looks that a later expectation compares with. Ids that the
scenario has made are stored as the place they came from, because they differ in every run.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from django.db import transaction
from schemathesis.core.failures import Failure

from contract_tests import expecting, line, wire
from contract_tests.actors import ADMIN
from contract_tests.enumeration import written
from contract_tests.enumeration.steps import Step
from contract_tests.enumeration.valid import ask
from contract_tests.expecting import reading
from contract_tests.judging import count, failures_of
from contract_tests.model.access_world import row_id
from contract_tests.model.inbox import Post
from contract_tests.model.loan_book import Book
from contract_tests.model.notes import Note
from contract_tests.model.reminding import Time
from hooks import isolation

PAGE = {"page_size": 100}
_BROUGHT = ("/id", "/token", "/sha256")  # of answers: what later requests repeat


@dataclass(frozen=True, eq=False)
class Entry:
    """One request that a replay needs, and its answer. Expectations refer to it; its number comes later."""

    request: Mapping[str, Any]
    answer: schemathesis.Response
    document: Any
    brings: bool = False


class Broken(Exception):
    """An answer is not what the contract or the model says.

    Args:
        requests: what shows it, in order; the last is the one at fault.
    """

    def __init__(
        self, failures: Sequence[Failure], requests: list[dict[str, Any]], answer: schemathesis.Response
    ) -> None:
        super().__init__(failures[0].title)
        self.failures = list(failures)
        self.requests = requests
        self.answer = answer


class Pointless(Exception):
    """A move is about something that is not there: another move, left out by now, would have made it."""


class Walk:
    """One scenario in one transaction: the model, and what was asked so far.

    Args:
        counted: whether the requests count as those of the run; the tries of the shrinking do not.
    """

    def __init__(self, *, counted: bool = True) -> None:
        self.book = Book()
        self.seen: dict[str, Seen] = {}
        self.made: dict[str, str] = {}  # name -> id of what this scenario has created; tokens and hashes too
        self.papers: dict[str, Entry] = {}  # the last look at each document
        self.generated: dict[tuple[str, str], Any] = {}  # by application and template
        self.notes: dict[str, Note] = {}
        self.post = Post(self.made)
        self.time = Time()
        self.began = self.written = written.rows()  # before the first write; as it was after the last
        self.counted = counted
        self._entries: list[Entry] = []
        self._keys = 0

    def id_of(self, name: str) -> str:
        """Return the id of a row of the world, or of one that this scenario has created."""
        return self.made.get(name) or row_id(name)

    def send(self, step: Step, *, keep: bool = False, brings: bool = False) -> Entry:
        """Send one request and hold its answer against every check and its expectation.

        Args:
            keep: a replay of what follows needs it.
            brings: even when it is a look: it shows ids that later requests carry.

        Raises:
            Broken: something does not hold.
        """
        request = step.stored()
        if self.book.now:
            request["later"] = self.book.now
        case, answer = wire.send(request)
        if self.counted:
            count(case, answer, edge=step.edge)
        entry = Entry(request, answer, reading.parsed(answer), brings)
        self._judge(entry, failures_of(case, answer))
        if keep or brings:
            self._entries.append(entry)
        return entry

    def act(self, step: Mapping[str, Any]) -> Entry:
        """Take one step of a socket and hold what all of them receive against its expectation.

        Args:
            step: as `line.step` makes it.

        Raises:
            Broken: something does not hold.
        """
        _, answer = wire.send(dict(step))
        entry = Entry(step, answer, reading.parsed(answer))
        self._judge(entry, [])
        self._entries.append(entry)
        return entry

    def _judge(self, entry: Entry, failures: Sequence[Failure]) -> None:
        sent = [*self._entries, entry]
        expected = {**entry.request, "expect": _numbered(entry.request["expect"], sent)}
        failures = expecting.judged(expected, failures, [each.answer for each in sent])
        if failures:
            raise Broken(failures, _stored(sent, set(self.made.values())), entry.answer)

    def hold(self, entry: Entry, check: str, **expected: Any) -> None:
        """Hold an answer that was sent before against a further sentence.

        Raises:
            Broken: it does not hold.
        """
        again = Entry({**entry.request, "expect": {"check": check, **expected}}, entry.answer, entry.document)
        sent = [*self._entries, again]
        request = {**again.request, "expect": _numbered(again.request["expect"], sent)}
        failures = expecting.judged(request, [], [each.answer for each in sent])
        if failures:
            raise Broken(failures, _stored(sent, set(self.made.values())), entry.answer)

    def key(self) -> str:
        """Return an Idempotency-Key that this scenario has not used."""
        self._keys += 1
        return f"walk-{self._keys:06}"

    def keep(self, entry: Entry) -> None:
        """Let a replay begin with a look that was taken before."""
        self._entries.append(entry)


@dataclass
class Seen:
    """What the API has shown of one application so far.

    Args:
        history: the look at its history that later ones must begin with.
        events: accepted moves since.
        version, audited: as last shown; None when nobody has looked since the last change.
        journal: the last look at what was posted; None where nothing was.
        looks: the last look at each part of its money, with what was written until then.
    """

    history: Entry
    version: int
    audited: int | None
    events: list[Entry]
    journal: Entry | None = None
    looks: dict[str, tuple[int, Entry]] = field(default_factory=dict)


@contextmanager
def walk(*, counted: bool = True) -> Iterator[Walk]:
    """Provide a walk in a transaction of its own, undone at the end."""
    with isolation.rollback_case(), line.held():
        yield Walk(counted=counted)


@contextmanager
def undone() -> Iterator[None]:
    """Undo what one request does, and go on with the scenario."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


# --- looks of the world as it was seeded, taken once ----------------------------------------------------
_before: dict[str, Entry] = {}


def untouched(step: Step) -> Entry:
    """Return a look at the world as it was seeded. Call it before the scenario changes what it shows."""
    key = f"{step.headers.get('Authorization')} {step.path}?{step.query}"
    if key not in _before:
        request = step.stored()
        _, answer = wire.send(request)
        _before[key] = Entry(request, answer, reading.parsed(answer))
    return _before[key]


def history_of(application: str) -> Step:
    """Return the look at an application's history, by its id."""
    return ask("application_stage_history", ADMIN, query=PAGE, application_id=application)


# --- how a failure is stored ----------------------------------------------------------------------------
def _numbered(value: Any, entries: Sequence[Entry]) -> Any:
    """Return an expectation with numbers in the place of the entries that it refers to."""
    if isinstance(value, Entry):
        return entries.index(value)
    if isinstance(value, Mapping):
        return {name: _numbered(item, entries) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_numbered(item, entries) for item in value]
    return value


def _referred(value: Any) -> list[Entry]:
    if isinstance(value, Entry):
        return [value]
    inner = (
        value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    )
    return [entry for item in inner for entry in _referred(item)]


def _stored(entries: Sequence[Entry], made: Collection[str]) -> list[dict[str, Any]]:
    """Return requests for a finding: the writes, what the last expectation refers to, the last.

    Args:
        made: ids that this scenario has brought about.
    """
    needed = _referred(entries[-1].request["expect"])
    kept = [
        entry
        for entry in entries
        if _is_write(entry) or entry.brings or entry in needed or entry is entries[-1]
    ]
    found: list[dict[str, Any]] = []
    for entry in kept:
        # Only the last answer is judged again.
        expect = _numbered(entry.request["expect"], kept) if entry is entries[-1] else {}
        text = json.dumps({**entry.request, "expect": expect})
        for number, earlier in enumerate(kept[: len(found)]):
            for pointer, value in _places(earlier.document, made):
                text = text.replace(value, f"{{{{answer:{number}:{pointer}}}}}")
        found.append(json.loads(text))
    return found


def _places(document: Any, made: Collection[str], pointer: str = "") -> Iterator[tuple[str, str]]:
    """Yield where an answer shows ids, tokens and hashes that this scenario has brought about."""
    if isinstance(document, str):
        if document in made and pointer.endswith(_BROUGHT):
            yield pointer, document
    elif isinstance(document, (dict, list)):
        inner = document.items() if isinstance(document, dict) else enumerate(document)
        for name, value in inner:
            yield from _places(value, made, f"{pointer}/{name}")


def _is_write(entry: Entry) -> bool:
    return entry.request["method"] not in ("GET", "HEAD")
