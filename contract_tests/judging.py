"""Send a test case, count it, hold its answer against every check, and write a failure down."""

from collections.abc import Sequence
from typing import Any

import schemathesis
from schemathesis.core.failures import Failure, FailureGroup, as_reported_failure
from schemathesis.generation.meta import CoverageScenario, TestPhase, coverage_scenario
from schemathesis.openapi.checks import EnsureResourceAvailability

from contract_tests import wire
from contract_tests.expecting import reading
from contract_tests.findings import JOURNAL, Finding, check_of
from contract_tests.recorder import RECORDER
from hooks import auth, isolation
from hooks.identifiers import operation_id

_EDGES = frozenset(
    {
        CoverageScenario.MINIMUM_LENGTH_STRING,
        CoverageScenario.MAXIMUM_LENGTH_STRING,
        CoverageScenario.NEAR_BOUNDARY_LENGTH_STRING,
        CoverageScenario.MINIMUM_VALUE,
        CoverageScenario.MAXIMUM_VALUE,
        CoverageScenario.NEAR_BOUNDARY_NUMBER,
        CoverageScenario.MAXIMUM_ITEMS_ARRAY,
        CoverageScenario.NEAR_BOUNDARY_ITEMS_ARRAY,
        CoverageScenario.VALUE_ABOVE_MAXIMUM,
        CoverageScenario.VALUE_BELOW_MINIMUM,
        CoverageScenario.STRING_ABOVE_MAX_LENGTH,
        CoverageScenario.STRING_BELOW_MIN_LENGTH,
        CoverageScenario.ARRAY_ABOVE_MAX_ITEMS,
        CoverageScenario.ARRAY_BELOW_MIN_ITEMS,
        CoverageScenario.NULL_VALUE,
        CoverageScenario.ENUM_VALUE,
        CoverageScenario.INVALID_ENUM_VALUE,
    }
)


def judge(case: schemathesis.Case[Any], *, times: int = 1) -> None:
    """Run one generated test case in a transaction of its own.

    Args:
        times: send it so often. A case that is rolled back never meets its own effects: a row that exists by
            now, a version that has moved on, a token that is used up. The second request does.

    Raises:
        FailureGroup: some check does not hold; an AssertionError too, so that Hypothesis shrinks it.
    """
    sent: list[Any] = []
    with isolation.rollback_case():
        for _ in range(times):
            response = case.call()
            sent.append(response.request)
            count(case, response, repeated=len(sent) > 1)
            failures = failures_of(case, response)
            if failures:
                whole = case.meta is not None and case.meta.phase.name == TestPhase.COVERAGE
                requests = [wire.stored_request(case, each) for each in sent]
                report(failures, requests, response, smallest=whole)


def failures_of(
    case: schemathesis.Case[Any], response: schemathesis.Response, recorder: Any = None
) -> list[Failure]:
    """Return the checks that do not hold, without those that `exceptions.yaml` accepts."""
    try:
        case.validate_response(response, recorder=recorder)
    except FailureGroup as group:
        operation = operation_id(case.operation)
        return [
            failure
            for failure in group.exceptions
            if not (isinstance(failure, EnsureResourceAvailability) and _lost_sight(case, recorder))
            and not JOURNAL.is_excepted(operation, check_of(failure))
        ]
    return []


def _lost_sight(case: schemathesis.Case[Any], recorder: Any) -> bool:
    """Whether the caller need not find what was created: somebody else's, or a change may have moved it.

    Stock's check knows one caller; here everybody but an admin sees a part of the book only.
    """
    caller = auth.actor_of(case.headers.get("Authorization"))
    parent = recorder.find_parent(case_id=case.id) if recorder is not None else None
    if parent is None:
        return False
    if caller.startswith("admin"):
        return bool(_named_by(case, recorder, parent) & _private_to_others(recorder, caller))
    changed = any(
        node.value.method.upper() in ("PATCH", "DELETE") and node.value.id != case.id
        for node in recorder.cases.values()
    )
    return changed or caller != auth.actor_of(parent.headers.get("Authorization"))


def _named_by(case: schemathesis.Case[Any], recorder: Any, parent: schemathesis.Case[Any]) -> set[str]:
    """Return the ids in the path of a case, and those that the answer to its parent shows."""
    answer = _answer(recorder.interactions.get(parent.id))
    shown = answer.values() if isinstance(answer, dict) else ()
    return {str(value) for value in (*case.path_parameters.values(), *shown) if value}


def _answer(interaction: Any) -> Any:
    received = None if interaction is None else interaction.response
    return None if received is None else reading.parsed(received)


def _private_to_others(recorder: Any, caller: str) -> set[str]:
    """Return the ids of what others have written for nobody else's eyes, an admin's neither."""
    found = set()
    for identity, node in recorder.interactions.items():
        answer = _answer(node)
        if reading.at(answer, "/audience") == "private":
            author = auth.actor_of(recorder.cases[identity].value.headers.get("Authorization"))
            found |= {str(reading.at(answer, "/id"))} if author != caller else set()
    return found


def count(
    case: schemathesis.Case[Any],
    response: schemathesis.Response,
    *,
    edge: bool = False,
    repeated: bool = False,
) -> None:
    """Count one judged request. A repeated one proves no reach: being the second may be why it is refused."""
    meta = case.meta
    valid_in = None
    scenario = coverage_scenario(case)
    about_data = scenario is None or scenario.value not in (
        "unspecified_http_method",
        "unsupported_content_type",
    )
    if meta is not None and meta.generation.mode.is_positive and about_data and not repeated:
        valid_in = meta.phase.name.value
    sent: Any = response.request.headers
    RECORDER.count(
        operation_id(case.operation),
        response.status_code,
        credential=auth.variant_of(sent.get("Authorization")),
        edge=edge or scenario in _EDGES,
        valid_in=valid_in,
        own=str(response.request.method).upper() == case.operation.method.upper(),
    )


def report(
    failures: Sequence[Failure],
    requests: list[dict[str, Any]],
    response: schemathesis.Response,
    *,
    smallest: bool = False,
) -> None:
    """Write failures down, then raise them.

    Raises:
        FailureGroup: always. Schemathesis' own group is no Exception, so Hypothesis would neither shrink it
        nor go on.
    """
    finding = JOURNAL.note(
        RECORDER.test, failures, requests, wire.stored_response(response), smallest=smallest
    )
    raise as_reported_failure(FailureGroup(list(failures), describe(finding))) from None


def describe(finding: Finding) -> str:
    """Return a finding for a person to read."""
    answer = finding.response or {}
    lines = [
        f"{finding.operation}: {finding.title} [{finding.check}]",
        finding.message,
        f"answer: {answer.get('status')} {str(answer.get('body'))[:400]}" if answer else "",
        finding.curl,
        f"again: {finding.replay}",
    ]
    return "\n".join(line for line in lines if line)
