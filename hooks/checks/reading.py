"""What several checks read from a case and its answer."""

import json
from typing import Any

import schemathesis

PROBLEM = "application/problem+json"
PROBLEM_FIELDS = frozenset({"type", "title", "status", "code", "detail", "errors", "request_id"})


def header(response: schemathesis.Response, name: str) -> str | None:
    """Return a header of the answer, the first when it is repeated."""
    values = response.headers.get(name)
    return values[0] if values else None


def problem_of(response: schemathesis.Response) -> dict[str, Any] | None:
    """Return the problem document of a refusal, None when there is none."""
    if response.status_code < 400 or not response.content:
        return None
    try:
        document = json.loads(response.content)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def codes_of(problem: dict[str, Any]) -> set[str]:
    """Return every code of a refusal: its own, and those of its errors when it is a summary of several."""
    inner = {
        str(error["code"])
        for error in problem.get("errors") or ()
        if isinstance(error, dict) and "code" in error
    }
    own = str(problem.get("code"))
    return {own} | {code for code in inner if "." in code}


def rule_codes(case: schemathesis.Case[Any]) -> set[str]:
    """Return the codes of the business rules that may refuse valid data of this operation."""
    return set(case.operation.definition.raw.get("x-rule-codes", ()))
