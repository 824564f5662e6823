"""What each user was told, what of it is unread, and what each open socket must hear of it.

Source: domain.md, section 9; laws U1 to U10 and V9. Rows and people go by their names in the world.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contract_tests.model import access
from contract_tests.model.access import Viewer
from contract_tests.model.access_world import World, row_id
from contract_tests.model.telling import TYPES, Notice

REPLAYED_AT_ONCE = 100


@dataclass
class Item:
    """One notification of one user."""

    seq: int
    type: str
    application: str  # empty for none
    is_read: bool = False


@dataclass
class Inbox:
    """All that one user was told, in order."""

    items: list[Item] = field(default_factory=list)
    last: int = 0

    def add(self, type: str, application: str) -> Item:
        """Tell one thing more: it has the next number."""
        self.last += 1
        self.items.append(Item(self.last, type, application))
        return self.items[-1]


@dataclass
class Line:
    """An open socket: whose it is, up to which number and with which count it is told."""

    actor: Viewer
    seq: int
    unread: int


class Post:
    """Every inbox, what each user wishes, and every open socket.

    Args:
        ids: of rows that a scenario has made, by their names.
    """

    def __init__(self, ids: Mapping[str, str]) -> None:
        self.inboxes: dict[str, Inbox] = {}
        self.wishes: dict[str, dict[tuple[str, str], bool]] = {}
        self.digests: dict[str, str] = {}  # who bundles mails, and in which period
        self.bundled: dict[str, int] = {}  # mails that wait for the next one
        self.lines: dict[str, Line] = {}
        self._ids = ids

    def inbox(self, user: str) -> Inbox:
        """Return what a user was told."""
        return self.inboxes.setdefault(user, Inbox())

    def visible(self, world: World, viewer: Viewer) -> list[Item]:
        """Return what a user may read: what is about no application, or about one in sight. Law V9."""
        return [
            item
            for item in self.inbox(viewer.name).items
            if not item.application or access.sees(viewer, item.application, world)
        ]

    def unread(self, world: World, viewer: Viewer) -> int:
        """Return how much of it is unread. Law U1."""
        return sum(not item.is_read for item in self.visible(world, viewer))

    def by_type(self, world: World, viewer: Viewer) -> dict[str, int]:
        """Return the same by type; each is there, also with 0."""
        unread = [item.type for item in self.visible(world, viewer) if not item.is_read]
        return {kind: unread.count(kind) for kind in TYPES}

    def deliver(self, notices: Iterable[Notice]) -> dict[str, int]:
        """Tell people; return how many mails each gets at once. Law U5: the channels are independent."""
        mailed: dict[str, int] = {}
        for notice in notices:
            for user in notice.reaching("in_app", self.wishes):
                self.inbox(user).add(notice.type, notice.application)
            for user in notice.reaching("email", self.wishes):
                waiting = self.bundled if self.digests.get(user, "none") != "none" else mailed
                waiting[user] = waiting.get(user, 0) + 1
        return mailed

    def bundle(self) -> dict[str, int]:
        """Send what waits, one mail each."""
        sent = {user: 1 for user, count in self.bundled.items() if count}
        self.bundled.clear()
        return sent

    # --- reading ----------------------------------------------------------------------------------------
    def mark(self, world: World, viewer: Viewer, seqs: Iterable[int] | None) -> int:
        """Mark these as read, or all; return how many were unread. Laws U2 and U3."""
        wanted = None if seqs is None else set(seqs)
        changed = [
            item
            for item in self.visible(world, viewer)
            if not item.is_read and (wanted is None or item.seq in wanted)
        ]
        for item in changed:
            item.is_read = True
        return len(changed)

    # --- sockets ----------------------------------------------------------------------------------------
    def connect(self, world: World, socket: str, viewer: Viewer) -> dict[str, Any]:
        """Open a socket; return what everybody hears then."""
        inbox = self.inbox(viewer.name)
        self.lines[socket] = Line(viewer, inbox.last, self.unread(world, viewer))
        return self.hear(world, {socket: [["hello", inbox.last]]})

    def replayed(self, world: World, socket: str, after_seq: int) -> list[list[Any]]:
        """Return what a replay brings. Law U8: the visible ones with a greater number, at most 100."""
        line = self.lines[socket]
        later = [item for item in self.visible(world, line.actor) if item.seq > after_seq]
        return [*map(self._frame, later[:REPLAYED_AT_ONCE]), ["replay_done"]]

    def hear(self, world: World, answers: Mapping[str, list[list[Any]]] | None = None) -> dict[str, Any]:
        """Return what each open socket hears after a step: what is new, and the count when it has changed.

        Args:
            answers: what a socket is answered besides, by socket; `unread_count` is told once.
        """
        found: dict[str, Any] = {}
        for name, line in self.lines.items():
            inbox, unread = self.inbox(line.actor.name), self.unread(world, line.actor)
            new = [item for item in self.visible(world, line.actor) if item.seq > line.seq]
            answer = list((answers or {}).get(name, []))
            frames = [self._frame(item) for item in new] + answer
            is_told = any(frame[0] in ("notification", "unread_count") for frame in frames)
            if unread != line.unread and not is_told:
                frames.append(["unread_count", inbox.last])
            line.seq, line.unread = inbox.last, unread
            found[name] = {"frames": frames, "unread": unread, "code": None}
        return found

    def _frame(self, item: Item) -> list[Any]:
        about = item.application and (self._ids.get(item.application) or row_id(item.application))
        return ["notification", item.seq, item.type, about or None]
