"""Words about documents: bytes as they are sent, versions, and the links of those who are to sign."""

import hashlib
import re
from collections.abc import Sequence
from urllib.parse import quote

from contract_tests.expecting.reading import Answers, Expected, first_difference, parsed

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43,}")  # 256 bits in base64


def file_is(expected: Expected, answers: Answers) -> str | None:
    """The answer is a file: exactly the bytes of this hash and size, sent as a download. Source: law DOC1.

    With `filename`, that is how it is called.
    """
    answer = answers[-1]
    if (found := hashlib.sha256(answer.content).hexdigest()) != expected["sha256"]:
        return f"the bytes have the hash {found}, not {expected['sha256']}"
    size = len(answer.content)
    if expected.get("size") not in (None, size):
        return f"there are {size} bytes, not {expected['size']}"
    wanted = {
        "etag": re.escape(f'"{found}"'),
        "content-length": str(size),
        "content-type": re.escape(expected["content_type"]) + r"(; charset=utf-8)?",
        "content-disposition": r"attachment; filename.*",
        "x-content-type-options": "nosniff",
        "cache-control": r"private, no-store|no-store, private",
    }
    if "filename" in expected:
        called = quote(expected["filename"], safe="")
        wanted["content-disposition"] = re.escape(f"attachment; filename*=UTF-8''{called}")
    for name, pattern in wanted.items():
        shown = ", ".join(answer.headers.get(name, ()))
        if not re.fullmatch(pattern, shown):
            return f"header {name}: {shown!r}, not {pattern!r}"
    return None


def versions_are(expected: Sequence[Expected], answers: Answers) -> str | None:
    """The document has these versions, numbered from 1 without gaps; `None` is for what nobody knows yet.

    Source: laws DOC1, DOC2 and DOC8
    """
    shown = parsed(answers[-1])["versions"]
    numbers = [version["number"] for version in shown]
    if numbers != list(range(1, len(expected) + 1)):
        return f"the versions are {numbers}; there are {len(expected)}"
    for known, version in zip(expected, shown, strict=True):
        for name, value in known.items():
            if value is not None and version[name] != value:
                return f"{name} of version {version['number']} is {version[name]!r}, not {value!r}"
    return None


def versions_grown(answer: int, answers: Answers) -> str | None:
    """The versions of an earlier answer are there still, each as it was. Source: laws DOC1 and DOC8."""
    before, now = (parsed(one)["versions"] for one in (answers[answer], answers[-1]))
    return first_difference(before, now[: len(before)], "/versions")


def newest_as(expected: Expected, answers: Answers) -> str | None:
    """The newest version is made of what that of an earlier answer was made of. Source: law DOC5.

    With `other`, it is made of something else.
    """
    before, now = (parsed(one)["versions"] for one in (answers[expected["answer"]], answers[-1]))
    earlier, last = before[expected["number"] - 1], now[-1]
    names = ("data_sha256", "sha256")
    same = [earlier[name] == last[name] for name in names]
    if expected.get("other"):
        return None if not any(same) else f"{names[same.index(True)]} is that of before other data"
    return None if all(same) else f"{names[same.index(False)]} is another; the data are the same"


def invited(signers: int, answers: Answers) -> str | None:
    """Each signer has a link of its own, with a token that nobody can guess."""
    shown = parsed(answers[-1])["signers"]
    tokens = [one["token"] for one in shown]
    if len(shown) != signers or len(set(tokens)) != signers:
        return f"{len(set(tokens))} tokens of {len(shown)} signers; {signers} were asked"
    for one in shown:
        if not _TOKEN.fullmatch(one["token"]):
            return f"a token of {len(one['token'])} characters"
        if one["signing_url"] != f"/api/v1/signing/{one['token']}/":
            return "a link that does not lead to its token"
    return None
