"""Path x method, and paths that lead nowhere."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from contract_tests import actors, world
from contract_tests.enumeration import valid
from contract_tests.enumeration.operations import Operation, Parameter, tried
from contract_tests.enumeration.steps import Case, Step

_NUMBER = re.compile("[1-9][0-9]{0,8}")
_TOKEN_LENGTH = 43  # 256 bits in base64
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "FOO")


def undeclared_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each method that the operation's path does not have, sent by who is signed in."""
    for caller in tried(operation, _everybody(operation), 1):
        base = valid.request(operation, caller)
        for method in METHODS:
            if method not in operation.allowed_methods:
                step = (
                    base.sent_as(method)
                    if method in ("PUT", "PATCH", "POST")
                    else base.no_body().sent_as(method)
                )
                yield [
                    step.must(
                        "undeclared_method_is_refused",
                        status=[405],
                        methods=operation.allowed_methods,
                        **({} if method == "HEAD" else {"codes_in": ["request.method_not_allowed"]}),
                    )
                ]


def options_cases(operation: Operation) -> Iterator[Case]:
    """Return what OPTIONS answers to each caller."""
    for caller in tried(operation, _everybody(operation), 1):
        step = valid.request(operation, caller).no_body().sent_as("OPTIONS")
        yield [
            step.must(
                "options_lists_the_methods",
                outside=True,
                status=[204],
                methods=operation.allowed_methods,
                empty=True,
            )
        ]


def _everybody(operation: Operation) -> Iterable[actors.Actor]:
    return [actors.ADMIN, actors.BORROWER] if operation.secured else [actors.NOBODY, actors.ADMIN]


def head_cases(operation: Operation) -> Iterator[Case]:
    """Return pairs of GET and HEAD, accepted and refused ones: they must agree. Source: law H4."""
    base = valid.request(operation)
    requests = [
        base,
        *tried(operation, (base.with_query("unknown=1"), base.header("Accept", "text/html")), 1),
    ]
    if operation.secured:
        requests.append(base.by(actors.NOBODY))
    if operation.path_parameters:
        requests.append(nowhere(operation, base))
    if operation.is_list:
        requests += [base.with_query("page=999"), base.with_query("page_size=1")]
    for request in requests:
        head = replace(request, method="HEAD")
        agreeing = {"answer": 0, "but": ["content-length", "transfer-encoding"]}
        yield [request, head.must("head_agrees_with_get", same_status=0, same_headers=agreeing)]


def nowhere(operation: Operation, step: Step) -> Step:
    """Return the same request about an object that does not exist."""
    path = {parameter.name: _unknown(parameter) for parameter in operation.path_parameters}
    return replace(step, path=valid.filled(operation.path, path), path_parameters=path)


def _unknown(parameter: Parameter) -> str:
    """Return a well-formed value that nothing has."""
    if parameter.schema.get("format") == "uuid":
        return str(world.NOBODY)
    if parameter.schema.get("type") == "integer":
        return str(parameter.schema["maximum"])
    return "A" * _TOKEN_LENGTH


def path_cases(operation: Operation) -> Iterator[Case]:
    """Return paths beside the operation's own: no route, and so a 404, whoever asks."""
    base = valid.request(operation)
    area = f"/{operation.area}/"
    beside = [
        base.path.removesuffix("/"),
        f"{base.path}unknown/",
        f"{base.path}/",
        base.path.replace("/v1/", "/v2/"),
        base.path.replace("/api/", "/API/"),
        base.path.replace(area, area.upper()),
        f"/{base.path}",
        f"{base.path}%00/",
    ]
    for path in tried(operation, beside, 2):
        for step in (base.on(path).by(actors.NOBODY), *tried(operation, [base.on(path)], 0)):
            yield [_nowhere(step, "unrouted_path_is_not_found")]
    for parameter in operation.path_parameters:
        yield from malformed_id_cases(operation, base, parameter)
    if operation.path_parameters:
        yield [nowhere(operation, base).must("missing_object_is_not_found", status=[404])]
        ids = {one.name for one in operation.path_parameters if one.schema.get("format") == "uuid"}
        upper = {
            name: value.upper() if name in ids else value for name, value in base.path_parameters.items()
        }
        step = base.on(valid.filled(operation.path, upper))
        yield [step.must("identifiers_have_no_case", status=[operation.success])]


def malformed_id_cases(operation: Operation, base: Step, parameter: Parameter) -> Iterator[Case]:
    """Return paths whose identifier is none: 404 also without a token. Source: domain.md, section 12."""
    name, good = parameter.name, base.path_parameters[parameter.name]
    is_number = parameter.schema.get("type") == "integer"
    bad = [
        "x",
        "0",
        good.replace("-", ""),
        f"{good}0",
        f"{good[:-1]}g",
        f"{good[:-1]}\u0661",
        "1",
        "-1",
        good[:-1],
    ]
    bad += [f"{{{good}}}", f" {good}", "null", "None", "%00", "..", "'", "9" * 400, f"{good},{good}"]
    bad = [value for value in bad if value != good and not (is_number and _NUMBER.fullmatch(value))]
    for value in tried(operation, bad, 6):
        path = valid.filled(operation.path, {**base.path_parameters, name: value})
        for step in (base.on(path).by(actors.NOBODY), *tried(operation, [base.on(path)], 0)):
            yield [_nowhere(step, "malformed_identifier_is_not_found")]


def _nowhere(step: Step, check: str) -> Step:
    return step.must(check, outside=True, status=[404], codes_in=["request.not_found"])
