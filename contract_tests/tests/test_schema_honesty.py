"""The published document itself: fresh, valid, complete, closed, and the one the requirements ask for."""

import io
import re

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver
from openapi_spec_validator import validate

from contract_tests import exported
from contract_tests.enumeration.operations import JSON, operations, resolved
from contract_tests.model import operations as model

pytestmark = pytest.mark.contract
# Routes that the document does not name, with the reason. The list only shrinks.
PENDING = {
    "/api/schema/": "serves the document",
    "/api/asyncapi.json": "serves the document of the socket, which is AsyncAPI",
    "/api/docs/": "shows the document (Swagger UI)",
    "/api/redoc/": "shows the document (ReDoc)",
    "/health/": "for the load balancer, outside of the contract",
    "/ready/": "for the load balancer, outside of the contract",
    "/admin/": "Django's admin site, HTML behind its own sign-in",
}


def routes(resolver, prefix="/"):
    """Return every path that leads to a view, as a template; the admin site as one."""
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from ([path] if pattern.app_name == "admin" else routes(pattern, path))
        elif isinstance(pattern, URLPattern):
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)


def objects(schema, where=""):
    """Return every object schema of the document with its place."""
    if isinstance(schema, dict):
        if "properties" in schema and schema.get("type") == "object":
            yield where, schema
        for name, inner in schema.items():
            yield from objects(inner, f"{where}/{name}")
    elif isinstance(schema, list):
        for number, inner in enumerate(schema):
            yield from objects(inner, f"{where}/{number}")


def test_the_document_is_fresh():
    """The exported document MUST be what the views say now. Please run: make schema"""
    now = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=now)
    assert now.getvalue().strip() == exported.SCHEMA.read_text().strip(), "stale; please run: make schema"


def test_the_document_is_valid():
    """The exported document MUST be valid OpenAPI."""
    validate(exported.document())


def test_every_route_is_documented():
    """Each route MUST be in the document, or in a list that only shrinks; each path MUST be a route."""
    found = set(routes(get_resolver()))
    documented = set(exported.document()["paths"])
    assert found - documented == set(PENDING), f"undocumented: {sorted(found - documented - set(PENDING))}"
    assert documented <= found, f"no route: {sorted(documented - found)}"


def test_every_object_is_closed():
    """Each object of the document MUST say that it takes nothing else."""
    open_ones = [
        where
        for where, schema in objects(exported.document())
        if schema.get("additionalProperties") is not False
    ]
    assert not open_ones, open_ones


def test_every_body_and_answer_is_described():
    """Each accepted answer MUST be an object with properties, an array of such, a file, or plain text.

    Each refusal MUST be a Problem, and what the client has already has no body.
    """
    for path, item in exported.document()["paths"].items():
        for method, raw in item.items():
            described = resolved(raw)
            for status, response in described["responses"].items():
                content = response.get("content", {})
                if status.startswith("2"):
                    assert bool(content) == (status != "204"), f"{method} {path} {status}"
                    for media_type, each in content.items():
                        row = each["schema"].get("items", each["schema"])
                        as_text = {"type": "string"} if media_type.startswith("text/") else None
                        is_file = row in ({"type": "string", "format": "binary"}, as_text)
                        told = f"{method} {path} {status} {media_type}"
                        assert is_file != (media_type == JSON), told
                        assert is_file or "properties" in row, told
                elif status == "304":
                    assert not content, f"{method} {path} {status}"
                    assert "ETag" in response["headers"], f"{method} {path} {status}"
                else:
                    assert set(content) == {"application/problem+json"}, f"{method} {path} {status}"
                assert "X-Request-ID" in response.get("headers", {}), f"{method} {path} {status}"


def test_operation_ids_are_names():
    """Each operationId MUST be one noun_verb, and no two alike."""
    names = exported.operation_ids()
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)+", name)] == []


def test_every_operation_says_who_and_why():
    """Each operation MUST say which roles may call it, and document every refusal that it derives."""
    for name, operation in operations().items():
        assert operation.roles, name
        assert operation.secured == (not {"P", "T"} & set(operation.roles)), name
        assert {400, 405, 406, 429} <= operation.statuses, name
        assert (401 in operation.statuses) or not operation.secured, name
        assert not operation.body or {413, 415} <= operation.statuses, name
        assert not operation.header("If-Match") or 412 in operation.statuses, name
        assert not operation.header("Idempotency-Key") or {409, 422} <= operation.statuses, name


@pytest.mark.parametrize("row", model.TABLE, ids=lambda row: row.name)
def test_the_document_is_the_required_one(row):
    """Method, path, roles, statuses and rule codes MUST be those of domain.md, section 11."""
    operation = operations().get(row.name)
    assert operation is not None, f"{row.name} is not in the document"
    assert (operation.method, operation.path) == (row.method, f"/api/v1{row.path}")
    assert set(operation.roles) == row.roles
    assert operation.statuses == model.statuses(row)
    assert operation.rule_codes == model.codes(row)
    assert bool(operation.body) == ("B" in row.takes)
    assert bool(operation.header("If-Match")) == ("I" in row.takes)
    assert bool(operation.header("Idempotency-Key")) == ("K" in row.takes)
    assert operation.is_list == ("L" in row.takes)


@pytest.mark.parametrize("creation", model.LINKS)
def test_a_creation_leads_where_it_must(creation):
    """What can be done with a created object MUST be published as links. Source: domain.md, section 11."""
    raw = next(
        raw
        for item in exported.document()["paths"].values()
        for raw in item.values()
        if raw["operationId"] == creation
    )
    links = {link["operationId"]: link for link in raw["responses"]["201"]["links"].values()}
    for target, place in model.LINKS[creation].items():
        place, _, pointer = place.partition("=")
        where, _, name = place.rpartition("/")
        link = links.get(target, {})
        brought = link.get("requestBody" if where else "parameters")
        assert brought == {name: f"$response.body#{pointer or '/id'}"}, (
            f"{creation} does not lead to {target}"
        )


def test_nothing_more_is_offered_than_required():
    """Each operation of the document MUST be in the table of the requirements."""
    assert set(operations()) == {row.name for row in model.TABLE}
