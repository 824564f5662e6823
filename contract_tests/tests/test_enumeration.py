"""The finite products of the contract: operation x field x value, method, media type, parameter."""

import pytest

from contract_tests.enumeration import bodies, forms, headers, malformed, methods, queries, references, valid
from contract_tests.enumeration.operations import every, operations
from contract_tests.enumeration.playing import play

pytestmark = pytest.mark.contract


@every()
def test_valid_requests_are_accepted(operation):
    """Each operation MUST accept a request with the required fields only, and one with all fields."""
    one = operations()[operation]
    play(
        [valid.request(one, caller, fields).must("valid_request_is_accepted", status=[one.success])]
        for caller in valid.callers_of(one)
        for fields in (("required", "all") if one.body else ("required",))
    )


@every(lambda operation: operation.body)
def test_each_value_of_each_field_is_judged_by_the_schema(operation):
    """What the schema refuses MUST be a 400 at the field; what it accepts MUST be kept, or met by a rule."""
    play(bodies.field_cases(operations()[operation]))


@every(lambda operation: references.referring(operation))
def test_an_id_that_leads_nowhere_is_refused(operation):
    """The id of an object that does not exist MUST be a 400 by a declared rule that points at the field."""
    play(references.body_cases(operations()[operation]))


@every(lambda operation: any(references.is_reference(one.name, one.schema) for one in operation.query))
def test_a_filter_by_an_id_that_leads_nowhere_is_empty(operation):
    """A filter by the id of an object that does not exist MUST give the empty list: existence never shows."""
    play(references.filter_cases(operations()[operation]))


@every(lambda operation: operation.body)
def test_fields_outside_the_schema_are_refused(operation):
    """A read-only, coveted or unknown field MUST be a 400, at any depth. Source: law H7."""
    play(bodies.unknown_field_cases(operations()[operation]))


@every(lambda operation: operation.body and not operation.takes_form)
def test_malformed_bodies_are_refused(operation):
    """What is not JSON as RFC 8259 means it, or too much of it, MUST be refused; what is MUST be accepted."""
    play(malformed.cases(operations()[operation]))


@every(lambda operation: operation.takes_form)
def test_malformed_forms_are_refused(operation):
    """A form that is cut off, doubled, mislabelled or too much MUST be refused, and leave no file. DOC3."""
    play(forms.malformed_cases(operations()[operation]))


@every(lambda operation: operation.takes_form)
def test_forms_may_be_written_in_many_ways(operation):
    """A form MUST be accepted however its boundary is named and its parts are ordered. RFC 7578."""
    play(forms.accepted_cases(operations()[operation]))


@every(lambda operation: not operation.takes_body and operation.method in ("POST", "PATCH"))
def test_bodies_where_none_is_taken_are_refused(operation):
    """An operation without a body MUST refuse one, however it is written. Source: decision D11."""
    play(malformed.uninvited_cases(operations()[operation]))


@every(lambda operation: operation.query)
def test_each_value_of_each_parameter_is_judged_by_the_schema(operation):
    """A query parameter outside its schema MUST be a 400 that points at it; one inside MUST be accepted."""
    play(queries.parameter_cases(operations()[operation]))


@every()
def test_unknown_parameters_are_refused(operation):
    """A query parameter that the operation does not declare MUST be a 400. Source: decision D11."""
    play(queries.unknown_cases(operations()[operation]))


@every(lambda operation: operation.headers)
def test_each_value_of_each_header_is_judged_by_the_schema(operation):
    """A header outside its schema MUST be a 400, a stale version a 412; any other MUST be accepted."""
    play(headers.header_cases(operations()[operation]))


@every(lambda operation: operation.body)
def test_only_the_documented_media_type_is_taken(operation):
    """A body in another media type than the documented one, or not in UTF-8, MUST be a 415."""
    play(headers.media_type_cases(operations()[operation]))


@every()
def test_only_json_is_sent(operation):
    """A caller who accepts neither JSON nor what the operation sends MUST be answered 406."""
    play(headers.accept_cases(operations()[operation]))


@every(lambda operation: operation.first_on_path)
def test_undeclared_methods_are_refused(operation):
    """An undeclared method MUST be a 405 whose `Allow` lists those there are. Source: law H2."""
    play(methods.undeclared_cases(operations()[operation]))


@every(lambda operation: operation.first_on_path)
def test_options_lists_the_methods(operation):
    """OPTIONS MUST answer 204 with `Allow` and no body. Source: law H2."""
    play(methods.options_cases(operations()[operation]))


@every(lambda operation: operation.method == "GET")
def test_head_agrees_with_get(operation):
    """HEAD MUST have the status and the headers of GET, and no body. Source: law H4."""
    play(methods.head_cases(operations()[operation]))


@every(lambda operation: operation.first_on_path)
def test_paths_beside_the_contract_lead_nowhere(operation):
    """A path without route and a malformed identifier MUST be a 404, also without a token."""
    play(methods.path_cases(operations()[operation]))
