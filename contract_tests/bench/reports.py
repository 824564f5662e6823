"""One book: what reports, lists and searches cost through HTTP, beside SQL written by hand, and in queries.

Run by `books` with DATABASE_URL of the book. The demo's admin asks, who sees all of it; for lists the demo's
broker asks too, whose files are the same few in every book.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from contract_tests.bench import by_hand

ROUNDS, MOST_ROUNDS = 7, 40
_BRIEF, _ENOUGH = 0.4, 15.0  # seconds of one measurement: what is brief is repeated more, what is long less
_PASSWORD = "Demo-only-2026"  # noqa: S105 - printed by seed_demo


def main() -> None:
    """Measure and write the best times."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    setup_test_environment()
    client, today = Client(), os.environ["BENCH_TODAY"]
    bearers = {}
    for role in ("admin", "broker"):
        login = {"email": f"{role}@demo.example", "password": _PASSWORD}
        signed_in = client.post("/api/v1/auth/login/", login, content_type="application/json").json()
        bearers[role] = {"Authorization": f"Bearer {signed_in['access']}"}
    bound: dict[str, Any] = {"today": date.fromisoformat(today), "zone": by_hand.ZONE}

    def asked(path: str, body: Any = None, *, role: str = "admin") -> Any:
        credentials = bearers[role]
        if body is None:
            answer = client.get(f"/api/v1{path}", headers=credentials)
        else:
            answer = client.post(f"/api/v1{path}", body, content_type="application/json", headers=credentials)
        if answer.status_code != 200:
            raise SystemExit(f"{path} was answered {answer.status_code}")
        return answer.json()

    def written(*statements: str) -> list[Any]:
        found = []
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, bound)
                found.append(cursor.fetchall())
        return found

    def cost(call: Callable[[], Any], hand: Callable[[], Any] | None = None) -> dict[str, Any]:
        with CaptureQueriesContext(connection) as captured:
            call()  # and warm
        sys.stderr.write(".")
        sys.stderr.flush()
        queries = len(captured)  # the next request forgets them
        times: dict[str, list[float]] = {"api": [], "hand": []}
        began = time.perf_counter()
        while len(times["api"]) < MOST_ROUNDS:
            times["api"].append(_spent(call))
            if hand:
                times["hand"].append(_spent(hand))
            if time.perf_counter() - began > (_BRIEF if len(times["api"]) >= ROUNDS else _ENOUGH):
                break
        shown: dict[str, Any] = {"ms": _best(times["api"]), "queries": queries}
        if hand:
            pairs = zip(times["api"], times["hand"], strict=True)
            ratio = statistics.median(mine / other for mine, other in pairs)
            shown |= {"hand_ms": _best(times["hand"]), "ratio": round(ratio, 2)}
        return shown

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM repayments_repayment")
        rows = cursor.fetchone()[0]
    reports: dict[str, Any] = {}
    for path, statement in by_hand.STATEMENTS.items():
        statements = (statement, by_hand.REACHED) if "status" in path else (statement,)
        address = path.format(today=today)
        _compare(path, asked(address), written(*statements))
        reports[path.partition("?")[0]] = cost(
            partial(asked, address),
            partial(written, *statements),
        )
    spec = json.loads(json.dumps(by_hand.CUSTOM).replace("{today}", today))
    _compare("/reports/custom/", asked("/reports/custom/", spec), written(by_hand.CUSTOM_BY_HAND))
    reports["/reports/custom/"] = cost(
        lambda: asked("/reports/custom/", spec), lambda: written(by_hand.CUSTOM_BY_HAND)
    )
    lists = {}
    for name in (*by_hand.LISTS, *by_hand.BROKER_LISTS):
        words, _, role = name.partition(" of a ")
        path, _, query = words.partition("?")
        address = f"/{path}/?{query}" if query else f"/{path}/"
        lists[name] = cost(partial(asked, address, role=role or "admin"))
    searches = {path: cost(partial(asked, path)) for path in by_hand.SEARCHES}
    sys.stderr.write("\n")
    result = {"repayments": rows, "reports": reports, "lists": lists, "searches": searches}
    Path(os.environ["BENCH_RESULT"]).write_text(json.dumps(result))


def _compare(path: str, answer: Any, found: list[Any]) -> None:
    """Refuse to measure two that do not answer the same."""
    if "compliance" in path:
        totals = answer["totals"]
        mine = [totals["due_count"], totals["amount_due"], totals["amount_collected"], totals["paid_on_time"]]
        other = [sum(row[place] or 0 for row in found[0]) for place in (1, 2, 3, 4)]
    elif "volume" in path:
        mine = [answer["totals"]["count"], answer["totals"]["total_amount"]]
        other = [sum(row[place] or 0 for row in found[0]) for place in (1, 2)]
    elif "status" in path:
        mine = [*answer["by_stage"].values(), *answer["reached"].values()]
        stands, reached = ({row[0]: row[1] for row in rows} for rows in found)
        other = [stands.get(stage, 0) for stage in answer["by_stage"]]
        other += [reached.get(stage, 0) for stage in answer["reached"]]
    else:
        mine = [cell for row in (*answer["rows"], answer["totals"]) for cell in row]
        other = [cell for row in sorted(found[0], key=lambda row: (row[0] is None, row[0])) for cell in row]
    if [_plain(each) for each in mine] != [_plain(each) for each in other]:
        raise SystemExit(f"{path} and the statement by hand differ: {mine} {other}")


def _plain(value: Any) -> Any:
    try:
        return Decimal(value) if value is not None else None
    except ArithmeticError:
        return value


def _best(times: list[float]) -> float:
    """Return the least in milliseconds: other work comes and goes between the two books."""
    return round(1000 * min(times), 1)


def _spent(call: Callable[[], Any]) -> float:
    """Return seconds of the clock: most of the work is PostgreSQL's."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
