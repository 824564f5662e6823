"""Identifiers of other objects: one that does not exist is refused at its field, and filters find nothing."""

from collections.abc import Iterator

from contract_tests import world
from contract_tests.enumeration import bodies, valid
from contract_tests.enumeration.bodies import Path
from contract_tests.enumeration.operations import Operation, Schema
from contract_tests.enumeration.steps import Case
from contract_tests.enumeration.values import types_of
from contract_tests.model.access import RESERVED
from contract_tests.model.collections import nothing

NOWHERE = str(world.NOBODY)


def is_reference(name: str, schema: Schema) -> bool:
    """Whether a field holds the id of another object."""
    return name.endswith("_id") and schema.get("format") == "uuid" and "string" in types_of(schema)


def referring(operation: Operation) -> list[Path]:
    """Return the fields of the body that hold the id of another object."""
    found = bodies.fields(operation.body or {})
    return [path for path, schema, _ in found if is_reference(str(path[-1]), schema)]


def body_cases(operation: Operation) -> Iterator[Case]:
    """Return a body with an id that leads nowhere, for each such field and each role that may send it."""
    assert operation.body is not None
    for path in referring(operation):
        for caller in valid.callers_of(operation):
            base = valid.request(operation, caller, about=str(path[0]))
            assert base.body is not None
            body = bodies.put(base.value, path, NOWHERE, operation.body)
            body = valid.fitted(operation, caller, body, base.path_parameters, path)
            reserved = caller.role in RESERVED.get((operation.name, str(path[-1])), "")
            expected = {"status": [403]} if reserved else {"status": [400], "pointer": bodies.pointer(path)}
            codes = sorted(code for code in operation.rule_codes if not code.startswith("request."))
            check = "id_that_leads_nowhere_is_refused"
            yield [base.saying(body).must(check, codes_in=codes, **expected)]


def filter_cases(operation: Operation) -> Iterator[Case]:
    """Return what is filtered by an id that leads nowhere, for each such filter: nothing is left."""
    for parameter in operation.query:
        if is_reference(parameter.name, parameter.schema):
            for caller in valid.callers_of(operation):
                step = valid.request(operation, caller).with_query({parameter.name: NOWHERE})
                check = "filter_by_an_id_that_leads_nowhere_is_empty"
                yield [step.must(check, status=[200], values=dict(nothing(operation.name)))]
