"""Keep secrets out of everything that is printed or written."""

import re
from typing import Any

from hooks.names import ACTORS, PASSWORD, reset_token

_TOKEN = re.compile(r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.?[A-Za-z0-9_-]*")
_HASH = re.compile(r"\$?argon2(?:id|i|d)?\$[A-Za-z0-9$=,+/.-]+")
_BASIC = re.compile(r"Basic [A-Za-z0-9+/]{8,}={0,2}")
# What signers get, once: 256 bits in base64.
_SIGNING = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])", re.ASCII)
_ISSUED_IN = re.compile(rb'"token": ?"([\w-]{43})"')
_issued: set[str] = set()
_KNOWN = {PASSWORD: "<password>", **{reset_token(actor): "<reset-token>" for actor in ACTORS}}


def notice(content: bytes) -> None:
    """Remember the signers' tokens in an answer: what was never given to anybody is none."""
    if b'"signing_url"' in content:
        _issued.update(token.decode() for token in _ISSUED_IN.findall(content))


def redact(text: str) -> str:
    """Return `text` without tokens, passwords of the world, reset tokens and password hashes."""
    text = _TOKEN.sub("<jwt>", text)
    text = _HASH.sub("<hash>", text)
    text = _BASIC.sub("Basic <credentials>", text)
    text = _SIGNING.sub(lambda found: "<signing-token>" if found[0] in _issued else found[0], text)
    for secret, name in _KNOWN.items():
        text = text.replace(secret, name)
    return text


def redact_all(value: Any) -> Any:
    """Return a JSON-like value with every string redacted."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {redact(str(key)): redact_all(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [redact_all(item) for item in value]
    return value
