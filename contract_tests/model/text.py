"""What becomes of text: `text(n)` is trimmed and NFC, an e-mail address has no case. Source: domain.md, 2."""

import unicodedata
from typing import Any

_SPACE = "\t\n\x0b\x0c\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)


def stored(value: Any, *, is_email: bool) -> Any:
    """Return what a later answer shows of a value that was accepted."""
    if isinstance(value, str):
        return value.lower() if is_email else unicodedata.normalize("NFC", value.strip(_SPACE))
    if isinstance(value, float) and value.is_integer():
        return int(value)  # one number, written in two ways
    if isinstance(value, list):
        return [stored(item, is_email=is_email) for item in value]
    if isinstance(value, dict):
        return {name: stored(item, is_email=is_email) for name, item in value.items()}
    return value
