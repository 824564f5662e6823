"""Properties of what is accepted and what is refused.

They replace the stock checks `positive_data_acceptance` and `negative_data_rejection`, which know no business
rules.
"""

from typing import Any

import schemathesis
from schemathesis.core.failures import Failure, Severity
from schemathesis.generation.meta import CoverageScenario, coverage_scenario
from schemathesis.specs.openapi import checks as stock

from hooks.checks.reading import codes_of, problem_of, rule_codes

# A valid request may meet these without any rule: no such row, not for you, try later, or a stored key.
_ALWAYS_POSSIBLE = frozenset({401, 403, 404, 429})
_REFUSED_BY_A_RULE = frozenset({400, 409, 412, 415, 422})
_NOT_ABOUT_DATA = frozenset(
    {
        CoverageScenario.UNSPECIFIED_HTTP_METHOD,
        CoverageScenario.MALFORMED_CONTENT_TYPE,
        CoverageScenario.UNSUPPORTED_CONTENT_TYPE,
    }
)


class ValidDataRefused(Failure):
    """Valid data was refused, and no declared rule explains it."""

    kind_title = "Valid data is refused without a declared rule"
    checks = ("valid_data_is_refused_only_by_a_declared_rule",)


class InvalidDataAccepted(Failure):
    """Invalid data was not refused."""

    kind_title = "Invalid data is not refused"
    checks = ("invalid_data_is_refused",)


@schemathesis.check
def valid_data_is_refused_only_by_a_declared_rule(
    context: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """A valid request MUST be accepted, or refused by a rule that the operation's `x-rule-codes` declares."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or coverage_scenario(case) in _NOT_ABOUT_DATA:
        return
    status = response.status_code
    if status < 400 or status >= 500 or status in _ALWAYS_POSSIBLE:
        return
    problem = problem_of(response)
    undeclared = sorted(codes_of(problem or {}) - rule_codes(case))
    if status not in _REFUSED_BY_A_RULE or problem is None or undeclared:
        errors = (problem or {}).get("errors")
        message = f"{status} with codes {undeclared}; declared: {sorted(rule_codes(case))}\nerrors: {errors}"
        raise ValidDataRefused(operation=case.operation.label, message=message, severity=Severity.HIGH)


@schemathesis.check
def invalid_data_is_refused(
    context: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """A request that breaks the schema MUST be refused with a documented 4xx."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_negative or coverage_scenario(case) in _NOT_ABOUT_DATA:
        return
    if (
        400 <= response.status_code < 500
        or response.status_code >= 500
        or is_valid_on_the_wire(context, case, response)
    ):
        return
    what = meta.phase.data.description or "the request breaks the schema"
    where = f" ({meta.phase.data.parameter})" if meta.phase.data.parameter else ""
    message = f"{response.status_code} although: {what}{where}"
    raise InvalidDataAccepted(operation=case.operation.label, message=message, severity=Severity.HIGH)


def is_valid_on_the_wire(
    context: schemathesis.CheckContext, case: schemathesis.Case[Any], response: schemathesis.Response
) -> bool:
    """Whether the invalid value turned valid while it was serialized: `["5"]` and `5` are one query string.

    Stricter than the stock check: an undeclared query parameter stays invalid here (decision D11).
    """
    return bool(
        _nothing_undeclared_was_sent(case, response)
        or stock._body_negation_becomes_valid_after_serialization(response, case)
        or stock._single_element_array_becomes_valid_after_serialization(response, case)
        or stock._type_mutations_become_valid_after_serialization(case)
        or stock._path_array_becomes_valid_after_serialization(case)
        or stock._non_body_negative_values_match_schema(response, case)
    )


def _nothing_undeclared_was_sent(case: schemathesis.Case[Any], response: schemathesis.Response) -> bool:
    """Whether only an extra header was wrong, which HTTP allows, or an extra parameter without a value."""
    if not stock.has_only_additional_properties_in_non_body_parameters(case):
        return False
    sent = stock._sent_query_values(response, case) or {}
    return all(name in case.operation.query for name in sent)
