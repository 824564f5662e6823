"""A log line cannot be forged."""

import json
import logging

from apps.audit import tracing
from crm.api.logs import JsonFormatter


def test_the_token_of_a_signing_link_is_not_written():
    token = "a" * 21 + "-_" + "Z" * 20
    path = f"/api/v1/signing/{token}/sign/"
    try:
        raise ValueError(path)
    except ValueError as error:
        raised = (type(error), error, error.__traceback__)
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s failed", (path,), raised)
    line = JsonFormatter().format(record)
    assert token not in line
    assert "/api/v1/signing/***/sign/" in line


def test_a_value_with_a_line_break_stays_one_line():
    record = logging.LogRecord("crm.security", logging.INFO, "", 0, "a\r\nforged", None, None)
    record.code = "x\n{}"
    with tracing.request(address="10.0.0.1") as request_id:
        line = JsonFormatter().format(record)
    assert "\n" not in line
    assert json.loads(line)["request_id"] == request_id
    assert tracing.request_id() == ""


def test_the_token_of_a_socket_is_not_written():
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl-_"
    for text in (f'"WebSocket /ws/notifications/?a=1&token={token}" [accepted]', f"bearer, {token}"):
        record = logging.LogRecord("uvicorn.error", logging.INFO, "", 0, "%s", (text,), None)
        line = JsonFormatter().format(record)
        assert json.loads(line)["message"] == text.replace(token, "***")
