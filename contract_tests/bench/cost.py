"""CPU seconds, never wall time: the machine may be busy with other things."""

import resource
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import psutil


@dataclass(frozen=True, slots=True)
class Cost:
    """What one part of the benchmark spent in one round, in CPU seconds (user and system).

    Args:
        cases: test cases judged.
        requests: requests that the application answered; probes of the checks included.
        client: the process that makes the cases; the application too, where it runs in that process.
        server: the application, where it has processes of its own.
        database: the PostgreSQL backends of the part; None where they cannot be seen.
        start: what the client spent before the first case and after the last; not part of `client`.
        peak_rss_mib: of the largest process.
    """

    cases: int
    requests: int
    client: float
    server: float
    database: float | None
    start: float
    peak_rss_mib: float

    @property
    def case_ms(self) -> float:
        """CPU milliseconds for each case, client and server, without start and without database."""
        return 1000 * (self.client + self.server) / max(self.cases, 1)

    @property
    def case_ms_with_start(self) -> float:
        """The same with what it takes to start: imports, collection, the world."""
        return self.case_ms + 1000 * self.start / max(self.cases, 1)

    @property
    def case_ms_with_database(self) -> float | None:
        """The same as `case_ms` with PostgreSQL's part."""
        return None if self.database is None else self.case_ms + 1000 * self.database / max(self.cases, 1)

    def document(self) -> dict[str, Any]:
        """Return what the report holds."""
        return {
            **{
                name: round(value, 4) if isinstance(value, float) else value
                for name, value in asdict(self).items()
            },
            "case_ms": round(self.case_ms, 3),
        }


def own_cpu() -> float:
    """Return the CPU seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def own_peak_rss_mib() -> float:
    """Return the largest resident size of this process so far. Linux counts in KiB, macOS in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if psutil.MACOS else 1024)


def cpu_of(processes: Iterable[int]) -> float | None:
    """Return the CPU seconds of running processes so far; None when one of them cannot be seen."""
    try:
        times = [psutil.Process(process).cpu_times() for process in processes]
    except psutil.Error:
        return None
    return float(sum(each.user + each.system for each in times))


def since(before: float | None, after: float | None) -> float | None:
    """Return the difference of two readings; None when either is missing."""
    return None if before is None or after is None else after - before
