"""The document of the socket: fresh, valid, complete, and the same on the wire."""

import ast
import inspect
import io
import json

import jsonschema_rs
import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from apps.notifications import asyncapi, consumers, frames

COMMITTED = settings.BASE_DIR / "openapi" / "asyncapi.yaml"
OPENAPI = settings.BASE_DIR / "openapi" / "schema.yaml"


def test_the_committed_document_is_fresh_and_valid(tmp_path):
    now = io.StringIO()
    call_command("asyncapi", "--validate", stdout=now)
    assert now.getvalue() == COMMITTED.read_text(), "stale; please run: make asyncapi"
    call_command("asyncapi", "--file", tmp_path / "asyncapi.yaml")
    assert yaml.safe_load((tmp_path / "asyncapi.yaml").read_text()) == asyncapi.document()


@pytest.mark.parametrize(
    "damage",
    [
        lambda document: document.pop("info"),
        lambda document: document["operations"]["ping"].update(action="shout"),
        lambda document: document["channels"]["notifications"].update(adress="/"),
        lambda document: document["components"]["schemas"]["Pong"].update(type="thing"),
    ],
)
def test_a_document_that_is_not_valid_is_refused(monkeypatch, damage):
    document = asyncapi.document()
    damage(document)
    monkeypatch.setattr(asyncapi, "document", lambda: document)
    with pytest.raises(CommandError, match="not valid"):
        call_command("asyncapi", "--validate", stdout=io.StringIO())


def test_the_document_is_served(client):
    answer = client.get("/api/asyncapi.json")
    assert answer.status_code == 200
    assert answer.json() == asyncapi.document()
    assert client.post("/api/asyncapi.json").status_code == 405


def called_with(module, *names):
    """Return the constants with which functions of these names are called in a module."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Call)]
    named = [call for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) in names]
    constants = (node for call in named for node in ast.walk(call) if isinstance(node, ast.Constant))
    return {one.value for one in constants if isinstance(one.value, str | int)}


def test_the_document_has_every_code_and_limit():
    """What is published MUST be what the socket uses, no more and no less."""
    document = asyncapi.document()
    channel, error = document["channels"]["notifications"], document["components"]["schemas"]["Error"]
    used = called_with(frames, "FrameRefused") | called_with(consumers, "_refuse")
    assert used == set(channel["x-error-codes"]) == set(error["properties"]["code"]["enum"])
    told = [f"`{code}`: {text}" for code, text in channel["x-error-codes"].items()]
    assert error["properties"]["code"]["description"] == " ".join(told)
    closing = called_with(consumers, "Closing") | {1011, 4401}  # of what has failed, and of InvalidToken
    assert {str(code) for code in closing} == set(channel["x-close-codes"])
    assert channel["x-limits"]["sockets_of_a_user"] == settings.SOCKETS_PER_USER == 10


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"text": "x" * 4097}, "too_large"),
        ({"text": '{"type":"pin' + "g" * 4097}, "too_large"),  # and no JSON
        ({"text": "[]"}, "malformed"),
        ({"data": b"{}"}, "malformed"),
        ({"text": '{"type":"notify","x":1}'}, "unknown_type"),  # and what no message has
        ({"text": '{"type":"ping","x":1}'}, "invalid"),
    ],
)
def test_a_frame_is_refused_by_the_first_code_that_is_true(frame, code):
    with pytest.raises(frames.FrameRefused) as refused:
        frames.read(**{"text": None, "data": None, **frame})
    assert refused.value.code == code


def schema_of(message):
    document = json.dumps(asyncapi.document())
    components = json.loads(document.replace("#/components/schemas/", "#/$defs/"))["components"]
    name = components["messages"][message]["payload"]["$ref"].rpartition("/")[2]
    return {**components["schemas"][name], "$defs": components["schemas"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"type":"ping"}', "ping"),
        ('{"type":"ping","x":1}', "ping"),
        ('{"type":"get_unread_count"}', "get_unread_count"),
        ('{"type":"mark_read","all":true}', "mark_read_all"),
        ('{"type":"mark_read","all":false}', "mark_read_all"),
        ('{"type":"mark_read","all":1}', "mark_read_all"),
        ('{"type":"mark_read"}', "mark_read_ids"),
        ('{"type":"mark_read","ids":[]}', "mark_read_ids"),
        ('{"type":"mark_read","ids":["0189f7a4-0000-7000-8000-000000000000"]}', "mark_read_ids"),
        ('{"type":"mark_read","ids":["0189f7a4000070008000000000000000"]}', "mark_read_ids"),
        (
            '{"type":"mark_read","ids":["0189f7a4-0000-7000-8000-000000000000",'
            '"0189f7a4-0000-7000-8000-000000000000"]}',
            "mark_read_ids",
        ),
        ('{"type":"replay"}', "replay"),
        ('{"type":"replay","after_seq":0}', "replay"),
        ('{"type":"replay","after_seq":1.0}', "replay"),
        ('{"type":"replay","after_seq":1.5}', "replay"),
        ('{"type":"replay","after_seq":true}', "replay"),
        ('{"type":"replay","after_seq":-1}', "replay"),
        ('{"type":"replay","after_seq":2147483647}', "replay"),
        ('{"type":"replay","after_seq":2147483648}', "replay"),
    ],
)
def test_the_document_and_the_socket_judge_alike(text, message):
    validator = jsonschema_rs.Draft202012Validator(schema_of(message), validate_formats=True)
    try:
        frames.read(text=text, data=None)
        taken = True
    except frames.FrameRefused:
        taken = False
    assert validator.is_valid(json.loads(text)) == taken


def shape(schema, components):
    """Return what a schema takes: `{field: ...}`, or the set of its types, with their formats and choices."""
    if "$ref" in schema:
        return shape(components[schema["$ref"].rpartition("/")[2]], components)
    if "properties" in schema:
        assert set(schema["required"]) == set(schema["properties"])
        assert schema["additionalProperties"] is False
        return {name: shape(inner, components) for name, inner in schema["properties"].items()}
    if options := schema.get("anyOf") or schema.get("oneOf"):
        shapes = [shape(option, components) for option in options]
        fields = [each for each in shapes if isinstance(each, dict)]
        flat = set().union(*(each for each in shapes if isinstance(each, set)))
        return (fields, flat) if fields else flat
    if "enum" in schema:
        return set(schema["enum"])
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return {each if each == "null" else f"{each} {schema.get('format', '')}".strip() for each in types}


def test_a_notification_is_the_same_by_both_ways():
    """The two documents MUST say the same of a notification."""
    rest = yaml.safe_load(OPENAPI.read_text())["components"]["schemas"]
    socket = asyncapi.document()["components"]["schemas"]
    ours = shape(socket["NotificationBody"], socket)
    assert ours == shape(rest["NotificationOutput"], rest)
    assert ours["read_at"] == {"string date-time", "null"}
    assert len(ours["type"]) == 10
