"""A secret goes in, and never comes out again."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import schemathesis
from schemathesis.core.failures import Failure, Severity

from hooks import auth

_TOKEN = re.compile(rb"eyJ[\w-]{8,}\.[\w-]{8,}\.")
_HASH = re.compile(rb"argon2(?:id|i|d)?\$")
_NAMES = re.compile(r"password|secret")


class SecretLeaked(Failure):
    """The answer holds what nobody may read."""

    kind_title = "An answer holds a secret"
    checks = ("answer_leaks_no_secret",)


@schemathesis.check
def answer_leaks_no_secret(
    context: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """An answer MUST NOT hold a password, its hash, or a secret that was sent; a refusal no token at all."""
    content = response.content or b""
    if not content:
        return
    faults = [
        f"the {kind} that was sent"
        for kind, secret in _sent(response)
        if secret.encode(errors="surrogatepass") in content
    ]
    if _HASH.search(content):
        faults.append("a password hash")
    if response.status_code >= 400 and _TOKEN.search(content):
        faults.append("a token")
    if faults:
        message = f"the answer holds {', '.join(dict.fromkeys(faults))}"
        raise SecretLeaked(operation=case.operation.label, message=message, severity=Severity.CRITICAL)


def _sent(response: schemathesis.Response) -> Iterator[tuple[str, str]]:
    """Yield the kind and the value of each secret in the request; kept requests hold placeholders only."""
    body = response.request.body
    text = body.decode("utf-8", errors="replace") if isinstance(body, bytes) else str(body or "")
    credential = str(dict(response.request.headers).get("Authorization", ""))
    path = unquote(str(response.request.url))
    for found in auth.PLACEHOLDER.finditer(f"{credential} {path} {text}"):
        # Some bad credentials are words that any answer may hold.
        if len(secret := auth.resolve(found.group(0))) >= 16:
            yield found.group(1), secret
    if _NAMES.search(text):
        yield from _passwords(text)


def _passwords(text: str) -> Iterator[tuple[str, str]]:
    """Yield the generated passwords in a body; one of few characters may stand in an answer by chance."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return
    for name, value in body.items() if isinstance(body, dict) else ():
        if _NAMES.search(name) and isinstance(value, str) and len(value) >= 12 and len(set(value)) >= 6:
            yield name, value
