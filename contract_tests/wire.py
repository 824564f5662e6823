"""Requests as they are stored: plain JSON with placeholders, exact to the byte, sent again by `send`."""

import base64
import json
import shlex
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import schemathesis
from requests.structures import CaseInsensitiveDict
from schemathesis.core import NOT_SET
from schemathesis.generation.meta import CaseMetadata

from contract_tests import contract, line
from contract_tests.asyncapi import SOCKET
from crm.wsgi import application
from hooks import clock, forms, transport
from hooks.identifiers import operation_id
from hooks.redaction import redact, redact_all

_CLIENT_HEADERS = frozenset({"user-agent", "accept-encoding", "connection"})
_BODY_LIMIT = 10_000


def stored_request(case: schemathesis.Case[Any], sent: requests.PreparedRequest) -> dict[str, Any]:
    """Return a request for a file: what went over the wire, and what the checks need to judge it again."""
    url = urlsplit(str(sent.url))
    return {
        "operation": operation_id(case.operation),
        "method": sent.method,
        "path": url.path,
        "path_parameters": {name: str(value) for name, value in case.path_parameters.items()},
        "query": url.query,
        "headers": {
            name: value for name, value in sent.headers.items() if name.lower() not in _CLIENT_HEADERS
        },
        "body": _stored_body(sent.body),
        "meta": _plain(case.meta.to_dict()) if case.meta is not None else None,
    }


def stored_response(response: schemathesis.Response) -> dict[str, Any]:
    """Return an answer for a file, without secrets."""
    body = response.content[:_BODY_LIMIT].decode("utf-8", errors="replace")
    headers = {name: ", ".join(values) for name, values in response.headers.items()}
    return {"status": response.status_code, "headers": redact_all(headers), "body": redact(body)}


def send(stored: dict[str, Any]) -> tuple[Any, schemathesis.Response]:
    """Send a stored request again.

    Args:
        stored: with `later`, the API's clock is moved forward by as many seconds.

    Returns:
        The test case, None for a step of a socket; the answer.

    Raises:
        KeyError: its operation has left the contract.
    """
    if line.is_step(stored):
        return None, line.send(stored)
    operation = contract.operations()[stored["operation"]]
    content = content_of(stored["body"])
    headers = dict(stored["headers"])
    with clock.moved(stored.get("later", 0)):
        response = transport.send(
            application, stored["method"], stored["path"], stored["query"], headers, content
        )
        line.listen(response)
    return case_of(operation, stored, content), response


def unanswered(stored: dict[str, Any], why: str) -> tuple[schemathesis.Case[Any], schemathesis.Response]:
    """Return what stands for a request without an answer: for whoever waits, the server has failed."""
    content = content_of(stored["body"])
    response = transport.failed(stored["method"], stored["path"], dict(stored["headers"]), content, why)
    return case_of(contract.operations()[stored["operation"]], stored, content), response


def curl(stored: dict[str, Any]) -> str:
    """Return a command for a person; its placeholders stand for secrets, which `make replay` puts in."""
    if line.is_step(stored):
        return line.told(stored)
    if stored["operation"] == SOCKET:
        return _by_socket(stored)
    query = f"?{stored['query']}" if stored["query"] else ""
    parts = ["curl", "-X", stored["method"], f"http://localhost:8000{stored['path']}{query}"]
    for name, value in stored["headers"].items():
        if (name.lower(), value) != ("accept", "*/*"):
            parts += ["-H", f"{name}: {value}"]
    content = content_of(stored["body"])
    if content is not None:
        parts += ["--data-raw", content.decode("utf-8", errors="backslashreplace")]
    return shlex.join(parts)


def _by_socket(stored: dict[str, Any]) -> str:
    """Return the command that opens a socket; what is done with it afterwards is told."""
    if stored["method"] == "OPEN":
        path, _, name = stored["path"].partition("#")
        query = f"?{stored['query']}" if stored["query"] else ""
        parts = ["curl", "--no-buffer", f"ws://localhost:8000{path}{query}"]
        for header, value in stored["headers"].items():
            parts += ["-H", f"{header}: {value}"]
        return f"{shlex.join(parts)}  # socket {name}"
    content = content_of(stored["body"])
    text = stored["query"] if content is None else content.decode("utf-8", errors="backslashreplace")
    kind = " (binary)" if "base64" in (stored["body"] or {}) else ""
    return f"# {stored['method']} {stored['socket']}{kind} {text}".rstrip()


def size(stored: dict[str, Any]) -> int:
    """Return how much there is to read in a stored request."""
    read = ("path", "query", "headers", "body")
    return len(json.dumps([stored[part] for part in read], default=str))


def case_of(operation: Any, stored: dict[str, Any], content: bytes | None) -> schemathesis.Case[Any]:
    """Return the test case as the checks read it."""
    body: Any = NOT_SET
    media_type = None
    if content is not None:
        media_type = stored["headers"].get("Content-Type", "application/json").split(";")[0]
        try:
            body = json.loads(content, parse_constant=_refuse, parse_float=_finite)
        except (ValueError, RecursionError):  # no JSON, or too deep for this reader
            body = content
    query = {
        name: values[0] if len(values) == 1 else values
        for name, values in parse_qs(stored["query"], keep_blank_values=True).items()
    }
    meta = stored["meta"]
    case: schemathesis.Case[Any] = operation.Case(
        method=stored["method"],
        path_parameters=dict(stored["path_parameters"]),
        query=query,
        headers=CaseInsensitiveDict(stored["headers"]),
        body=body,
        media_type=media_type,
        _meta=CaseMetadata.from_dict(meta) if meta else None,
    )
    for location, kept in case._components.items():
        # For the checks, what a link has brought is what differs from the values a case was made with.
        brought = dict.fromkeys(stored.get("linked", {}).get(location.container_name, ()))
        if brought:
            kept.value.update(brought)
    return case


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _finite(digits: str) -> float:
    """Return a number that can be written again: whoever prepares a request with infinity fails."""
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"{digits} is too large")
    return value


def _stored_body(body: Any) -> dict[str, Any] | None:
    if body is None:
        return None
    content = body if isinstance(body, bytes) else str(body).encode()
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode()}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {"text": text}
    # Written as JSON where that gives the same bytes back, because people read it.
    return {"json": value} if json.dumps(value) == text else {"text": text}


def content_of(body: dict[str, Any] | None) -> bytes | None:
    """Return the bytes of a stored body."""
    if body is None:
        return None
    if "json" in body:
        return json.dumps(body["json"]).encode()
    if "form" in body:
        return forms.encoded(forms.restored(body["form"]))
    return (
        base64.b64decode(body["base64"])
        if "base64" in body
        else str(body["text"]).encode("utf-8", "surrogatepass")
    )


def _plain(meta: dict[str, Any]) -> dict[str, Any]:
    """Leave out what no check reads and JSON may not hold."""
    slim = {**meta, "raw_containers": {}}
    slim["generation"] = {**meta["generation"], "time": 0.0}
    for draws in ("pool_draws", "pool_misses", "semantic_draws", "dictionary_draws", "constants_draws"):
        slim[draws] = []
    plain: dict[str, Any] = json.loads(json.dumps(slim, default=repr))
    return plain
