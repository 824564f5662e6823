"""What each socket owes after each step: which frames, in which order, and which close code.

Source: domain.md, section 9; laws U1, U2, U4, U8, U9 and U10.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contract_tests import asyncapi, world
from contract_tests.channel.frames import Meant, meaning
from contract_tests.channel.standing import Inbox, Open

ONLY_TOKENS = "only_a_living_access_token_opens_a_socket"
OPENS = "a_living_access_token_opens_a_socket"
ONLY_OURS = "only_our_pages_open_a_socket"
TEN_SOCKETS = "a_user_has_ten_sockets"
ENDED = "a_session_that_ends_closes_its_sockets"
EXPIRED = "an_expired_token_closes_its_socket"
SLOW = "who_does_not_read_is_closed"
TEN_ERRORS = "ten_errors_close_a_socket"
ANSWERED = "messages_are_answered_as_documented"
REFUSED = "what_is_no_message_is_answered_by_an_error"
PUBLISHED = "the_server_sends_published_messages_only"
NOT_CLOSED = "nothing_else_closes_a_socket"
NOT_TOLD = "a_socket_tells_nothing_that_is_not_owed"
MARKED = "marking_marks_exactly_those"
COUNTS = "every_socket_knows_the_unread_count"
NEVER_FAILS = "the_socket_never_fails"

MOST_SOCKETS = 10  # of one user
LIFETIME = 900  # seconds, of an access token
PATIENCE = 60  # seconds after which nobody waits for a reader any more
_CHANGED_BY_MARKING = ("is_read", "read_at", "updated_at", "version")


class Fault(Exception):
    """Something else has come than was owed.

    Args:
        check: the sentence that is not true.
    """

    def __init__(self, check: str, message: str) -> None:
        super().__init__(message)
        self.check = check


@dataclass(frozen=True, slots=True)
class Owed:
    """One frame that must come next.

    Args:
        fields: what it says at least.
        codes: of an error, one of these.
        row: of a notification, as it was listed.
    """

    check: str
    message: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    row: Mapping[str, Any] | None = None

    def fault(self, message: str, value: Mapping[str, Any], marked: set[str]) -> str | None:
        """Return what is wrong with a frame in its place; None when nothing is."""
        if message != self.message:
            return f"{message} came, {self} was owed"
        if self.codes and value["code"] not in self.codes:
            return f"error {value['code']} came, {self} was owed"
        wrong = [name for name, owed in self.fields.items() if value[name] != owed]
        if wrong:
            return f"{message}: {wrong[0]} is {value[wrong[0]]!r}, not {self.fields[wrong[0]]!r}"
        if self.row is not None:
            loose = _CHANGED_BY_MARKING if self.row["id"] in marked else ()
            shown = value["notification"]
            wrong = [name for name in self.row if shown.get(name) != self.row[name] and name not in loose]
            if wrong or set(shown) != set(self.row):
                return f"notification {self.row['seq']} is not as the API lists it: {wrong}"
        return None

    def __str__(self) -> str:
        return f"{self.message} {'or '.join(sorted(self.codes))}".strip()


class Ledger:
    """The model of one scenario."""

    def __init__(self) -> None:
        self.sockets: dict[str, Open] = {}
        self.inboxes: dict[str, Inbox] = {}
        self._ended: set[str] = set()
        self._owed: dict[str, list[Owed]] = {}
        self._closing: dict[str, tuple[int, str]] = {}
        self._told: dict[str, list[int]] = {}  # counts of which a socket may hear, changed elsewhere
        self._marked: set[str] = set()
        self._gone_by = 0

    # --- what is done ---------------------------------------------------------------------------------
    def open(self, name: str, owes: Mapping[str, Any], authorization: str) -> None:
        """Note that a socket is being opened."""
        opened = Open(str(owes["session"]), authorization, ages=self._gone_by)
        mine = [one for one in self.sockets.values() if one.user == opened.user and one.code is None]
        self.sockets[name] = opened
        if not owes["ours"]:
            self._closing[name] = (4403, ONLY_OURS)
        elif not owes["good"] or self._has_ended(opened.session):
            self._closing[name] = (4401, ONLY_TOKENS)
        elif len(mine) >= MOST_SOCKETS:
            self._closing[name] = (4429, TEN_SOCKETS)
        else:
            inbox = self._inbox(opened)
            hello = {"user": str(world.user_id(opened.user)), "unread_count": inbox.unread}
            self._owed[name] = [Owed(OPENS, "hello", hello)]

    def send(self, name: str, frame: str | bytes) -> str:
        """Note that a frame is sent; return the message that it is, empty when it is none or too late."""
        socket = self.sockets[name]
        if socket.code is not None or name in self._closing:
            return ""
        meant = meaning(frame)
        inbox = self.inboxes[socket.user]
        owed = self._owed.setdefault(name, [])
        before = inbox.unread
        refused = self._answer(meant, inbox, owed)
        if inbox.unread != before:
            for other, sibling in self.sockets.items():
                if other != name and sibling.user == socket.user:
                    self._told.setdefault(other, []).append(inbox.unread)
        socket.errors += refused
        if socket.errors >= asyncapi.limit("errors"):
            self._closing[name] = (4400, TEN_ERRORS)
        return meant.message

    def _answer(self, meant: Meant, inbox: Inbox, owed: list[Owed]) -> bool:
        """Add what a frame is answered by, and do what it says; return whether it is refused."""
        if meant.codes:
            owed.append(Owed(REFUSED, "error", codes=meant.codes))
            return True
        if meant.message == "ping":
            owed.append(Owed(ANSWERED, "pong"))
            return False
        if meant.message == "replay":
            count = {"unread_count": inbox.unread}
            for row in inbox.after(int(meant.value["after_seq"]), asyncapi.limit("replayed_at_once")):
                owed.append(Owed(ANSWERED, "notification", {"seq": row["seq"], **count}, row=row))
            owed.append(Owed(ANSWERED, "replay_done"))
            return False
        if meant.message.startswith("mark_read"):
            wanted = {str(one).lower() for one in meant.value.get("ids", inbox.rows)}
            if not wanted <= inbox.rows.keys():
                owed.append(Owed(REFUSED, "error", codes=frozenset({"unknown_notification"})))
                return True
            fresh = wanted - inbox.read
            inbox.rows |= {one: {**inbox.rows[one], "is_read": True} for one in fresh}
            inbox.unread -= len(fresh)
            self._marked |= fresh
        owed.append(Owed(ANSWERED, "unread_count", {"unread_count": inbox.unread}))
        return False

    def leave(self, name: str) -> None:
        """Note that a client closes."""
        if self.sockets[name].code is None and name not in self._closing:
            self.sockets[name].code = 1000
            self._owed.pop(name, None)
            self._told.pop(name, None)

    def stall(self, name: str, stalls: bool) -> None:
        """Note that a client stops reading, or reads again."""
        self.sockets[name].is_stalled = stalls

    def wait(self, seconds: int) -> None:
        """Note that time goes by."""
        self._gone_by += seconds
        for name, socket in self.sockets.items():
            socket.ages += seconds
            if socket.code is not None or name in self._closing:
                continue
            if socket.is_stalled:
                if self._owed.get(name) and seconds >= PATIENCE:
                    self._close(name, 1013, SLOW)
            elif socket.ages > LIFETIME:
                self._close(name, 4408, EXPIRED)

    def end(self, pattern: str) -> None:
        """Note that a session has ended, or with `*` every one of a user."""
        if not pattern:
            return
        self._ended.add(pattern)
        for name, socket in self.sockets.items():
            if socket.code is None and name not in self._closing and self._has_ended(socket.session):
                self._close(name, 4401, ENDED)

    def _close(self, name: str, code: int, check: str) -> None:
        self._closing[name] = (code, check)
        self._owed.pop(name, None)
        self._told.pop(name, None)

    def _has_ended(self, session: str) -> bool:
        return session in self._ended or f"{session.partition('/')[0]}*" in self._ended

    def _inbox(self, socket: Open) -> Inbox:
        if socket.user not in self.inboxes:
            inbox = self.inboxes[socket.user] = Inbox()
            inbox.look(socket.authorization)
        return self.inboxes[socket.user]

    # --- what comes -----------------------------------------------------------------------------------
    def published(self, name: str, frame: str | bytes) -> tuple[str, dict[str, Any]]:
        """Return what the server has sent.

        Raises:
            Fault: it is no published message.
        """
        try:
            return asyncapi.read(frame)
        except ValueError as wrong:
            raise Fault(PUBLISHED, f"{name}: {wrong}") from None

    def receive(self, name: str, read: Sequence[tuple[str, dict[str, Any]]], code: int | None) -> bool:
        """Hold what has come to a socket since the last step against what was owed.

        Args:
            code: with which the server has closed; None while it has not.

        Returns:
            Whether it has been closed by the server in this step.

        Raises:
            Fault: it is something else.
        """
        socket = self.sockets[name]
        if socket.code is not None:
            if read:
                raise Fault(NOT_TOLD, f"{name}: {read[0][0]} came after it was closed")
            return False
        due, check = self._closing.get(name, (None, NOT_CLOSED))
        if socket.is_stalled and not read and code is None:
            return False
        if due is not None and code != due:
            raise Fault(check, f"{name}: {'open' if code is None else code}, not closed with {due}")
        self._compare(name, socket, read, check if due else NOT_TOLD)
        if due is None and code is not None:
            raise Fault(NEVER_FAILS if code == asyncapi.SERVER_FAILED else NOT_CLOSED, f"{name}: {code}")
        if code is not None and code not in asyncapi.close_codes():
            raise Fault(PUBLISHED, f"{name}: the close code {code} is not published")
        socket.code = code
        self._closing.pop(name, None)
        return code is not None

    def _compare(
        self, name: str, socket: Open, read: Sequence[tuple[str, dict[str, Any]]], otherwise: str
    ) -> None:
        owed, told = self._owed.pop(name, []), self._told.pop(name, [])
        for message, value in read:
            fault = (
                owed[0].fault(message, value, self._marked) if owed else f"{message} came, nothing was owed"
            )
            if message == "unread_count" and fault and value["unread_count"] in told:
                fault = None
            elif fault:
                raise Fault(owed[0].check if owed else otherwise, f"{name}: {fault}")
            else:
                owed.pop(0)
            self._number(name, self.inboxes[socket.user], message, value)
            socket.count = value.get("unread_count", socket.count)
        if owed:
            raise Fault(owed[0].check, f"{name}: {owed[0]} never came")

    def _number(self, name: str, inbox: Inbox, message: str, value: Mapping[str, Any]) -> None:
        """Hold the number that a frame repeats against that of the frames before."""
        if message not in ("hello", "unread_count"):
            return
        least = max((int(row["seq"]) for row in inbox.rows.values()), default=0)
        if inbox.seq is None and value["seq"] >= least:
            inbox.seq = int(value["seq"])
        if value["seq"] != inbox.seq:
            raise Fault(ANSWERED, f"{name}: {message} says seq {value['seq']}, not {inbox.seq or least}")

    def settle(self) -> None:
        """Look at every inbox, and hold every open socket against it.

        Raises:
            Fault: other notifications are read than were marked, or a socket knows another count.
        """
        for user, inbox in self.inboxes.items():
            mine = {name: one for name, one in self.sockets.items() if one.user == user and one.code is None}
            alive = [one for name, one in mine.items() if name not in self._closing]
            if not alive:
                continue
            rows, unread = inbox.rows, inbox.unread
            inbox.look(alive[0].authorization)
            if {**rows}.keys() != inbox.rows.keys() or inbox.unread != unread:
                raise Fault(
                    MARKED, f"{user}: {inbox.unread} of {len(inbox.rows)} unread, not {unread} of {len(rows)}"
                )
            for one, row in inbox.rows.items():
                loose = _CHANGED_BY_MARKING[1:] if one in self._marked else ()
                wrong = [name for name in row if row[name] != rows[one][name] and name not in loose]
                if wrong:
                    raise Fault(MARKED, f"{user}: notification {row['seq']} has another {wrong[0]}")
            for name, socket in mine.items():
                if socket.count != unread and not socket.is_stalled:
                    raise Fault(COUNTS, f"{name} was told {socket.count}, unread are {unread}")
        self._marked.clear()
