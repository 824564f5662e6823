"""What a run has shown: every request counts itself here."""

from collections import Counter
from dataclasses import dataclass, field

VALIDATION = frozenset({400, 413, 415, 422})


@dataclass
class Shown:
    """What the test cases of one operation have shown."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    edge: int = 0
    expired: int = 0


@dataclass
class Reach:
    """How many valid test cases of one phase were accepted."""

    valid: int = 0
    accepted: int = 0

    @property
    def ratio(self) -> float | None:
        """Accepted valid test cases; None when there were none."""
        return round(self.accepted / self.valid, 4) if self.valid else None


@dataclass
class StageGraph:
    """What the walks have shown of the stage graph. A move is called `inquiry -> withdrawn by A`.

    Args:
        taken: edges, with who took them.
        forbidden: edges refused to a role that may not take them.
        no_edges: moves refused because the graph has no such edge.
        met, unmet: guards that the API has answered so.
    """

    taken: set[str] = field(default_factory=set)
    forbidden: set[str] = field(default_factory=set)
    no_edges: set[str] = field(default_factory=set)
    met: set[str] = field(default_factory=set)
    unmet: set[str] = field(default_factory=set)


class Recorder:
    """Counts of one run. There is one: RECORDER."""

    def __init__(self) -> None:
        self.test = "unknown"  # the test function in hand; set by contract_tests.report
        self.by_test: Counter[str] = Counter()
        self.operations: dict[str, Shown] = {}
        self.reach: dict[str, Reach] = {}
        self.checks: set[str] = set()
        self.stages = StageGraph()
        # Moves about money: `pay: accepted`, `code fees.not_paid`, `posted settlement` -> how often.
        self.money: Counter[str] = Counter()
        # Moves about documents, signatures and notes, in the same way; `request completed` -> how often.
        self.papers: Counter[str] = Counter()
        # The socket: `frames sent`, `message hello`, `close 4401` -> how often.
        self.channel: Counter[str] = Counter()
        # Sockets of real servers, by channel layer: `redis: sent`, `memory: close 4401` -> how often.
        self.live: Counter[str] = Counter()
        # Moves about notifications, what people were told of, and frames that were received, in the same way.
        self.inboxes: Counter[str] = Counter()
        # What must be true of requests at once -> meetings held, requests in them, how many had to wait.
        self.meetings: dict[str, Counter[str]] = {}

    @property
    def total(self) -> int:
        """Every request of the run that was judged."""
        return self.by_test.total()

    def count(
        self,
        operation: str,
        status: int,
        *,
        credential: str = "good",
        edge: bool = False,
        valid_in: str | None = None,
        own: bool = True,
    ) -> None:
        """Count one judged request.

        Args:
            operation: operationId.
            credential: variant that was sent, see `hooks.auth.VARIANTS`.
            edge: the test case sits on a boundary of its input.
            valid_in: phase of a generated test case whose data is valid; None for all others.
            own: sent with the operation's own method; an accepted OPTIONS says nothing of its success.
        """
        shown = self.operations.setdefault(operation, Shown())
        self.by_test[self.test] += 1
        shown.cases += 1
        if own or status >= 300:
            shown.statuses[status] += 1
        shown.edge += edge
        shown.expired += credential == "expired" and status == 401
        if valid_in:
            reach = self.reach.setdefault(valid_in, Reach())
            reach.valid += 1
            reach.accepted += status < 300

    def reached(self) -> list[str]:
        """Return the operations that answered 2xx at least once."""
        return [
            name
            for name, shown in self.operations.items()
            if any(200 <= code < 300 for code in shown.statuses)
        ]


RECORDER = Recorder()
