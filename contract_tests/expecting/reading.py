"""What expectations read from answers."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import schemathesis

Answers = Sequence[schemathesis.Response]
Expected = Mapping[str, Any]


def parsed(answer: schemathesis.Response) -> Any:
    """Return the JSON of an answer, None when there is none; of a file, what tells it from any other."""
    if is_file(answer):
        return f"{len(answer.content)} bytes, sha256 {hashlib.sha256(answer.content).hexdigest()}"
    try:
        return json.loads(answer.content)
    except ValueError:
        return None


def is_file(answer: schemathesis.Response) -> bool:
    """Whether an answer is a file rather than JSON, by its media type."""
    media_type = (answer.headers.get("content-type") or [""])[0].partition(";")[0].strip()
    return bool(answer.content and media_type) and not media_type.endswith("json")


def at(document: Any, pointer: str) -> Any:
    """Return the value at a JSON pointer, None when there is none."""
    for segment in pointer.split("/")[1:]:
        segment = segment.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict):
            document = document.get(segment)
        elif isinstance(document, list) and segment.isdigit() and int(segment) < len(document):
            document = document[int(segment)]
        else:
            return None
    return document


def without(document: Any, names: Sequence[str]) -> Any:
    """Return `document` without the fields called `names`, at any depth."""
    if isinstance(document, dict):
        return {name: without(value, names) for name, value in document.items() if name not in names}
    if isinstance(document, list):
        return [without(value, names) for value in document]
    return document


def codes_of(answer: schemathesis.Response) -> set[str]:
    """Return the code of a refusal; none when the request was accepted."""
    document = parsed(answer)
    if answer.status_code < 400 or not isinstance(document, dict):
        return set()
    return {str(document.get("code"))}


def first_difference(earlier: Any, now: Any, pointer: str = "") -> str | None:
    """Return where two JSON documents differ first, None when they are equal."""
    if type(earlier) is not type(now):
        return f"{pointer or '/'} was {earlier!r} and is {now!r}"
    if isinstance(earlier, dict):
        for name in sorted(set(earlier) | set(now)):
            if name not in earlier or name not in now:
                return f"{pointer}/{name} is only in {'the later' if name in now else 'the earlier'} answer"
            if (fault := first_difference(earlier[name], now[name], f"{pointer}/{name}")) is not None:
                return fault
        return None
    if isinstance(earlier, list):
        if len(earlier) != len(now):
            return f"{pointer or '/'} had {len(earlier)} items and has {len(now)}"
        found = (
            first_difference(*pair, f"{pointer}/{number}")
            for number, pair in enumerate(zip(earlier, now, strict=True))
        )
        return next((fault for fault in found if fault is not None), None)
    return None if earlier == now else f"{pointer or '/'} was {earlier!r} and is {now!r}"


def objects_in(document: Any) -> dict[str, dict[str, Any]]:
    """Return the fields of each object that an answer shows, by id; what has no id is called `self`."""
    if isinstance(document, list):
        return {"self": {"items": document}}
    if not isinstance(document, dict):
        return {}
    rows = document["results"] if isinstance(document.get("results"), list) else [document]
    return {str(row.get("id", "self")): row for row in rows if isinstance(row, dict)}


def counterparts(earlier: Any, now: Any) -> tuple[Any, Any]:
    """Return two documents that show the same: of a page beside one object, the row of that object.

    Raises:
        LookupError: the page has no such row.
    """
    if _is_page(earlier) and not _is_page(now):
        return _row_of(earlier, now), now
    if _is_page(now) and not _is_page(earlier):
        return earlier, _row_of(now, earlier)
    return earlier, now


def _is_page(document: Any) -> bool:
    return isinstance(document, dict) and isinstance(document.get("results"), list)


def _row_of(page: Any, shown: Any) -> Any:
    found = [row for row in page["results"] if row["id"] == shown["id"]]
    if len(found) != 1:
        raise LookupError(f"{len(found)} rows {shown['id']}")
    return found[0]


def rows_in(answer: schemathesis.Response) -> list[dict[str, Any]]:
    """Return the rows of a page."""
    document = parsed(answer)
    return list(document.get("results") or []) if isinstance(document, dict) else []
