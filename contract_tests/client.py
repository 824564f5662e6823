"""The API as one function: name an operation, get what was observed.

Every answer, in every test, is validated against the contract before anyone looks at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import schemathesis
from requests.structures import CaseInsensitiveDict
from schemathesis.core import NOT_SET

from contract_tests import contract, wire
from contract_tests.actors import Actor
from contract_tests.judging import count, failures_of, report

ABSENT: Any = NOT_SET


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Args:
        code: problem code of a refusal; None when accepted.
        body: parsed JSON; None when there is none.
        headers: names in lower case.
        problem: the whole problem document of a refusal.
        request: as stored; `contract_tests.wire.send` sends it again.
    """

    status: int
    code: str | None
    body: Any
    headers: Mapping[str, str]
    problem: dict[str, Any] | None
    request: dict[str, Any]

    @property
    def errors(self) -> dict[str, str]:
        """Code of each faulty input, by its pointer."""
        return {error["pointer"]: error["code"] for error in (self.problem or {}).get("errors", ())}


def call(
    operation: str,
    actor: Actor,
    *,
    body: Any = ABSENT,
    content: bytes | None = None,
    media_type: str = "application/json",
    query: Mapping[str, Any] | str | None = None,
    headers: Mapping[str, str] | None = None,
    method: str | None = None,
    edge: bool = False,
    **path: Any,
) -> Answer:
    """Send one request and return the answer, refusals included.

    Runs in the transaction of the caller: wrap it in `hooks.isolation.rollback_case()`.

    Args:
        operation: operationId.
        body: JSON value; left out by default, so that None is `null`.
        content: bytes to send instead of `body`.
        method: another method on the operation's path.
        edge: the request sits on a boundary of its input; only counted.
        path: parameters of the path.

    Raises:
        FailureGroup: the answer breaks the contract. Written down as a finding already.
    """
    case = _case(operation, actor, body, content, media_type, query, headers, method, path)
    extra: dict[str, Any] = {"data": content} if content is not None else {}
    if isinstance(query, str):
        extra["params"] = query
    response = case.call(**extra)
    count(case, response, edge=edge)
    request = wire.stored_request(case, response.request)
    failures = failures_of(case, response)
    if failures:
        report(failures, [request], response, smallest=True)
    return _answer(response, request)


def _case(
    operation: str,
    actor: Actor,
    body: Any,
    content: bytes | None,
    media_type: str,
    query: Mapping[str, Any] | str | None,
    headers: Mapping[str, str] | None,
    method: str | None,
    path: Mapping[str, Any],
) -> schemathesis.Case[Any]:
    sent = CaseInsensitiveDict({**actor.headers, **(headers or {})})
    described = body is not ABSENT or content is not None
    if content is not None:
        sent.setdefault("Content-Type", media_type)
    found = contract.operations()[operation]
    case: schemathesis.Case[Any] = found.Case(
        method=method or found.method.upper(),
        path_parameters={name: quote(str(value), safe="") for name, value in path.items()},
        query={} if query is None or isinstance(query, str) else dict(query),
        headers=sent,
        body=body,
        media_type=media_type if described else None,
    )
    return case


def _answer(response: schemathesis.Response, request: dict[str, Any]) -> Answer:
    headers = {name: ", ".join(values) for name, values in response.headers.items()}
    parsed = response.json() if response.content and "json" in headers.get("content-type", "") else None
    refused = response.status_code >= 400 and isinstance(parsed, dict)
    problem = parsed if refused else None
    code = str(problem["code"]) if problem else None
    return Answer(response.status_code, code, parsed, headers, problem, request)
