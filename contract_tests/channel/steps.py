"""The steps of a scenario, plain data as they are stored, sent and replayed.

Every step has the fields of a stored request, so that findings read alike. Its `method` says what is done:
OPEN, SEND, STALL, READ, LEAVE, WAIT; any other is an HTTP request. What is owed is told by the model from all
steps so far, so a step may be left out and the rest still means something.
"""

import base64
from collections.abc import Mapping
from typing import Any

from contract_tests.asyncapi import SOCKET
from hooks import sockets

Step = dict[str, Any]


def opened(
    socket: str,
    session: str,
    *,
    by: str = "query",
    variant: str = "good",
    token: str | None = None,
    query: str | None = None,
    headers: Mapping[str, str] | None = None,
    is_good: bool | None = None,
    is_ours: bool = True,
) -> Step:
    """Return the step that opens a socket.

    Args:
        socket: its name in the scenario.
        session: the user's name in the world, or with `/2` and so on one of a later sign-in.
        by: query or protocol.
        variant: of the token, see `hooks.auth.BAD`.
        token: instead of the one of the world, such as `{{answer:0:/access}}`.
        query, headers: instead of what `by` says; Origin goes here.
        is_good: whether such a token opens a socket, while its session lives.
        is_ours: whether the page that connects is one of ours.
    """
    given, named = sockets.opening(session.partition("/")[0], variant, by=by)
    if token is not None:
        given, named = (
            (f"token={token}", {}) if by == "query" else ("", {sockets.PROTOCOL: f"bearer, {token}"})
        )
    owes = {
        "session": session,
        "good": variant == "good" if is_good is None else is_good,
        "ours": is_ours,
    }
    step = _step("OPEN", socket, owes=owes)
    step["query"] = given if query is None else query
    step["headers"] = {**named, **(headers or {})} if query is None else dict(headers or {})
    return step


def sent(socket: str, frame: Any = None, *, text: str | None = None, data: bytes | None = None) -> Step:
    """Return the step that sends one frame: JSON, any text, or a binary one."""
    body = {"json": frame} if text is None else {"text": text}
    if data is not None:
        body = {"base64": base64.b64encode(data).decode()}
    return {**_step("SEND", socket), "body": body}


def held(step: Step) -> Step:
    """Return a step after which the server does not get to act before the next one."""
    return {**step, "held": True}


def stalled(socket: str) -> Step:
    """Return the step after which a client does not read."""
    return _step("STALL", socket, owes={})


def read(socket: str) -> Step:
    """Return the step after which it reads again."""
    return _step("READ", socket, owes={})


def left(socket: str) -> Step:
    """Return the step by which a client closes."""
    return _step("LEAVE", socket, owes={})


def waited(seconds: int) -> Step:
    """Return the step in which time goes by."""
    return {**_step("WAIT", "", owes={}), "query": str(seconds)}


def request(
    operation: str,
    method: str,
    path: str,
    body: Any = None,
    *,
    authorization: str | None = None,
    status: int = 200,
    ends: str = "",
    headers: Mapping[str, str] | None = None,
) -> Step:
    """Return an HTTP request among the steps.

    Args:
        status: the only one by which the scenario goes on.
        ends: the session that it ends; with `*` every session of that user.
    """
    given = {} if authorization is None else {"Authorization": authorization}
    if body is not None:
        given["Content-Type"] = "application/json"
    return {
        "operation": operation,
        "method": method,
        "path": path,
        "path_parameters": {},
        "query": "",
        "headers": {**given, **(headers or {})},
        "body": None if body is None else {"json": body},
        "meta": None,
        "owes": {"status": status, "ends": ends},
    }


def _step(method: str, socket: str, **more: Any) -> Step:
    return {
        "operation": SOCKET,
        "method": method,
        "path": f"{sockets.PATH}#{socket}" if socket else "",
        "path_parameters": {},
        "query": "",
        "headers": {},
        "body": None,
        "meta": None,
        "socket": socket,
        **more,
    }
