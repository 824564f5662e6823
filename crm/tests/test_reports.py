"""Reports and search through HTTP: who may ask, what is refused, and files with their headers."""

import csv
import io
import logging

import pytest
from django.core.cache import cache
from jsonschema_rs import validator_for

from apps.accounts.tests.factories import PASSWORD, UserFactory
from apps.applications.tests.factories import application
from contract_tests import exported

REPORTS = "/api/v1/reports/"
SPEC = {"entity": "applications", "group_by": ["reference"], "measures": [{"fn": "count"}]}
pytestmark = pytest.mark.django_db


@pytest.fixture
def call(client):
    """Return a function that sends a request as a user of a role."""
    bearers = {}

    def send(role, method, path, data=None, **headers):
        if role not in bearers:
            cache.clear()  # other tests count as the same address
            body = {"email": UserFactory(role=role).email, "password": PASSWORD}
            answer = client.post("/api/v1/auth/login/", body, content_type="application/json")
            bearers[role] = f"Bearer {answer.json()['access']}"
        options = {} if data is None or method == "get" else {"content_type": "application/json"}
        return getattr(client, method)(
            path, data, headers={"Authorization": bearers[role], **headers}, **options
        )

    return send


def _conforms(answer, name):
    document = exported.document()
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    validator_for(schema).validate(answer.json())


@pytest.mark.parametrize(
    ("path", "query", "schema"),
    [
        ("repayment-compliance", {}, "Compliance"),
        ("repayment-compliance", {"group_by": "month", "date_from": "2026-01-01"}, "Compliance"),
        ("application-volume", {}, "Volume"),
        ("application-volume", {"group_by": "bdm"}, "Volume"),
        ("application-volume", {"group_by": "week"}, "Volume"),
        ("application-status", {"as_of": "2030-01-01"}, "Status"),
    ],
)
def test_reports_are_what_the_document_says(call, path, query, schema):
    application()
    answer = call("admin", "get", f"{REPORTS}{path}/", query)
    assert answer.status_code == 200, answer.json()
    _conforms(answer, f"{schema}Output")
    assert call("borrower", "get", f"{REPORTS}{path}/", query).status_code == 403
    wrong = call("admin", "get", f"{REPORTS}{path}/", {"date_from": "2026-02-02", "date_to": "2026-02-01"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "reports.wrong_range")
    assert wrong.json()["errors"][0]["pointer"] == "/query/date_from"
    for bad in ({"group_by": "x"}, {"date_from": "x"}, {"broker_id": "1"}, {"nothing": "1"}):
        assert call("admin", "get", f"{REPORTS}{path}/", bad).status_code == 400


def test_a_custom_report_is_sent_in_three_forms(call, caplog, monkeypatch):
    monkeypatch.setattr(logging.getLogger("crm.security"), "propagate", True)
    made = application()
    answers = {
        form: call("admin", "post", f"{REPORTS}custom/", {**SPEC, "format": form})
        for form in ("json", "csv", "xlsx")
    }
    assert {answer.status_code for answer in answers.values()} == {200}
    _conforms(answers["json"], "CustomReportOutput")
    assert answers["json"].json()["rows"] == [[made.reference, 1]]
    assert answers["csv"]["Content-Type"] == "text/csv; charset=utf-8"
    assert answers["csv"]["Content-Disposition"] == "attachment; filename*=UTF-8''applications.csv"
    assert answers["csv"]["X-Content-Type-Options"] == "nosniff"
    rows = list(csv.reader(io.StringIO(answers["csv"].content.decode(), newline="")))
    assert rows == [["reference", "count"], [made.reference, "1"]]
    assert answers["xlsx"].content.startswith(b"PK")
    assert "export" in [record.message for record in caplog.records]
    for accept, media_type in (("text/csv", "application/json"), ("image/png", "application/problem+json")):
        answer = call("admin", "post", f"{REPORTS}custom/", SPEC, Accept=accept)
        assert answer["Content-Type"] == media_type
        assert answer.status_code == (200 if accept == "text/csv" else 406)
    borrower = call("borrower", "post", f"{REPORTS}custom/", SPEC)
    assert borrower.status_code == 403


def test_what_is_refused_says_where(call):
    wrong = call(
        "admin",
        "post",
        f"{REPORTS}custom/",
        {**SPEC, "filters": [{"field": "stage", "op": "eq", "value": 1}]},
    )
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/body/filters/0/value")
    wrong = call("admin", "post", f"{REPORTS}custom/", {**SPEC, "order_by": ["stage"]})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "reports.unknown_column")
    for body in ({}, {"entity": "x"}, {**SPEC, "sql": "SELECT"}, {**SPEC, "format": "pdf"}, [SPEC], "x", 1):
        assert call("admin", "post", f"{REPORTS}custom/", body).status_code == 400


def _nested(depth):
    return "[" * depth + "]" * depth


HOSTILE = {
    "measures": '{{"entity": "applications", "measures": {0}}}',
    "one measure": '{{"entity": "applications", "measures": [{{"fn": "sum", "field": {0}}}]}}',
    "groups": '{{"entity": "applications", "measures": [{{"fn": "count"}}], "group_by": [{0}]}}',
    "a filter": '{{"entity": "applications", "measures": [{{"fn": "count"}}], "filters": [{0}]}}',
    "a value": '{{"entity": "applications", "measures": [{{"fn": "count"}}], "filters": '
    '[{{"field": "reference", "op": "in", "value": [{0}]}}]}}',
    "an entity": '{{"entity": {0}, "measures": [{{"fn": "count"}}]}}',
    "a limit": '{{"entity": "applications", "measures": [{{"fn": "count"}}], "limit": {0}}}',
    "a name": '{{"entity": "applications", "measures": [{{"fn": "count"}}], "format": {0}}}',
}


@pytest.mark.parametrize("where", HOSTILE)
def test_nothing_that_is_sent_breaks_it(call, where):
    """Deep, huge and odd JSON MUST be refused wherever it stands, by both operations that take a report."""
    odd = [_nested(depth) for depth in (2, 100, 300, 500, 700, 850, 900, 925, 950, 975, 990, 5000)]
    odd += [
        "1e400",
        "-1e400",
        "9" * 4000,
        "9" * 6000,
        "NaN",
        "Infinity",
        '"\\u0000"',
        '"\\ud800"',
        "{}",
    ]
    odd += [
        "{" + '"a":{' * 400 + "}" * 401,
        '{"\\u0000": 1}',
        '{"a/~b": 1}',
        "null",
        "true",
        "[" + "1," * 9000 + "1]",
    ]
    for each in odd:
        body = HOSTILE[where].format(each)
        for path, sent in (
            ("reports/custom", body),
            ("report-definitions", f'{{"name": "x", "spec": {body}}}'),
        ):
            answer = call("admin", "post", f"/api/v1/{path}/", sent)
            assert answer.status_code == 400, (path, each[:40], answer.status_code)


def test_a_saved_report_lives_and_goes(call):
    saved = call("broker", "post", "/api/v1/report-definitions/", {"name": "Mine", "spec": SPEC})
    assert saved.status_code == 201
    _conforms(saved, "ReportDefinitionOutput")
    path = f"/api/v1/report-definitions/{saved.json()['id']}/"
    assert saved["Location"] == f"{path}results/"
    assert call("broker", "get", "/api/v1/report-definitions/").json()["count"] == 1
    for form in ("json", "csv", "xlsx"):
        for method in ("get", "head"):
            assert call("admin", method, f"{path}results/", {"format": form}).status_code == 200
    assert call("bdm", "get", f"{path}results/").status_code == 404
    assert call("bdm", "delete", path).status_code == 404
    assert call("borrower", "delete", path).status_code == 403
    assert call("broker", "get", f"{path}results/", {"format": "pdf"}).status_code == 400
    assert call("admin", "delete", path, **{"If-Match": '"9"'}).status_code == 412
    assert call("broker", "delete", path).status_code == 204
    assert call("broker", "get", f"{path}results/").status_code == 404


def test_search(call):
    made = application()
    found = call("admin", "get", "/api/v1/search/", {"search": made.reference.lower()})
    assert found.status_code == 200
    _conforms(found, "SearchResultPage")
    assert [each["title"] for each in found.json()["results"]] == [made.reference]
    assert call("borrower", "get", "/api/v1/search/", {"search": made.reference}).json()["count"] == 0
    missing = call("admin", "get", "/api/v1/search/")
    assert (missing.status_code, missing.json()["errors"][0]["pointer"]) == (400, "/query/search")
    assert call("admin", "get", "/api/v1/search/", {"search": "x", "page": 2}).status_code == 404
