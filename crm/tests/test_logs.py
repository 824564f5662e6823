"""A log line cannot be forged."""

import json
import logging

from apps.audit import tracing
from crm.api.logs import JsonFormatter


def test_a_value_with_a_line_break_stays_one_line():
    record = logging.LogRecord("crm.security", logging.INFO, "", 0, "a\r\nforged", None, None)
    record.code = "x\n{}"
    with tracing.request(address="10.0.0.1") as request_id:
        line = JsonFormatter().format(record)
    assert "\n" not in line
    assert json.loads(line)["request_id"] == request_id
    assert tracing.request_id() == ""
