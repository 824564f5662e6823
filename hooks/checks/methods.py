"""Properties of methods."""

from typing import Any

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CoverageScenario, coverage_scenario

from hooks.checks.reading import header


class MethodsNotListed(Failure):
    """The 405 does not say which methods there are."""

    kind_title = "A 405 does not list the methods of the path"
    checks = ("method_not_allowed_lists_methods",)


def declared_methods(case: schemathesis.Case[Any]) -> set[str]:
    """Return what `Allow` must list: the declared methods, HEAD where there is GET, and OPTIONS."""
    declared = {str(method).upper() for method in case.operation.schema[case.operation.path]}
    return declared | {"OPTIONS"} | ({"HEAD"} if "GET" in declared else set())


@schemathesis.check
def method_not_allowed_lists_methods(
    context: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """An undeclared method MUST be answered 405; a 405 MUST list exactly the declared methods.

    Source: law H2.
    """
    method = str(response.request.method)
    meta = case.meta
    undeclared = coverage_scenario(case) == CoverageScenario.UNSPECIFIED_HTTP_METHOD and method != "OPTIONS"
    routed = meta is not None and not meta.is_negative_at(ParameterLocation.PATH)
    if undeclared and routed and response.status_code != 405:
        message = f"{method} is not declared and was answered {response.status_code}"
        raise MethodsNotListed(operation=case.operation.label, message=message)
    if response.status_code != 405:
        return
    listed = {name.strip() for name in (header(response, "allow") or "").split(",") if name.strip()}
    expected = declared_methods(case)
    if listed != expected:
        message = f"Allow: {', '.join(sorted(listed))}; there are: {', '.join(sorted(expected))}"
        raise MethodsNotListed(operation=case.operation.label, message=message)
