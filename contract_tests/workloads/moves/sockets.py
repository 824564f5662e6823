"""Moves at a socket, and reading by whichever way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from contract_tests import line
from contract_tests.actors import Actor
from contract_tests.enumeration.valid import ask
from contract_tests.workloads import inbox_tally
from contract_tests.workloads.moves.sending import found
from contract_tests.workloads.moves.telling import HEARS, NEWEST, begin, look
from contract_tests.workloads.walking import Entry, Pointless, Walk
from hooks.sockets import opening

REPLAYED = "replay_is_exactly_what_was_missed"
READING = "reading_marks_ones_own_and_counts_them"
By = Literal["query", "protocol"]
NOT_MINE = [400]


@dataclass(frozen=True, slots=True)
class Connect:
    """Open a socket.

    Args:
        socket: how the scenario calls it.
    """

    actor: Actor
    socket: str
    by: By = "query"

    def play(self, walk: Walk) -> None:
        """Open it."""
        begin(walk)
        if self.socket in walk.post.lines:
            raise Pointless(self.socket)
        query, headers = opening(self.actor.name, by=self.by)
        hears = walk.post.connect(walk.book.world, self.socket, self.actor)
        _act(walk, line.step(self.socket, "open", query=query, headers=headers), HEARS, hears)


@dataclass(frozen=True, slots=True)
class HangUp:
    """Close a socket."""

    socket: str

    def play(self, walk: Walk) -> None:
        """Close it."""
        found(walk.post.lines, self.socket)
        del walk.post.lines[self.socket]
        _act(walk, line.step(self.socket, "leave"), HEARS, walk.post.hear(walk.book.world))


@dataclass(frozen=True, slots=True)
class Replay:
    """Ask again for what came after a number. Law U8.

    Args:
        back: how many numbers before the last one.
    """

    socket: str
    back: int

    def play(self, walk: Walk) -> None:
        """Ask."""
        found(walk.post.lines, self.socket)
        last = walk.post.inbox(walk.post.lines[self.socket].actor.name).last
        after = max(last - self.back, 0)
        answer = walk.post.replayed(walk.book.world, self.socket, after)
        say(walk, self.socket, {"type": "replay", "after_seq": after}, answer, REPLAYED)


@dataclass(frozen=True, slots=True)
class Miss:
    """Lose the connection, come back, and ask for what was missed. Laws U8 and U10."""

    socket: str
    meanwhile: Any = None  # a move

    def play(self, walk: Walk) -> None:
        """Lose it."""
        found(walk.post.lines, self.socket)
        known = walk.post.lines[self.socket]
        actor, seq = known.actor, known.seq
        assert isinstance(actor, Actor)
        HangUp(self.socket).play(walk)
        if self.meanwhile is not None:
            self.meanwhile.play(walk)
        Connect(actor, self.socket).play(walk)
        answer = walk.post.replayed(walk.book.world, self.socket, seq)
        say(walk, self.socket, {"type": "replay", "after_seq": seq}, answer, REPLAYED)


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask for the count, whether anybody is there, or something that nobody understands."""

    socket: str
    what: Literal["get_unread_count", "ping", "nonsense"]

    def play(self, walk: Walk) -> None:
        """Ask."""
        found(walk.post.lines, self.socket)
        last = walk.post.inbox(walk.post.lines[self.socket].actor.name).last
        answers: dict[str, list[Any]] = {
            "get_unread_count": ["unread_count", last],
            "ping": ["pong"],
            "nonsense": ["error", "unknown_type"],
        }
        say(walk, self.socket, {"type": self.what}, [answers[self.what]], HEARS)


@dataclass(frozen=True, slots=True)
class Read:
    """Mark notifications as read. Laws U2, U3, U4 and U10.

    Args:
        newest: how many of the newest that one sees; None for all, said so.
        socket: by which; empty for a request.
        whose: somebody else, whose newest is named too: then nothing is marked.
    """

    actor: Actor
    newest: int | None = None
    socket: str = ""
    whose: Actor | None = None

    def play(self, walk: Walk) -> None:
        """Mark them."""
        begin(walk)
        world = walk.book.world
        if self.socket and (self.socket not in walk.post.lines):
            raise Pointless(self.socket)
        ids = None if self.newest is None else _ids(walk, self.actor, self.newest)
        foreign = [] if self.whose is None else _ids(walk, self.whose, 1)
        if ids is not None and not [*ids, *foreign]:
            raise Pointless("nothing to read")
        what: dict[str, Any] = {"all": True} if ids is None else {"ids": [*ids, *foreign]}
        before = walk.post.unread(world, self.actor)
        updated = 0
        if not foreign:
            shown = sorted(walk.post.visible(world, self.actor), key=lambda item: -item.seq)
            seqs = None if self.newest is None else [item.seq for item in shown[: self.newest]]
            updated = walk.post.mark(world, self.actor, seqs)
        if self.socket:
            last = walk.post.inbox(self.actor.name).last
            answer = ["error", "unknown_notification"] if foreign else ["unread_count", last]
            say(walk, self.socket, {"type": "mark_read", **what}, [answer], READING)
            return
        expected: dict[str, Any] = {"status": [200]}
        if foreign:
            expected = {"status": NOT_MINE, "codes_in": ["notifications.unknown_notification"]}
        else:
            expected["values"] = {"/updated": updated, "/unread_count": before - updated}
        hears = walk.post.hear(world)
        step = ask("notification_mark_read", self.actor, what)
        entry = walk.send(step.must(READING, hears=hears, mailed={}, **expected), keep=True)
        if walk.counted:
            inbox_tally.moved("mark as read", not foreign)
        look(walk, entry, {self.actor.name, *([self.whose.name] if self.whose else [])})


@dataclass(frozen=True, slots=True)
class SetRead:
    """Say of one notification that it is read, or is not."""

    actor: Actor
    is_read: bool
    nth: int = 0  # from the newest

    def play(self, walk: Walk) -> None:
        """Say so."""
        begin(walk)
        world = walk.book.world
        ids = _ids(walk, self.actor, self.nth + 1)
        if len(ids) <= self.nth:
            raise Pointless("no such notification")
        shown = sorted(walk.post.visible(world, self.actor), key=lambda item: -item.seq)
        shown[self.nth].is_read = self.is_read
        step = ask(
            "notification_update", self.actor, {"is_read": self.is_read}, notification_id=ids[self.nth]
        )
        hears = walk.post.hear(world)
        expected = {"status": [200], "values": {"/is_read": self.is_read}, "hears": hears}
        entry = walk.send(step.must(READING, **expected), keep=True)
        if walk.counted:
            inbox_tally.moved("mark one", True)
        look(walk, entry, {self.actor.name})


def say(walk: Walk, socket: str, frame: Any, answer: Sequence[list[Any]], check: str) -> Entry:
    """Send one frame; it is answered so, and whoever else is to hear of it does."""
    hears = walk.post.hear(walk.book.world, {socket: list(answer)})
    return _act(walk, line.step(socket, "say", body={"json": frame}), check, hears)


def _act(walk: Walk, step: Any, check: str, hears: Any) -> Entry:
    entry = walk.act({**step, "expect": {"check": check, "hears": hears}})
    if walk.counted:
        inbox_tally.acted(step["act"], hears)
    look(walk, entry)
    return entry


def _ids(walk: Walk, actor: Actor, count: int) -> list[str]:
    """Return the ids of the newest notifications that somebody sees."""
    listed = walk.send(ask("notification_list", actor, query=NEWEST), brings=True)
    ids = [row["id"] for row in listed.document["results"][:count]]
    walk.made.update({f"notification/{each}": each for each in ids})
    return ids
