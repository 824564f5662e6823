"""What Django itself refuses is a problem document too."""

import json

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation

from crm.api import problems


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (lambda request: problems.bad_request(request, SuspiciousOperation()), 400, "request.invalid"),
        (lambda request: problems.bad_request(request, RequestDataTooBig()), 413, "request.too_large"),
        (problems.not_found, 404, "request.not_found"),
        (problems.permission_denied, 403, "request.permission_denied"),
        (problems.server_error, 500, "request.internal_error"),
        (problems.csrf_failure, 403, "request.csrf_failed"),
    ],
)
def test_each_handler_answers_a_problem(rf, answer, status, code):
    refused = answer(rf.get("/"))
    body = json.loads(refused.content)
    assert (refused.status_code, refused.headers["Content-Type"]) == (status, "application/problem+json")
    assert (body["status"], body["code"]) == (status, code)


def test_an_unknown_host_is_refused(client):
    refused = client.get("/api/v1/users/", headers={"host": "evil.example"})
    assert (refused.status_code, refused.json()["code"]) == (400, "request.invalid")
