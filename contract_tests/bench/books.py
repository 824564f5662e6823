"""Two drawn books, one a hundred times the other: what grows with the book, and what does not.

Each has a database of its own, which stays for the next run: to draw the large one takes minutes.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_ROOT = Path(__file__).resolve().parent.parent.parent
TODAY = "2026-06-30"  # of the books: the same rows in every run
APPLICATIONS = {"small": 960, "large": 96_000}  # about 10,000 and 1,000,000 instalments
GOAL = 1.5
_QUERIES = 6
_AROUND = 3  # BEGIN, the query that finds the caller, COMMIT


def measure(
    run: Callable[[str, dict[str, str]], dict[str, Any]], say: Callable[[str], None]
) -> dict[str, Any]:
    """Draw what is missing, and measure both books in turn.

    Args:
        run: runs a module under an environment and returns what it wrote.
    """
    found = {}
    for name, applications in APPLICATIONS.items():
        say(f"The {name} book: {applications} applications ...")
        ours = _database(f"crm_bench_{name}", applications)
        found[name] = run("contract_tests.bench.reports", ours)
    return found


def _database(name: str, applications: int) -> dict[str, str]:
    from django.conf import settings
    from django.db import connection

    url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
    ours = {**os.environ, "DATABASE_URL": url, "BENCH_TODAY": TODAY}
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{name}"')
    book = ("seed_demo", "--applications", str(applications), "--seed", "1", "--today", TODAY)
    for command in (("migrate", "--verbosity", "0"), book):
        subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "manage.py", *command],
            cwd=_ROOT,
            env=ours,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return ours


def as_text(found: Mapping[str, Any]) -> list[str]:
    """Return the tables for a person."""
    small, large = found["small"], found["large"]
    lines = [
        "",
        f"reports over {small['repayments']} and {large['repayments']} instalments; by hand: the same answer",
        f"  {'':<34} {'ms':>9} {'ms':>9} {'by hand':>9} {'ratio':>7}  queries",
    ]
    for path, cost in large["reports"].items():
        mark = "" if cost["ratio"] <= GOAL else f"  above {GOAL}"
        before = small["reports"][path]
        lines.append(
            f"  {path:<34} {before['ms']:>9} {cost['ms']:>9} {cost['hand_ms']:>9} {cost['ratio']:>7}"
            f"  {_queries(before, cost, most=_QUERIES + _AROUND)}{mark}"
        )
    lines.append("first pages of lists, and searches")
    for part in ("lists", "searches"):
        for path, cost in large[part].items():
            before = small[part][path]
            ratio = cost["ms"] / before["ms"]
            mark = "" if ratio <= GOAL or part == "searches" else f"  above {GOAL}"
            queries = _queries(before, cost, counts=1)
            lines.append(
                f"  {path:<34} {before['ms']:>9} {cost['ms']:>9} {'':>9} {ratio:>7.2f}  {queries}{mark}"
            )
    return lines


def _queries(
    small: Mapping[str, Any], large: Mapping[str, Any], *, most: int | None = None, counts: int = 0
) -> str:
    """Return the queries of a request.

    Args:
        counts: queries that are left out where the first page shows everything.
    """
    few, many = small["queries"], large["queries"]
    is_constant = 0 <= many - few <= counts and (most is None or many <= most)
    return f"{many}" if is_constant else f"{few} -> {many} NOT CONSTANT"
