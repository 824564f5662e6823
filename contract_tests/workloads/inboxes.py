"""The state machine of notifications: several people with several sockets, whatever happens meanwhile.

Each scenario is one transaction, rolled back at its end. After each step every open socket has received
exactly what its owner was told, in order, and every list and count agrees with it.
"""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from contract_tests import profiles
from contract_tests.actors import ADMIN, BDM, BDM_STRANGER, BORROWER, BROKER, BROKER_STRANGER, Actor
from contract_tests.model.audience import AUDIENCES
from contract_tests.model.stage_graph import ASKS_FOR_MORE
from contract_tests.model.telling import TYPES
from contract_tests.workloads.moves.sockets import Ask, Connect, HangUp, Miss, Read, Replay, SetRead
from contract_tests.workloads.moves.telling import Hand, HandOver, MoveBranch, MoveOn, TakeAway, Wish
from contract_tests.workloads.stages import Playing

READERS = st.sampled_from((BDM, BROKER, BORROWER, BROKER, BORROWER, BROKER_STRANGER, BDM_STRANGER, ADMIN))
WRITERS = st.sampled_from((ADMIN, ADMIN, BDM, BROKER, BROKER_STRANGER))
FILES = st.sampled_from(("application/inquiry", "application/sent_to_lender", "application/stranger"))
STAGES = st.sampled_from(("withdrawn", "declined", ASKS_FOR_MORE, "inquiry", "sent_to_lender", "settled"))
BROKERS = st.sampled_from(("broker/broker", "broker/colleague", "broker/broker_stranger"))
DEVICES = 3


class InboxWalk(Playing, RuleBasedStateMachine):
    """One scenario."""

    _hypothesis_internal_use_seed = profiles.SEED

    # --- sockets ----------------------------------------------------------------------------------------
    @rule(actor=READERS, device=st.integers(1, DEVICES), by=st.sampled_from(("query", "protocol")))
    def connect(self, actor: Actor, device: int, by: Any) -> None:
        """Open a socket."""
        self.play(Connect(actor, f"{actor.name}_{device}", by))

    @rule(data=st.data())
    def hang_up(self, data: Any) -> None:
        """Close one."""
        self.play(HangUp(self._socket(data)))

    @rule(data=st.data(), back=st.integers(0, 12))
    def replay(self, data: Any, back: int) -> None:
        """Ask again for what was."""
        self.play(Replay(self._socket(data), back))

    @rule(data=st.data(), what=st.sampled_from(("get_unread_count", "ping", "nonsense")))
    def ask(self, data: Any, what: Any) -> None:
        """Ask something."""
        self.play(Ask(self._socket(data), what))

    @rule(data=st.data(), actor=WRITERS, file=FILES, to=STAGES)
    def miss(self, data: Any, actor: Actor, file: str, to: str) -> None:
        """Lose the connection while an application moves."""
        self.play(Miss(self._socket(data), MoveOn(actor, file, to)))

    # --- what is told -----------------------------------------------------------------------------------
    @rule(actor=WRITERS, file=FILES, to=STAGES, comment=st.sampled_from((True, True, False)))
    def move(self, actor: Actor, file: str, to: str, comment: bool) -> None:
        """Move an application, or try to."""
        self.play(MoveOn(actor, file, to, comment))

    @rule(actor=st.one_of(WRITERS, READERS), file=FILES, audience=st.sampled_from(AUDIENCES))
    def upload(self, actor: Actor, file: str, audience: str) -> None:
        """Upload a document."""
        self.play(Hand(actor, self.new("document"), file, audience))

    @rule(file=FILES, broker=BROKERS)
    def hand_over(self, file: str, broker: str) -> None:
        """Give an application to somebody else."""
        self.play(HandOver(file, broker))

    @rule(file=FILES, borrower=st.sampled_from(("borrower/borrower", "borrower/borrower_stranger")))
    def take_away(self, file: str, borrower: str) -> None:
        """Change who stands on an application."""
        self.play(TakeAway(file, borrower))

    @rule(branch=st.sampled_from(("branch/home", "branch/away")))
    def move_branch(self, branch: str) -> None:
        """Move a broker."""
        self.play(MoveBranch("broker/broker", branch))

    @rule(actor=READERS, kind=st.sampled_from(TYPES), in_app=st.booleans(), email=st.booleans())
    def wish(self, actor: Actor, kind: str, in_app: bool, email: bool) -> None:
        """Change what one wants to hear of."""
        self.play(Wish(actor, kind, in_app, email))

    # --- reading ----------------------------------------------------------------------------------------
    @rule(actor=READERS, newest=st.sampled_from((None, 1, 2, 5)))
    def read(self, actor: Actor, newest: int | None) -> None:
        """Read by a request."""
        self.play(Read(actor, newest))

    @rule(data=st.data(), newest=st.sampled_from((None, 1, 2, 5)))
    def read_on_device(self, data: Any, newest: int | None) -> None:
        """Read by a socket."""
        socket = self._socket(data)
        line = self.walk.post.lines.get(socket)
        if line is not None and isinstance(line.actor, Actor):
            self.play(Read(line.actor, newest, socket))

    @rule(actor=READERS, other=READERS)
    def read_foreign(self, actor: Actor, other: Actor) -> None:
        """Try to read what is somebody else's."""
        if actor != other:
            self.play(Read(actor, 1, whose=other))

    @rule(actor=READERS, is_read=st.booleans(), nth=st.integers(0, 2))
    def set_read(self, actor: Actor, is_read: bool, nth: int) -> None:
        """Say of one that it is read, or is not."""
        self.play(SetRead(actor, is_read, nth))

    def _socket(self, data: Any) -> str:
        known = sorted(self.walk.post.lines)
        return str(data.draw(st.sampled_from(known or ["none"]), label="socket"))
