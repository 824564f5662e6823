"""Answers that are files: exactly the stored bytes, under headers that no browser can misread."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Download:
    """A file to send.

    Args:
        filename: shown to the user; any text.
        size: bytes.
        sha256: 64 hexadecimal digits; its ETag.
        opened: gives the bytes, to be read in pieces and closed.
    """

    filename: str
    content_type: str
    size: int
    sha256: str
    opened: Callable[[], Any]


def answer(request: Request, download: Download) -> HttpResponseBase:
    """Return the file; only its headers to HEAD, and to If-None-Match nothing when the client has it."""
    etag = f'"{download.sha256}"'
    if _has(request.headers.get("If-None-Match"), etag):
        unchanged = HttpResponse(status=304, headers={"ETag": etag})
        del unchanged.headers["Content-Type"]  # of nothing
        return unchanged
    response: Any
    if request.method == "HEAD":
        response = HttpResponse()
    elif hasattr(request, "scope"):  # ASGI; Django would read a synchronous file as a whole
        file = download.opened()
        response = StreamingHttpResponse(_pieces(file))
        response._resource_closers.append(file.close)
    else:
        response = FileResponse(download.opened())
    headers = {
        **_as_file(download.filename, download.content_type),
        "Content-Length": str(download.size),
        "ETag": etag,
    }
    for name, value in headers.items():
        response.headers[name] = value
    kept: HttpResponseBase = response
    return kept


def answer_computed(filename: str, content_type: str, content: bytes) -> HttpResponse:
    """Return a file that was made for this request only."""
    return HttpResponse(content, headers=_as_file(filename, content_type))


@cache
def renderer_of(content_type: str) -> type[JSONRenderer]:
    """Return a renderer that lets Accept name this type; what is rendered is only ever a problem, in JSON."""
    return type("FileRenderer", (JSONRenderer,), {"media_type": content_type, "format": "file"})


def _as_file(filename: str, content_type: str) -> dict[str, str]:
    """Return the headers of a file that is kept and not shown."""
    is_text = content_type.startswith("text/")
    return {
        "Content-Type": content_type + ("; charset=utf-8" if is_text else ""),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(filename, safe='')}",
    }


def _has(if_none_match: str | None, etag: str) -> bool:
    """Tell whether the header names the entity tag, by weak comparison (RFC 9110, section 13.1.2)."""
    known = parse_etags(if_none_match or "")
    return known == ["*"] or etag in (tag.removeprefix("W/") for tag in known)


async def _pieces(file: Any) -> AsyncIterator[bytes]:
    while piece := await sync_to_async(file.read)(_CHUNK):
        yield piece
