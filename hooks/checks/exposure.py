"""Properties of every answer that protect what lies behind it."""

import re
from typing import Any

import schemathesis
from schemathesis.core.failures import Failure, Severity

from hooks.checks.reading import header

_INTERNALS = re.compile(
    rb"Traceback \(most recent call|psycopg|django[./]|site-packages|rest_framework|"
    rb"/[\w./-]+\.py\b|File \"|SELECT .+ FROM |INSERT INTO |UPDATE \"|"
    rb"violates (?:unique|foreign|check|not-null)|"
    rb"(?:Python|Django|PostgreSQL)/\d|IntegrityError|DataError|OperationalError"
)
_EXPECTED = {
    "x-content-type-options": re.compile(r"nosniff"),
    "cache-control": re.compile(r".*\bno-store\b"),
    "referrer-policy": re.compile(r".+"),
    "x-request-id": re.compile(r".{8,}"),
}
_UNWANTED = ("server", "x-powered-by")


class InternalsLeaked(Failure):
    """The answer shows what only an operator should see."""

    kind_title = "An answer leaks internals"
    checks = ("answer_leaks_no_internals",)


class SecurityHeadersMissing(Failure):
    """The answer lacks a protecting header."""

    kind_title = "An answer lacks security headers"
    checks = ("answer_has_security_headers",)


@schemathesis.check
def answer_leaks_no_internals(
    context: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """An answer MUST NOT show a traceback, SQL, a file path or a version. Source: security.md, row 16."""
    found = _INTERNALS.search(response.content or b"")
    # What the caller sent and gets back is an echo, not a leak.
    sent = response.request.body
    if found and found.group(0) not in (sent if isinstance(sent, bytes) else b""):
        message = f"the body contains {found.group(0).decode(errors='replace')!r}"
        raise InternalsLeaked(operation=case.operation.label, message=message, severity=Severity.HIGH)


@schemathesis.check
def answer_has_security_headers(
    context: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """Every answer MUST carry its protecting headers and name no software. Source: security.md, row 19."""
    if response.status_code >= 500:
        return  # a server error is its own finding
    faults = [
        f"{name}: {header(response, name)!r}"
        for name, pattern in _EXPECTED.items()
        if not pattern.fullmatch(header(response, name) or "")
    ]
    faults += [f"{name} names software" for name in _UNWANTED if header(response, name)]
    if faults:
        raise SecurityHeadersMissing(operation=case.operation.label, message="\n".join(faults))
