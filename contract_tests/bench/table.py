"""What the benchmark shows."""

import statistics
from collections.abc import Mapping
from typing import Any

from contract_tests.bench import books
from contract_tests.bench.cost import Cost

GOAL = 3.0
CALCULATOR_GOAL = 5.0
_NAMES = {
    "floor": "floor: Django's test client",
    "ours": "ours: fuzz phase, all checks",
    "stock": "stock: st run + gunicorn -w 2",
}


def medians(costs: list[Cost]) -> dict[str, Any]:
    """Return the medians of one part over all rounds, in milliseconds of CPU for each case."""

    def median(values: list[float | None]) -> float | None:
        seen = [value for value in values if value is not None]
        return round(statistics.median(seen), 3) if seen else None

    return {
        "cases": int(statistics.median(cost.cases for cost in costs)),
        "requests": int(statistics.median(cost.requests for cost in costs)),
        "case_ms": median([cost.case_ms for cost in costs]),
        "case_ms_with_start": median([cost.case_ms_with_start for cost in costs]),
        "case_ms_with_database": median([cost.case_ms_with_database for cost in costs]),
        "client_ms": median([1000 * cost.client / max(cost.cases, 1) for cost in costs]),
        "server_ms": median([1000 * cost.server / max(cost.cases, 1) for cost in costs]),
        "peak_rss_mib": median([cost.peak_rss_mib for cost in costs]),
    }


def ratios(costs: dict[str, list[Cost]]) -> dict[str, Any]:
    """Return each part's multiple of the floor of the same round, as the median over the rounds."""

    def ratio(part: str, figure: str, of: str = "case_ms") -> float | None:
        rounds = [
            (getattr(mine, figure), getattr(floor, of))
            for mine, floor in zip(costs[part], costs["floor"], strict=True)
        ]
        seen = [mine / floor for mine, floor in rounds if mine is not None and floor]
        return round(statistics.median(seen), 2) if seen else None

    return {
        part: {
            "case": ratio(part, "case_ms"),
            # The floor's own start is left out on purpose: a floor has none.
            "with_start": ratio(part, "case_ms_with_start"),
            "with_database": ratio(part, "case_ms_with_database", of="case_ms_with_database"),
        }
        for part in ("ours", "stock")
    }


def as_text(result: dict[str, Any]) -> str:
    """Return the table for a person."""
    lines = [
        "",
        "CPU milliseconds for each test case (user and system; medians of the rounds)",
        f"{'':32}{'cases':>7}{'ms':>8}{'x floor':>9}{'with start':>12}{'with database':>15}{'peak RSS':>11}",
    ]
    for part, name in _NAMES.items():
        one, many = result[part], result["ratios"].get(part, {})
        lines.append(
            f"{name:32}{one['cases']:>7}{one['case_ms']:>8.2f}{_times(many.get('case', 1.0)):>9}"
            f"{_times(many.get('with_start')):>12}{_times(many.get('with_database', 1.0)):>15}"
            f"{one['peak_rss_mib']:>7.0f} MiB"
        )
    login, calculator = result["login"], result["calculator"]
    queries = ", ".join(
        f"{count} of a page of {size}" for size, count in calculator["repayment_list_queries"].items()
    )
    lines += [
        "",
        f"Goal for ours: {GOAL:.1f}x the floor or less.",
        f"Refused login: {login['known_ms']:.1f} ms for a known address, "
        f"{login['unknown_ms']:.1f} ms for an unknown one "
        f"(ratio {login['ratio']:.2f}; 0.80 to 1.20 gives nothing away).",
        f"Schedule of {calculator['rows']} rows: {calculator['calculator_ms']:.1f} ms through HTTP, "
        f"{calculator['bare_ms']:.1f} ms by a bare Decimal loop "
        f"(ratio {calculator['ratio']:.2f}; the goal is below {CALCULATOR_GOAL:.1f}).",
        f"SQL queries of GET /repayments/: {queries} (the same is right).",
        *books.as_text(result["books"]),
        *_sockets(result["sockets"]),
        "Written to reports/bench.json",
    ]
    return "\n".join(lines)


def _sockets(layers: Mapping[str, Any]) -> list[str]:
    lines = [
        f"Sockets, {layer}, {found['servers']} server(s): {found['sockets']} open "
        f"in {found['opened_s']:.1f} s; a stage change, answered in {found['move_answered_ms']:.0f} ms, "
        f"had reached half of them after "
        f"{found['move_heard_median_ms']:.0f} ms and all after {found['move_heard_last_ms']:.0f} ms "
        f"({_times(found['move_heard_last_ms'] / found['move_answered_ms'])} the answer); "
        f"{found['messages']} notifications to {found['listeners']} sockets: {found['received']} received, "
        f"none lost, in {found['heard_s']:.1f} s "
        f"({_times(found['heard_s'] / found['sent_s'])} the time of writing them)."
        for layer, found in layers.items()
    ]
    memory, redis = layers.get("memory"), layers.get("redis")
    if memory and redis:
        ratios = {
            "opening": "opened_s",
            "the last to hear of a change": "move_heard_last_ms",
            "all notifications": "heard_s",
        }
        times = ", ".join(f"{what} {_times(redis[name] / memory[name])}" for what, name in ratios.items())
        lines.append(f"Redis and two servers beside one with the layer in memory: {times}.")
    return lines


def _times(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio:.2f}x"
