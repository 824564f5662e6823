"""A contract of one operation and a server with one fault, for tests of the harness itself."""

import json

import schemathesis
from hypothesis import settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test

from contract_tests import (
    judging,
    profiles,
)

TINY = {
    "openapi": "3.1.0",
    "info": {"title": "tiny", "version": "1"},
    "paths": {
        "/things/": {
            "post": {
                "operationId": "thing_create",
                "x-roles": ["P"],
                "x-rule-codes": [],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["amount"],
                                "additionalProperties": False,
                                "properties": {
                                    "amount": {"type": "integer", "minimum": 0, "maximum": 10_000},
                                    "note": {"type": "string", "maxLength": 5},
                                },
                            }
                        }
                    },
                },
                "responses": {"200": {"description": "ok"}},
            }
        }
    },
}
HEADERS = [
    ("Content-Type", "application/json"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "private, no-store"),
    ("Referrer-Policy", "same-origin"),
    ("X-Request-ID", "0123456789"),
]


class Tiny:
    """A server with one fault: it fails above `limit`."""

    def __init__(self, limit=10_000, work=None):
        self.limit, self.work, self.bodies = limit, work, []

    def __call__(self, environ, start_response):
        body = json.loads(environ["wsgi.input"].read() or b"{}")
        self.bodies.append(body)
        if self.work is not None:
            self.work()
        fails = isinstance(body, dict) and isinstance(body.get("amount"), int) and body["amount"] > self.limit
        start_response("500 Oops" if fails else "200 OK", HEADERS)
        return [b"{}"]


def schema_of(application):
    """Return the tiny contract, bound to a server."""
    schema = schemathesis.openapi.from_dict(TINY, config=SchemathesisConfig.discover())
    schema.app = application
    return schema


def fuzz(application, database=None, count=60):
    """Fuzz the tiny contract as tests/test_fuzz.py does, and return what Hypothesis raised."""
    schema = schema_of(application)
    schema.config.phases.update(phases=["fuzzing"])
    schema.config.generation.update(modes=[GenerationMode.POSITIVE])
    schema.config.seed = 1

    @settings(profiles.PROFILES["quick"].hypothesis(count), database=database)
    def test(case):
        judging.judge(case)

    run = build_operation_test(
        config=schema.config,
        operation=next(iter(schema.get_all_operations())).ok(),
        test_func=test,
        given_kwargs={},
        feedback=FeedbackSources(),
    )
    try:
        run()
    except Exception as raised:
        return raised
    return None
