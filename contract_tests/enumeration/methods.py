"""Path x method, and paths that lead nowhere."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from contract_tests import actors, world
from contract_tests.enumeration import valid
from contract_tests.enumeration.operations import Operation, operations
from contract_tests.enumeration.steps import Case, Step

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "FOO")


def undeclared_cases(operation: Operation) -> Iterator[Case]:
    """Return a case for each method that the operation's path does not have, sent by who is signed in."""
    for caller in _everybody(operation):
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
    for caller in _everybody(operation):
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
    requests = [base, base.with_query("unknown=1"), base.header("Accept", "text/html")]
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
    path = {parameter.name: str(world.NOBODY) for parameter in operation.path_parameters}
    return replace(step, path=valid.filled(operation.path, path), path_parameters=path)


def path_cases(operation: Operation) -> Iterator[Case]:
    """Return paths beside the operation's own: no route, and so a 404, whoever asks."""
    base = valid.request(operation)
    inner = operation.path.split("/")[3:]
    paths = [
        base.path.removesuffix("/"),
        f"{base.path}/",
        f"{base.path}unknown/",
        base.path.replace("/v1/", "/v2/"),
        base.path.replace("/api/", "/API/"),
        base.path.replace(f"/{inner[0]}", f"/{inner[0].upper()}", 1),
        f"/{base.path}",
        f"{base.path}%00/",
    ]
    templates = {each.path for each in operations().values()}
    for path in paths:
        if path not in templates:
            for step in (base.on(path), base.on(path).by(actors.NOBODY)):
                yield [
                    step.must(
                        "unrouted_path_is_not_found",
                        outside=True,
                        status=[404],
                        codes_in=["request.not_found"],
                    )
                ]
    for parameter in operation.path_parameters:
        yield from malformed_id_cases(operation, base, parameter.name)
    if operation.path_parameters:
        missing = nowhere(operation, base).must("missing_object_is_not_found", status=[404])
        yield [missing]
        upper = valid.filled(
            operation.path, {name: value.upper() for name, value in base.path_parameters.items()}
        )
        yield [base.on(upper).must("identifiers_have_no_case", status=[operation.success])]


def malformed_id_cases(operation: Operation, base: Step, name: str) -> Iterator[Case]:
    """Return paths whose identifier is none: 404 also without a token. Source: domain.md, section 12."""
    good = base.path_parameters[name]
    bad = [
        "x",
        "1",
        "0",
        "-1",
        good[:-1],
        f"{good}0",
        good.replace("-", ""),
        f"{{{good}}}",
        f" {good}",
        f"{good[:-1]}g",
    ]
    bad += ["null", "None", "%00", f"{good[:-1]}\u0661", "..", "'", "9" * 400, f"{good},{good}"]
    siblings = {
        each.path.split("/")[3 + index]
        for each in operations().values()
        for index in range(1, 3)
        if each.path.count("/") > 3 + index
    }
    for value in bad:
        if value not in siblings:
            path = valid.filled(operation.path, {**base.path_parameters, name: value})
            for step in (base.on(path), base.on(path).by(actors.NOBODY)):
                yield [
                    step.must(
                        "malformed_identifier_is_not_found",
                        outside=True,
                        status=[404],
                        codes_in=["request.not_found"],
                    )
                ]
