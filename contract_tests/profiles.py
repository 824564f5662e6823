"""How hard a run tries, and what else its environment says."""

import os
import random
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis.database import DirectoryBasedExampleDatabase

ROOT = Path(__file__).resolve().parent.parent
# Runs that overlap, such as the proofs, keep apart by these two.
REPORTS = ROOT / (os.environ.get("REPORTS_DIR") or "reports/contract")
REGRESSIONS = ROOT / "contract_tests" / "regressions"
# A cache of failures between runs; relative, so that reports name no machine.
DATABASE = os.environ.get("HYPOTHESIS_DIR") or ".hypothesis/contract"

_ALL = (Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink)
_STORED = (Phase.reuse, Phase.shrink)


@dataclass(frozen=True, slots=True)
class Profile:
    """Counts are per operation, and the same for each, so that a run's length grows with the API alone.

    Args:
        positive: valid test cases of the fuzz phase.
        negative: invalid test cases of the fuzz phase.
        scenarios: sequences of the stateful phase, for the whole API.
        steps: requests in one sequence, at most.
    """

    name: str
    positive: int
    negative: int
    scenarios: int
    steps: int
    phases: tuple[Phase, ...] = _ALL

    def hypothesis(self, count: int) -> settings:
        """Return Hypothesis' settings for a test of `count` test cases."""
        return settings(
            max_examples=max(count, 1),
            phases=self.phases,
            database=DirectoryBasedExampleDatabase(DATABASE),
            deadline=None,  # a time limit of our own guards each request
            derandomize=False,  # also where CI is set: the seed is printed, and SEED repeats it
            print_blob=False,
            report_multiple_bugs=True,
            stateful_step_count=self.steps,
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
        )

    def sequences(self, *, share: int = 1) -> settings:
        """Return Hypothesis' settings for the stateful phase.

        Only the deep profile lets Hypothesis shrink sequences, and find other faults behind the first: it
        takes thousands of requests for what `reducing` does in fifty.

        Args:
            share: draw one sequence in so many.
        """
        kept = [phase for phase in self.phases if self.name == "deep" or phase is not Phase.shrink]
        return settings(self.hypothesis(self.scenarios // share), phases=kept)

    def walks(self, *, share: int = 1) -> settings:
        """Return Hypothesis' settings for the scenarios of the stages: fewer, and longer.

        Args:
            share: draw one scenario in so many.
        """
        count = max(self.scenarios // (2 * share), 1)
        return settings(self.sequences(), max_examples=count, stateful_step_count=2 * self.steps)


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("quick", positive=30, negative=18, scenarios=40, steps=8),
        Profile("deep", positive=2_000, negative=1_500, scenarios=2_000, steps=15),
        # Only what earlier runs have stored.
        Profile("replay", positive=1, negative=1, scenarios=1, steps=15, phases=_STORED),
    )
}


def _profile() -> Profile:
    name = os.environ.get("PROFILE") or "quick"
    if name not in PROFILES:
        raise ValueError(f"PROFILE={name} is not known. Please use one of: {', '.join(PROFILES)}")
    return PROFILES[name]


def _seed() -> int:
    given = os.environ.get("SEED")
    if not given:
        # Kept in the environment, so that every part of this run, and each of its processes, uses the same.
        given = os.environ["SEED"] = str(random.SystemRandom().randrange(2**32))
    return int(given)


def _part() -> tuple[int, int] | None:
    number, _, count = os.environ.get("PART", "").partition("/")
    return (int(number), int(count)) if count else None


PART = _part()  # (number, count) in one of several processes, see contract_tests.parallel
OWN_REPORTS = REPORTS / "parts" / str(PART[0]) if PART else REPORTS
PROFILE = _profile()
SEED = _seed()
OPERATION = os.environ.get("OPERATION") or None
REPLAY_ID = os.environ.get("ID") or None
NARROWED = bool(os.environ.get("TEST"))  # to some of the tests; reach is not theirs to prove
REPLAYING = PROFILE.name == "replay"


def is_mine(number: int) -> bool:
    """Whether what has this number belongs to this process."""
    return PART is None or number % PART[1] == PART[0] - 1
