"""What a run has shown of the stage graph and of requests at once, against what there is to show."""

import json
import os
from collections import Counter
from typing import Any

from contract_tests import exported
from contract_tests.model import awaited, cashier, journal, stage_graph
from contract_tests.model.loan_book import MANAGERS
from contract_tests.recorder import RECORDER

ONE_READER_WRITES = "of_writers_who_have_read_the_same_one_writes"
ONE_EFFECT = "one_key_has_one_effect_at_once"
ONE_DELETES = "of_deletions_at_once_one_deletes"
_EVERY_EDGE = "every_edge_is_taken_or_awaited"
_EVERY_REFUSAL = "every_move_that_is_none_is_tried"
_EVERY_MOVE = "every_event_and_refusal_about_money_is_shown"
_EVERY_GUARD = "every_guard_is_met_and_unmet"


def _by_role(edges: Any, roles_of: Any) -> set[str]:
    return {f"{edge.name} by {role}" for edge in edges for role in roles_of(edge)}


def takeable() -> set[str]:
    """Return each edge that can be taken, with each role that may."""
    open_ones = [edge for edge in stage_graph.EDGES if edge.name in awaited.takeable()]
    return _by_role(open_ones, lambda edge: edge.roles)


def forbidden() -> set[str]:
    """Return each edge with each role that may not take it."""
    return _by_role(stage_graph.EDGES, lambda edge: set("AMKB") - edge.roles)


def no_edges() -> set[str]:
    """Return each pair of stages that is no edge, with each role that may move anything."""
    return {f"{one} -> {other} by {role}" for one, other in stage_graph.NON_EDGES for role in MANAGERS}


def stages() -> dict[str, Any]:
    """Return the counts of the stage graph, for the summary."""
    shown = RECORDER.stages
    edges = {name.partition(" by ")[0] for name in shown.taken}
    pairs = {name.partition(" by ")[0] for name in shown.no_edges & no_edges()}
    answered = stage_graph.GUARDS - awaited.guards()
    return {
        "edges": {
            "all": len(stage_graph.EDGES),
            "takeable": len(awaited.takeable()),
            "awaited": len(awaited.edges()),
            "taken": len(edges & awaited.takeable()),
        },
        "edges_by_role": {"takeable": len(takeable()), "taken": len(shown.taken & takeable())},
        "forbidden_by_role": {"all": len(forbidden()), "refused": len(shown.forbidden & forbidden())},
        "non_edges": {"all": len(stage_graph.NON_EDGES), "attempted": len(pairs)},
        "non_edges_by_role": {"all": len(no_edges()), "attempted": len(shown.no_edges & no_edges())},
        "guards": {
            "all": len(stage_graph.GUARDS),
            "awaited": len(awaited.guards()),
            "met_and_unmet": len(shown.met & shown.unmet & answered),
        },
    }


def meetings() -> dict[str, int]:
    """Return the counts of requests at once, for the summary."""
    total: Counter[str] = sum(RECORDER.meetings.values(), Counter())
    return {
        "needed": sum(_needed_meetings().values()),
        "held": total["held"],
        "requests": total["requests"],
        "waited": total["waited"],
    }


def _needed_meetings() -> dict[str, int]:
    """Return how many meetings the contract itself asks for: one of each operation for each of its means."""
    found: Counter[str] = Counter()
    for path in exported.document()["paths"].values():
        for method, operation in path.items():
            if method not in exported.METHODS:
                continue
            headers = json.dumps([*path.get("parameters", []), *operation.get("parameters", [])])
            if method == "delete":
                found[ONE_DELETES] += 1
            elif '"If-Match"' in headers:
                found[ONE_READER_WRITES] += 1
            if '"Idempotency-Key"' in headers:
                found[ONE_EFFECT] += 1
    return found


# Moves that everybody in the office may make, and those that are for admins.
MOVES = (
    "charge a fee",
    "pay a fee",
    "waive a fee",
    "refund a fee",
    "fund",
    "schedule",
    "move a day",
    "pay",
    "reverse a payment",
    "adjust",
)


def refusals() -> list[str]:
    """Return every code by which a rule about money refuses."""
    return [f"{app}.{code}" for app, codes in cashier.REFUSALS.items() for code in codes.split()]


def money() -> dict[str, Any]:
    """Return the counts of moves about money, for the summary."""
    shown = RECORDER.money
    return {
        "posted": {kind: shown[f"posted {kind}"] for kind in journal.KINDS},
        "accepted": {move: shown[f"{move}: accepted"] for move in MOVES},
        "refused": {move: shown[f"{move}: refused"] for move in MOVES},
        "refusals": {
            "all": len(refusals()),
            "shown": sum(bool(shown[f"code {code}"]) for code in refusals()),
        },
    }


def told_of_money(counts: dict[str, Any]) -> list[str]:
    """Return the counts of moves about money in words."""
    accepted, refused = (sum(counts[word].values()) for word in ("accepted", "refused"))
    codes = counts["refusals"]
    return [
        f"{accepted} moves accepted, {refused} refused by {codes['shown']} of {codes['all']} rules",
        f"{sum(counts['posted'].values())} entries posted: "
        + ", ".join(f"{number} {kind}" for kind, number in counts["posted"].items()),
    ]


def is_money_due(wanted: str | None) -> bool:
    """Whether this run had to show everything that happens to money."""
    tests = os.environ.get("TEST", "")
    return wanted is None and (not tests or "money" in tests.split(","))


def money_faults() -> list[tuple[str, str]]:
    """Return what the whole run has not shown of money: check and sentence."""
    counts = money()
    missing = [f"posted {kind}" for kind, number in counts["posted"].items() if not number]
    for word in ("accepted", "refused"):
        missing += [f"{word} {move}" for move, number in counts[word].items() if not number]
    missing += [f"refused by {code}" for code in refusals() if not RECORDER.money[f"code {code}"]]
    return [(_EVERY_MOVE, f"never {_few(missing)}")] if missing else []


def is_due(wanted: str | None) -> bool:
    """Whether this run had to show the whole graph: a narrowed one may have other things to show."""
    tests = os.environ.get("TEST", "")
    return wanted in (None, "application_transition") and (not tests or "stage_graph" in tests.split(","))


def told(counts: dict[str, Any]) -> list[str]:
    """Return the counts in words."""
    edges, by_role, guards = counts["edges"], counts["edges_by_role"], counts["guards"]
    refused, pairs, tries = counts["forbidden_by_role"], counts["non_edges"], counts["non_edges_by_role"]
    return [
        f"{edges['taken']} of {edges['takeable']} edges taken ({by_role['taken']} of {by_role['takeable']} "
        f"with their roles), {edges['awaited']} of {edges['all']} awaited",
        f"{refused['refused']} of {refused['all']} edges refused to other roles",
        f"{pairs['attempted']} of {pairs['all']} moves that are none refused ({tries['attempted']} of "
        f"{tries['all']} with roles)",
        f"{guards['met_and_unmet']} of {guards['all']} guards met and unmet, {guards['awaited']} awaited",
    ]


def told_of_meetings(counts: dict[str, int]) -> str:
    """Return the counts of requests at once in words."""
    return (
        f"{counts['held']} meetings of {counts['requests']} requests, {counts['waited']} waited for another"
    )


def are_meetings_due(wanted: str | None) -> bool:
    """Whether this run had to let requests meet for every operation."""
    tests = os.environ.get("TEST", "")
    return wanted is None and (not tests or "concurrency" in tests.split(","))


def missed() -> list[tuple[str, str]]:
    """Return the kinds of meetings of which there were too few: check and sentence."""
    held = {check: counts["held"] for check, counts in RECORDER.meetings.items()}
    return [
        (check, f"{held.get(check, 0)} operations were tried at once, of {needed} that offer it")
        for check, needed in _needed_meetings().items()
        if held.get(check, 0) != needed
    ]


def faults() -> list[tuple[str, str]]:
    """Return what the whole run has not shown, or has shown to be awaited no longer: check and sentence."""
    shown = RECORDER.stages
    taken = {name.partition(" by ")[0] for name in shown.taken}
    found = [(_EVERY_EDGE, fault) for fault in awaited.contradicted(taken, shown.met)]
    untaken = sorted(name for name in takeable() - shown.taken if name.partition(" by ")[0] in taken)
    found += [(_EVERY_EDGE, f"the edge {name} was never taken, but by other roles") for name in untaken]
    untried = sorted((no_edges() - shown.no_edges) | (forbidden() - shown.forbidden))
    if untried:
        found.append((_EVERY_REFUSAL, f"never tried, or never refused: {_few(untried)}"))
    answered = stage_graph.GUARDS - awaited.guards()
    for word, seen in (("met", shown.met), ("unmet", shown.unmet)):
        if answered - seen:
            found.append((_EVERY_GUARD, f"never {word}: {_few(sorted(answered - seen))}"))
    return found


def _few(names: list[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
