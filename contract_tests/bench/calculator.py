"""What the longest schedule costs through HTTP, beside a bare Decimal loop over the same rows, in one run.

And how many SQL queries a page of instalments takes, whatever its size.
"""

import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from hooks.names import identifier

APPLICATION = str(identifier("application/inquiry"))
ROUNDS = 25
ROWS = 2_080
_CENT = Decimal("0.01")
_PAGES = (20, 100)
TERMS: dict[str, Any] = {
    "loan_amount": "750000.00",
    "annual_rate": "6.2500",
    "term_months": 480,
    "repayment_type": "principal_and_interest",
    "repayment_frequency": "weekly",
    "day_count": "periodic",
    "starts_on": "2024-01-31",
}


def main() -> None:
    """Measure both, in turn, and write the medians."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    from contract_tests import world
    from hooks import auth
    from hooks.isolation import rollback_case

    setup_test_environment()
    client = Client()

    def asked(method: str, path: str, body: Any = None, **query: str) -> Any:
        address = f"/api/v1{path}?{urlencode(query)}"
        content = b"" if body is None else json.dumps(body).encode()
        credentials = {"Authorization": auth.resolve(auth.authorization("admin") or "")}
        answer = client.generic(method, address, content, "application/json", headers=credentials)
        if answer.status_code >= 300:
            raise SystemExit(f"{method} {path} was answered {answer.status_code}")
        return answer

    def calculated() -> Any:
        return asked("POST", "/calculators/repayment-schedule/", TERMS)

    def page(size: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            answer = asked("GET", "/repayments/", application_id=APPLICATION, page_size=str(size))
        if len(answer.json()["results"]) != size:
            raise SystemExit(f"a page of {size} has {len(answer.json()['results'])} instalments")
        return len(captured)

    with world.seeded():
        with rollback_case():
            document = calculated().json()
            level = Decimal(document["level_instalment"])
            closing = [Decimal(row["closing_balance"]) for row in document["rows"]]
        if bare(level) != closing:
            raise SystemExit("the loop and the calculator do not come to the same rows")
        times: dict[str, list[float]] = {"calculator": [], "bare": []}
        for _ in range(ROUNDS):
            with rollback_case():
                times["calculator"].append(_spent(calculated))
            times["bare"].append(_spent(lambda: bare(level)))
        with rollback_case():
            terms = {name: value for name, value in TERMS.items() if name != "starts_on"}
            asked("PATCH", f"/applications/{APPLICATION}/", {"terms": terms})
            starts = {"starts_on": TERMS["starts_on"]}
            asked("POST", f"/applications/{APPLICATION}/repayment-schedules/", starts)
            queries = {str(size): page(size) for size in _PAGES}
    calculator, loop = (1000 * statistics.median(times[name]) for name in ("calculator", "bare"))
    pairs = zip(times["calculator"], times["bare"], strict=True)
    result = {
        "rows": ROWS,
        "calculator_ms": round(calculator, 2),
        "bare_ms": round(loop, 2),
        "ratio": round(statistics.median(one / other for one, other in pairs), 2),
        "repayment_list_queries": queries,
    }
    Path(os.environ["BENCH_RESULT"]).write_text(json.dumps(result))


def bare(level: Decimal) -> list[Decimal]:
    """Compute the same rows, every figure of each, and nothing else; return the closing balances."""
    start, rate = date.fromisoformat(TERMS["starts_on"]), Decimal(TERMS["annual_rate"])
    divisor, zero = Decimal(5200), Decimal("0.00")
    rows = []
    with localcontext(prec=50, rounding=ROUND_HALF_UP):
        balance = Decimal(TERMS["loan_amount"])
        totals = [zero] * 3
        for number in range(1, ROWS + 1):
            due_on = start + timedelta(weeks=number)
            interest = (balance * rate / divisor).quantize(_CENT)
            principal = balance if number == ROWS else min(max(level - interest, zero), balance)
            amount = principal + interest
            closing = balance + interest - amount
            rows.append((number, due_on, 7, balance, interest, principal, amount, closing))
            totals = [totals[0] + principal, totals[1] + interest, totals[2] + amount]
            balance = closing
    return [row[-1] for row in rows]


def _spent(call: Callable[[], Any]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


if __name__ == "__main__":
    main()
