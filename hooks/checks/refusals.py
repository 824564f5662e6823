"""Properties of refusals."""

from typing import Any

import schemathesis
from schemathesis.core.failures import Failure, Severity

from hooks.checks.reading import PROBLEM, PROBLEM_FIELDS, header, problem_of


class RefusalIsNotAProblem(Failure):
    """The refusal is not an RFC 9457 document."""

    kind_title = "A refusal is not a problem document"
    checks = ("refusal_is_a_problem",)


class DenialNamesNoScheme(Failure):
    """The 401 does not say how to authenticate."""

    kind_title = "A 401 does not name the scheme"
    checks = ("denial_names_the_scheme",)


class RefusalLeavesAFile(Failure):
    """The refused request has left bytes in the storage."""

    kind_title = "A refused request leaves a file"
    checks = ("refusal_leaves_no_file",)


@schemathesis.check
def refusal_leaves_no_file(
    context: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """A refused request MUST NOT leave bytes in the storage of documents. Source: law DOC3."""
    files = getattr(response.request, "files_left", 0)
    if response.status_code >= 400 and files:
        message = f"{response.status_code}, and {files} files are stored"
        raise RefusalLeavesAFile(operation=case.operation.label, message=message, severity=Severity.HIGH)


@schemathesis.check
def refusal_is_a_problem(
    context: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """An answer of 400 or more MUST be application/problem+json with all its fields. Source: RFC 9457."""
    if response.status_code < 400 or response.request.method == "HEAD":
        return
    faults = list(_faults(response))
    if faults:
        raise RefusalIsNotAProblem(
            operation=case.operation.label, message="\n".join(faults), severity=Severity.HIGH
        )


def _faults(response: schemathesis.Response) -> Any:
    media_type = (header(response, "content-type") or "").split(";")[0].strip()
    if media_type != PROBLEM:
        yield f"sent as {media_type!r}, not {PROBLEM!r}"
    problem = problem_of(response)
    if problem is None:
        yield "the body is not a JSON object"
        return
    if set(problem) != PROBLEM_FIELDS:
        missing, extra = sorted(PROBLEM_FIELDS - set(problem)), sorted(set(problem) - PROBLEM_FIELDS)
        yield f"fields missing: {missing}, not declared: {extra}"
    if problem.get("status") != response.status_code:
        yield f"status {problem.get('status')!r} in the body, {response.status_code} on the wire"
    code = problem.get("code")
    if not isinstance(code, str) or "." not in code:
        yield f"code {code!r} is not <app>.<code>"
    for error in problem.get("errors") or ():
        if not isinstance(error, dict) or not {"pointer", "code", "message"} <= set(error):
            yield f"error {error!r} lacks pointer, code or message"
        elif error["pointer"] == "" and response.status_code == 409:
            continue  # about the state, not about an input: each guard of a move that does not hold
        elif not str(error["pointer"]).startswith(("/body", "/query/", "/header/", "/path/")):
            yield f"pointer {error['pointer']!r} points nowhere"
    request_id = header(response, "x-request-id")
    if problem.get("request_id") != request_id:
        yield f"request_id {problem.get('request_id')!r} differs from X-Request-ID {request_id!r}"


@schemathesis.check
def denial_names_the_scheme(
    context: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """A 401 MUST carry WWW-Authenticate. Source: RFC 9110, section 11.6.1."""
    if response.status_code == 401 and not header(response, "www-authenticate"):
        raise DenialNamesNoScheme(operation=case.operation.label, message="WWW-Authenticate is missing")
