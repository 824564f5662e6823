"""Words about files: the bytes that an answer sends, and those that a request has left in the storage."""

import hashlib
from urllib.parse import unquote

from contract_tests.expecting.reading import Answers, Expected, at, parsed
from hooks import storage


def sends(expected: Expected, answers: Answers) -> str | None:
    """The answer is a file: `size` bytes with this `sha256`, under headers that say so.

    `content_type` is the media type; `filename`, when given, is how the file is called.
    """
    answer = answers[-1]
    shown = {
        "size": len(answer.content),
        "sha256": hashlib.sha256(answer.content).hexdigest(),
        "content_type": _header(answers, "content-type").partition(";")[0].strip(),
        "filename": unquote(_header(answers, "content-disposition").partition("''")[2]),
    }
    wrong = [
        f"{name} {shown[name]!r}, not {value!r}" for name, value in expected.items() if shown[name] != value
    ]
    length = _header(answers, "content-length")
    wrong += [] if length == str(shown["size"]) else [f"Content-Length {length}, sent {shown['size']}"]
    etag = _header(answers, "etag")
    wrong += [] if etag == f'"{shown["sha256"]}"' else [f"ETag {etag}, sent {shown['sha256']}"]
    disposition = _header(answers, "content-disposition")
    wrong += [] if disposition.startswith("attachment; filename*=UTF-8''") else [f"{disposition!r}"]
    return "; ".join(wrong) or None


def sends_again(answer: int, answers: Answers) -> str | None:
    """The answer is the very file that an earlier answer has sent."""
    earlier, now = answers[answer], answers[-1]
    if earlier.content and earlier.content == now.content:
        return None
    return f"{len(now.content)} bytes, other than the {len(earlier.content)} of answer {answer}"


def told(expected: Expected, answers: Answers) -> str | None:
    """The file is what an earlier answer has told of it: `answer`, and the pointer `at` of its version."""
    version = at(parsed(answers[expected["answer"]]), expected["at"])
    names = ("size", "sha256", "content_type")
    return sends({name: version[name] for name in names}, answers)


def stores(count: int, answers: Answers) -> str | None:
    """So many files were stored in this case and are still there."""
    kept = storage.kept()
    return None if len(kept) == count else f"{len(kept)} files were stored, not {count}"


def _header(answers: Answers, name: str) -> str:
    return ", ".join(answers[-1].headers.get(name, ()))
