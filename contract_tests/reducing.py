"""Make a finding smaller where Hypothesis has not: leave out what the failure does not need.

Coverage cases and written requests are not drawn, so Hypothesis does not shrink them; they are shrunk here,
by sending them again with one part less for as long as the same check fails.
"""

import copy
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

from contract_tests import replaying, wire
from contract_tests.findings import Finding, identity

TRIES = 200
# Without these a request is another request, not a smaller one.
_KEPT_HEADERS = frozenset({"authorization", "content-type", "accept", "content-length"})


def reduce(finding: Finding) -> Finding:
    """Return the finding with the smallest requests that still show it.

    Requests that expect something of their own are left alone: it depends on every part of them.
    """
    if finding.flaky or not finding.requests or any(request.get("expect") for request in finding.requests):
        return finding
    requests, tries = finding.requests, 0
    alone = requests[-1:]
    if (
        len(requests) > 1
        and "{{answer:" not in json.dumps(alone)
        and _fails(alone, finding.check, requests[-1])
    ):
        requests = alone
    smaller = _smaller(requests[-1])
    while (candidate := next(smaller, None)) is not None and tries < TRIES:
        tries += 1
        if _fails([*requests[:-1], candidate], finding.check, requests[-1]):
            requests = [*requests[:-1], candidate]
            smaller = _smaller(candidate)
    if requests is not finding.requests:
        shown = replaying.replay(requests)
        finding.requests, finding.response = requests, shown.response
        finding.id = identity(finding.operation, finding.check, requests)
    return finding


def _fails(requests: list[dict[str, Any]], check: str, before: dict[str, Any]) -> bool:
    """Whether the check fails for a smaller request that is valid, or invalid, as `before` was."""
    if wire.mode(requests[-1]) != wire.mode(before):
        return False
    return replaying.replay(requests).has(check)


def _smaller(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the request with one part less, larger parts first."""
    body = request["body"]
    if body and "json" in body:
        for value in _smaller_values(body["json"]):
            yield {**request, "body": {"json": value}}
    query = parse_qsl(request["query"], keep_blank_values=True)
    for number in range(len(query)):
        yield {**request, "query": urlencode([*query[:number], *query[number + 1 :]])}
    for name in request["headers"]:
        if name.lower() not in _KEPT_HEADERS:
            yield {
                **request,
                "headers": {key: text for key, text in request["headers"].items() if key != name},
            }


def _smaller_values(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for name in value:
            yield {key: item for key, item in value.items() if key != name}
        for name, item in value.items():
            for smaller in _smaller_values(item):
                yield {**value, name: smaller}
    elif isinstance(value, list):
        for number in range(len(value)):
            yield [*value[:number], *value[number + 1 :]]
        for number, item in enumerate(value):
            for smaller in _smaller_values(item):
                changed = copy.copy(value)
                changed[number] = smaller
                yield changed
    elif isinstance(value, str) and len(value) > 1 and "{{" not in value:
        yield value[: len(value) // 2]
        yield value[:-1]
