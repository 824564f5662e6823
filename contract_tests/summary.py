"""What a run has shown, for machines (`summary.json`) and for a person (ten seconds of reading)."""

import json
import resource
import time
from typing import Any

from contract_tests import (
    channel_tallies,
    contract,
    exported,
    inbox_tallies,
    live_tallies,
    paper_tallies,
    profiles,
    tallies,
)
from contract_tests.asyncapi import SOCKET
from contract_tests.findings import JOURNAL, by_fault, exceptions
from contract_tests.recorder import RECORDER, VALIDATION, Shown
from hooks.identifiers import PUBLIC, roles_of

# Valid test cases that must be accepted, per phase: below it the fuzzer no longer reaches business logic.
REACH = {"fuzzing": 0.70, "coverage": 0.60}
_BEGAN = time.perf_counter()
_BOUNDS = (
    '"maxLength"',
    '"minLength"',
    '"maximum"',
    '"minimum"',
    '"enum"',
    '"maxItems"',
    '"minItems"',
    '"pattern"',
)
_LETTERS = frozenset("AMKB")
_LONGEST_LINE = 2000  # of a request, in a terminal


def unreached(wanted: str | None) -> list[str]:
    """Return the operations that never answered 2xx; only `wanted` counts when it is given."""
    reached = set(RECORDER.reached())
    names = (wanted,) if wanted else contract.operation_ids()
    return [name for name in names if name not in reached]


def gates(wanted: str | None) -> list[dict[str, str]]:
    """Return what makes a run worthless although no check failed: cases that reach nothing prove nothing."""
    failed = [
        _gate(name, "every_operation_is_exercised_and_reaches_2xx", "never answered 2xx")
        for name in ([] if profiles.NARROWED else unreached(wanted))
    ]
    for name in () if profiles.NARROWED else (wanted,) if wanted else contract.operation_ids():
        empty = [kind for kind, count in _cells(name).items() if count == 0]
        if empty:
            failed.append(_gate(name, "every_kind_of_answer_is_shown", f"never shown: {', '.join(empty)}"))
    if tallies.is_due(wanted):
        failed += [_gate("application_transition", check, message) for check, message in tallies.faults()]
    if tallies.is_money_due(wanted):
        failed += [_gate("payment_create", check, message) for check, message in tallies.money_faults()]
    if paper_tallies.is_due(wanted):
        failed += [_gate("document_create", check, message) for check, message in paper_tallies.faults()]
    if inbox_tallies.is_due(wanted):
        failed += [_gate("notification_list", check, message) for check, message in inbox_tallies.faults()]
    if channel_tallies.is_due(wanted):
        failed += [_gate(SOCKET, check, message) for check, message in channel_tallies.faults()]
    if live_tallies.is_due(wanted):
        failed += [_gate(SOCKET, check, message) for check, message in live_tallies.faults()]
    if tallies.are_meetings_due(wanted):
        failed += [_gate("*", check, message) for check, message in tallies.missed()]
    changed = exported.difference(profiles.REPORTS)
    if changed:
        stale = _gate(
            "*", "committed_schema_is_fresh", "openapi/schema.yaml differs from the code; see openapi.diff"
        )
        failed.append({**stale, "replay": "make schema-check"})
    for phase, least in REACH.items():
        reach = RECORDER.reach.get(phase)
        if not wanted and reach is not None and reach.ratio is not None and reach.ratio < least:
            why = f"{reach.ratio:.0%} of {reach.valid} valid {phase} cases accepted, {least:.0%} are needed"
            failed.append(_gate("*", f"valid_{phase}_cases_reach_business_logic", why))
    return failed


def _gate(operation: str, check: str, message: str) -> dict[str, str]:
    narrowed = "" if operation == "*" else f" OPERATION={operation}"
    again = f"make contract{narrowed}"
    replay = f"{again} SEED={profiles.SEED} PROFILE={profiles.PROFILE.name}"
    identity = f"gate-{check}-{operation}".replace("*", "all")
    return {
        "id": identity,
        "operation": operation,
        "check": check,
        "message": message,
        "replay": replay,
        "curl": "n/a: no single request",
    }


def document(wanted: str | None, *, complete: bool, errors: list[str]) -> dict[str, Any]:
    """Return summary.json."""
    names = contract.operation_ids()
    used = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    failures = [
        {
            "id": finding.id,
            "operation": finding.operation,
            "check": finding.check,
            "message": finding.message,
            "also": finding.also,
            "flaky": finding.flaky,
            "replay": finding.replay,
            "curl": finding.curl,
        }
        for finding in JOURNAL.findings.values()
    ]
    return {
        "profile": profiles.PROFILE.name,
        "seed": profiles.SEED,
        "duration_seconds": round(time.perf_counter() - _BEGAN, 2),
        "cpu_seconds": round(sum(one.ru_utime + one.ru_stime for one in used), 2),
        "complete": complete,
        "only_operation": wanted,
        "operations": {
            "total": len(names),
            "exercised": len(set(RECORDER.operations) & set(names)),
            "reached_2xx": len(set(RECORDER.reached()) & set(names)),
            "unreached": unreached(None),
        },
        "cases": {"total": RECORDER.total, "by_test": dict(sorted(RECORDER.by_test.items()))},
        "reach": {
            phase: {"valid": reach.valid, "accepted": reach.accepted, "ratio": reach.ratio}
            for phase, reach in sorted(RECORDER.reach.items())
        },
        "stages": tallies.stages(),
        "money": tallies.money(),
        "papers": paper_tallies.papers(),
        "channel": channel_tallies.channel(),
        "live": live_tallies.live(),
        "inboxes": inbox_tallies.inboxes(),
        "meetings": tallies.meetings(),
        "checks": sorted(RECORDER.checks),
        "failures": failures + (gates(wanted) if complete and not profiles.REPLAYING else []),
        "errors": errors,
        "exceptions": [
            {**entry, "met": JOURNAL.excepted.get((entry["operation"], entry["check"]), 0)}
            for entry in exceptions()
        ],
        "matrix": {name: _cells(name) for name in names},
    }


def write(summary: dict[str, Any]) -> None:
    """Write summary.json in one step."""
    profiles.REPORTS.mkdir(parents=True, exist_ok=True)
    draft = profiles.REPORTS / "summary.tmp"
    draft.write_text(json.dumps(summary, indent=2) + "\n")
    draft.replace(profiles.REPORTS / "summary.json")


def for_a_person(summary: dict[str, Any]) -> str:
    """Return the last lines of a run."""
    operations, cases = summary["operations"], summary["cases"]
    only = f", only {summary['only_operation']}" if summary["only_operation"] else ""
    lines = [
        "",
        f"Contract run: {summary['profile']}{only}, seed {summary['seed']}, "
        f"{summary['duration_seconds']:.0f} s ({summary['cpu_seconds']:.0f} s CPU)"
        + ("" if summary["complete"] else ", INTERRUPTED"),
        f"  operations  {operations['reached_2xx']} of {operations['total']} reached 2xx",
        f"  cases       {cases['total']}{_largest(cases['by_test'])}",
        *_reach(summary["reach"]),
        *_stages(summary["stages"]),
        *_money(summary["money"]),
        *_papers(summary["papers"]),
        *_channel(summary["channel"]),
        *_live(summary["live"]),
        *_inboxes(summary["inboxes"]),
        *_meetings(summary["meetings"]),
        f"  checks      {len(summary['checks'])}",
    ]
    for entry in summary["exceptions"]:
        lines.append(
            f"  excepted    {entry['operation']} {entry['check']}: {entry['reason']} (met {entry['met']}x)"
        )
    if summary["errors"]:
        lines.append(f"  ENGINE      {len(summary['errors'])} errors; see reports/contract/contract.log")
        lines += [f"    {error.splitlines()[0]}" for error in summary["errors"][:5]]
    lines += _failures(summary["failures"])
    lines.append(
        "  reports     reports/contract/report.html, summary.json, junit.xml, contract.log, failures/"
    )
    return "\n".join(lines)


def _largest(by_test: dict[str, int], shown: int = 4) -> str:
    """Return the tests with the most cases, one a line, and how many more there are."""
    ranked = sorted(by_test.items(), key=lambda item: -item[1])
    lines = [
        f"{number:>8}  {name.removeprefix('test_').replace('_', ' ')}" for name, number in ranked[:shown]
    ]
    if len(ranked) > shown:
        lines.append(f"{sum(number for _, number in ranked[shown:]):>8}  in {len(ranked) - shown} more tests")
    return "".join(f"\n  {'':10}{line}" for line in lines)


def _reach(reach: dict[str, Any]) -> list[str]:
    ratios = [f"{phase} {one['ratio']:.0%}" for phase, one in reach.items() if one["ratio"] is not None]
    return [f"  reach       {', '.join(ratios)} of the valid cases were accepted"] if ratios else []


def _stages(counts: dict[str, Any]) -> list[str]:
    if not counts["edges"]["taken"] and not counts["non_edges"]["attempted"]:
        return []
    first, *others = tallies.told(counts)
    return [f"  stages      {first}", *(f"              {line}" for line in others)]


def _money(counts: dict[str, Any]) -> list[str]:
    if not any(counts["posted"].values()):
        return []
    first, *others = tallies.told_of_money(counts)
    return [f"  money       {first}", *(f"              {line}" for line in others)]


def _papers(counts: dict[str, Any]) -> list[str]:
    if not any(counts["accepted"].values()):
        return []
    first, *others = paper_tallies.told(counts)
    return [f"  documents   {first}", *(f"              {line}" for line in others)]


def _inboxes(counts: dict[str, Any]) -> list[str]:
    if not any(counts["accepted"].values()):
        return []
    first, *others = inbox_tallies.told(counts)
    return [f"  told        {first}", *(f"              {line}" for line in others)]


def _channel(counts: dict[str, Any]) -> list[str]:
    if not counts["opened"]:
        return []
    first, *others = channel_tallies.told(counts)
    return [f"  socket      {first}", *(f"              {line}" for line in others)]


def _live(counts: dict[str, Any]) -> list[str]:
    lines = live_tallies.told(counts)
    return [f"  {'servers' if not number else '':<12}{line}" for number, line in enumerate(lines)]


def _meetings(counts: dict[str, int]) -> list[str]:
    return [f"  at once     {tallies.told_of_meetings(counts)}"] if counts["held"] else []


def _failures(failures: list[dict[str, Any]]) -> list[str]:
    if not failures:
        return ["  findings    none"]
    faults = by_fault(list(JOURNAL.findings.values()))
    lines = [f"  FINDINGS    {len(faults)} faults in {len(failures)} findings"]
    for (operation, check), found in faults.items():
        smallest = min(found, key=lambda finding: len(finding.curl))
        more = f" (and {len(found) - 1} more requests)" if len(found) > 1 else ""
        lines += [
            f"    {operation}: {check}{more}" + (f" FLAKY: {smallest.flaky}" if smallest.flaky else ""),
            *(f"      {line}" for line in smallest.message.splitlines()[:3]),
            *(f"      {_cut(line)}" for line in smallest.curl.splitlines()),
            f"      again: {smallest.replay}",
        ]
    lines += [
        f"    {one['operation']}: {one['check']}: {one['message']}"
        for one in failures
        if one["id"].startswith("gate-")
    ]
    return lines


def _cut(line: str) -> str:
    """Return a line that a terminal can show; the report and the file of the failure have all of it."""
    rest = len(line) - _LONGEST_LINE
    return line if rest <= 0 else f"{line[:_LONGEST_LINE]}... ({rest} characters more)"


# --- matrix -------------------------------------------------------------------------------------------
def _cells(name: str) -> dict[str, int | str]:
    """Return how often each kind of answer was seen, or why the schema rules it out."""
    operation, shown = contract.operations()[name], RECORDER.operations.get(name, Shown())
    letters, statuses = set(roles_of(operation)), shown.statuses
    public = bool(letters & PUBLIC)
    everybody = letters >= _LETTERS or bool(letters - _LETTERS - PUBLIC)  # relative roles: visibility decides
    parameters = {parameter.name for parameter in operation.iter_parameters()}
    identified = "{" in operation.path or "page" in parameters

    def cell(count: int, impossible: bool, reason: str) -> int | str:
        return f"n/a: {reason}" if impossible and not count else count

    return {
        "success": sum(number for code, number in statuses.items() if 200 <= code < 300),
        "validation_error": cell(
            sum(statuses[code] for code in VALIDATION), not contract.takes_input(operation), "takes no input"
        ),
        "permission_error": cell(
            statuses[403], public or everybody, "public" if public else "every role may call it"
        ),
        "not_found": cell(statuses[404], not identified, "no identifier and no page"),
        "edge_case": cell(shown.edge, not _is_bounded(operation), "no bounded input"),
        "token_expiry": cell(shown.expired, public, "public"),
    }


def _is_bounded(operation: Any) -> bool:
    described = [alternative.validation_schema for alternative in operation.body]
    described += [operation.query.validation_schema, operation.headers.validation_schema]
    text = json.dumps(described, default=str)
    return any(bound in text for bound in _BOUNDS)
