"""Requests that really meet: threads with connections of their own, on a committed copy of the seeded world.

A transaction that is rolled back at its end is seen by its own connection only, so what happens between two
requests cannot be tried in it. Meetings take place in a copy of the seeded database (`CREATE DATABASE ..
TEMPLATE`, a tenth of a second and more) that is dropped afterwards: whatever is committed there, no other
test of this process can see it.

That requests overlap is not left to luck. A gate holds every table, twice:
- in EXCLUSIVE mode, until every request has answered or waits: reading goes on, the first row lock or write
  of each waits. So each has read and judged what it reads and judges without a lock, before any has a lock.
- then in SHARE mode, until every request has answered or waits again: rows are locked, the first write waits.
  So each has judged what it judges under its own locks, before any has changed anything.
"""

import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import psycopg
from django.core.cache import cache
from django.db import connection, connections
from psycopg import sql

from hooks import storage
from hooks.isolation import keep_connection

Result = TypeVar("Result")
# What takes longer hangs. Locks give up first, so that it is told who waited, not only that somebody did.
LOCK_SECONDS, STATEMENT_SECONDS, DEADLINE_SECONDS = 6, 8, 15
# Who wants the same row waits for all that came before, so a crowd takes longer: so much for each beyond.
_CROWD, _MORE_SECONDS_EACH = 5, 1
_GATHER_SECONDS = 5

# The table of locks tells at once who is free again; what a backend says of itself lags behind.
_WAITING = """
    SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE NOT granted AND datname = %s
"""


class NeverMet(AssertionError):
    """The requests did not overlap: whatever they were answered, it says nothing."""


@dataclass
class Meeting(Generic[Result]):
    """What came of calls at once.

    Args:
        results: in the order of the calls; what a call has raised, instead of its result.
        waited: how many calls waited for a lock when the gate let them lock, or write.
    """

    results: list[Result | BaseException] = field(default_factory=list)
    waited: int = 0


@dataclass(frozen=True)
class Place:
    """A database of its own, with the world in it, committed.

    Args:
        connect: user, host and so on, as psycopg takes them.
    """

    name: str
    connect: dict[str, Any]

    def alone(self, call: Callable[[], Result]) -> Result:
        """Run one call here, and wait for it.

        Raises:
            BaseException: whatever the call raises.
        """
        result = self._run([call], None).results[0]
        if isinstance(result, BaseException):
            raise result
        return result

    def at_once(self, calls: Sequence[Callable[[], Result]]) -> Meeting[Result]:
        """Run calls here, all at once.

        Raises:
            NeverMet: they did not overlap.
        """
        with psycopg.connect(dbname=self.name, **self.connect) as gate:
            rows = gate.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            tables = sql.SQL(", ").join(sql.Identifier(name) for (name,) in rows)
            gate.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(tables))
            gate.execute("SAVEPOINT writing")
            gate.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(tables))
            meeting = self._run(calls, gate)
        if not meeting.waited or len(calls) < 2:
            raise NeverMet(f"of {len(calls)} requests none waited for another; was anything to be written?")
        return meeting

    def _run(
        self, calls: Sequence[Callable[[], Result]], gate: "psycopg.Connection[Any] | None"
    ) -> Meeting[Result]:
        meeting: Meeting[Result] = Meeting([TimeoutError("no answer before the deadline")] * len(calls))
        begin = threading.Barrier(len(calls))
        more = max(0, len(calls) - _CROWD) * _MORE_SECONDS_EACH
        limits = f"-c lock_timeout={LOCK_SECONDS + more}s -c statement_timeout={STATEMENT_SECONDS + more}s"
        threads = [
            threading.Thread(target=self._call, args=(meeting, place, call, begin, limits), daemon=True)
            for place, call in enumerate(calls)
        ]
        for thread in threads:
            thread.start()
        if gate is not None:
            waited = self._gather(gate, threads)
            gate.execute("ROLLBACK TO SAVEPOINT writing")  # what was locked since is free
            meeting.waited = max(waited, self._gather(gate, threads))
            gate.commit()
        end = time.monotonic() + DEADLINE_SECONDS + more
        for thread in threads:
            thread.join(timeout=max(0.0, end - time.monotonic()))
        return meeting

    def _call(
        self,
        meeting: Meeting[Result],
        place: int,
        call: Callable[[], Result],
        begin: threading.Barrier,
        limits: str,
    ) -> None:
        own = connections["default"]
        options = {**own.settings_dict.get("OPTIONS", {}), "options": limits}
        own.settings_dict = {**own.settings_dict, "NAME": self.name, "OPTIONS": options}
        try:
            own.ensure_connection()
            begin.wait(timeout=_GATHER_SECONDS)
            meeting.results[place] = call()
        except BaseException as raised:  # told by who asked
            meeting.results[place] = raised
        finally:
            own.close()

    def _gather(self, gate: "psycopg.Connection[Any]", threads: Sequence[threading.Thread]) -> int:
        """Wait until each call has ended or waits for a lock; return how many wait."""
        waiting, end = 0, time.monotonic() + _GATHER_SECONDS
        while time.monotonic() < end:
            gate.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees what it has seen first
            found = gate.execute(_WAITING, [self.name]).fetchone()
            waiting = int(found[0]) if found else 0
            if waiting >= sum(thread.is_alive() for thread in threads):
                break
            time.sleep(0.002)
        return waiting


_numbers = itertools.count(1)


@contextmanager
def place() -> Iterator[Place]:
    """Provide a copy of the seeded database, and drop it. Call it outside of any transaction.

    The connection of this thread is closed first: PostgreSQL copies no database that somebody is in.
    """
    assert not connection.in_atomic_block, "the world would be copied without what this transaction has done"
    keep_connection()
    cache.clear()
    found = connection.get_connection_params()
    connect = {name: found[name] for name in ("user", "password", "host", "port") if found.get(name)}
    connection.close()
    name = f"test_meeting_{next(_numbers)}_{os.getpid()}"
    names = sql.Identifier(name), sql.Identifier(str(found["dbname"]))
    # Not template1: while anybody is connected to it, nobody else can make a database.
    with psycopg.connect(dbname="postgres", autocommit=True, **connect) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(names[0]))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        try:
            with storage.undone():
                yield Place(name, connect)
        finally:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(names[0]))
