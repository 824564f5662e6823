"""Make a finding smaller where Hypothesis has not: leave out what the failure does not need.

Coverage cases and written requests are not drawn, so Hypothesis does not shrink them, and for a sequence it
needs thousands of requests. They are shrunk here: sent again with a step or a part less, for as long as the
same check fails.
"""

import copy
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

from contract_tests import replaying
from contract_tests.enumeration import bodies, queries
from contract_tests.enumeration.operations import operations
from contract_tests.findings import Finding, identity

TRIES = 200
_ADDRESS = "0@0.com"
# Without these a request is another request, not a smaller one.
_KEPT_HEADERS = frozenset({"authorization", "content-type", "accept", "content-length"})


def reduce(finding: Finding) -> Finding:
    """Return the finding with the fewest and smallest requests that still show it.

    Requests that expect something of their own are left alone: it depends on every part of them.
    """
    if finding.flaky or not finding.requests or any(request.get("expect") for request in finding.requests):
        return finding
    search = _Search(finding)
    search.drop_steps()
    for number in reversed(range(len(search.requests))):
        search.shrink_step(number)
    if search.requests is not finding.requests:
        shown = replaying.replay(search.requests)
        finding.requests, finding.response = search.requests, shown.response
        finding.id = identity(finding.operation, finding.check, search.requests)
    return finding


class _Search:
    """The smallest requests known so far, and how often we may still try."""

    def __init__(self, finding: Finding) -> None:
        self.check = finding.check
        self.requests = finding.requests
        self.tries = TRIES

    def drop_steps(self) -> None:
        """Leave out each step but the last that no later step needs; later ones first: they need others."""
        for number in reversed(range(len(self.requests) - 1)):
            fewer = _without_step(self.requests, number)
            if fewer is not None:
                self._try(fewer)

    def shrink_step(self, number: int) -> None:
        """Leave out parts of one request for as long as there are any to leave out."""
        smaller = _smaller(self.requests[number])
        while self.tries and (candidate := next(smaller, None)) is not None:
            # A request that turns from invalid to valid, or back, is another request, not a smaller one.
            if _is_valid(candidate) != _is_valid(self.requests[number]):
                continue
            if self._try([*self.requests[:number], candidate, *self.requests[number + 1 :]]):
                smaller = _smaller(candidate)

    def _try(self, requests: list[dict[str, Any]]) -> bool:
        """Take these requests when the same check fails for them."""
        self.tries -= 1
        if self.tries < 0 or not replaying.replay(requests).has(self.check):
            return False
        self.requests = requests
        return True


def _without_step(requests: list[dict[str, Any]], number: int) -> list[dict[str, Any]] | None:
    """Return a sequence without one of its steps; None when a later step needs what it brought."""
    text = json.dumps(requests[number + 1 :])
    if f"{{{{answer:{number}:" in text or any(later.get("parent") == number for later in requests):
        return None
    for later in range(number + 1, len(requests)):
        text = text.replace(f"{{{{answer:{later}:", f"{{{{answer:{later - 1}:")
    kept = [*requests[:number], *json.loads(text)]
    return [
        {**request, "parent": request["parent"] - 1} if request.get("parent", -1) > number else request
        for request in kept
    ]


def _is_valid(request: dict[str, Any]) -> bool | None:
    """Whether body and query fit the contract; None when nothing said that they do, or that they do not."""
    operation = operations().get(request["operation"])
    if not request["meta"] or operation is None:
        return None
    body = (request["body"] or {}).get("json")
    schemas = {parameter.name: parameter.schema for parameter in operation.query}
    sent = parse_qsl(request["query"], keep_blank_values=True)
    return (operation.body is None or bodies.is_valid(operation, body)) and all(
        name in schemas and queries.is_valid(schemas[name], text) for name, text in sent
    )


def _smaller(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the request with one part less, larger parts first."""
    if "owes" in request:  # what it owes depends on every part of it
        return
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
    elif isinstance(value, str):
        yield from _smaller_texts(value)


def _smaller_texts(text: str) -> Iterator[str]:
    if "{{" in text:
        return
    if "@" in text:
        # What is an address is not for us to say: schema and server agree on plain ones only.
        if text != _ADDRESS:
            yield _ADDRESS
        return
    if len(text) > 1:
        yield text[: len(text) // 2]
        yield text[:-1]
    if text.strip("0"):
        yield "0" * len(text)
