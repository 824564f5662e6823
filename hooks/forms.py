"""Multipart bodies as bytes, always the same for the same parts. Source: RFC 7578."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from hooks.files import File

BOUNDARY = "----contract-tests-boundary-7f3a9c"
MEDIA_TYPE = "multipart/form-data"
CONTENT_TYPE = f"{MEDIA_TYPE}; boundary={BOUNDARY}"
_LONG = 10_000
Parts = Sequence[tuple[str, "str | File"]]


def encoded(parts: Parts) -> bytes:
    """Return the body of a form; a name may come twice, a file's name may be anything."""
    written = b""
    for name, value in parts:
        head = f'Content-Disposition: form-data; name="{_quoted(name)}"'
        if isinstance(value, File):
            head += "" if value.filename is None else f'; filename="{_quoted(value.filename)}"'
            head += f"\r\nContent-Type: {value.content_type}" if value.content_type else ""
        content = value.content if isinstance(value, File) else value.encode(errors="surrogatepass")
        opening = f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode(errors="surrogatepass")
        written += opening + content + b"\r\n"
    return written + f"--{BOUNDARY}--\r\n".encode()


def _quoted(text: str) -> str:
    """Return a name as browsers write it: a quote or the end of a line would end the header."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def stored(parts: Parts) -> list[list[Any]]:
    """Return the parts for a file, readable where they can be read."""
    return [[name, value if isinstance(value, str) else _stored_file(value)] for name, value in parts]


def _stored_file(file: File) -> dict[str, Any]:
    named: dict[str, Any] = {"filename": file.filename, "content_type": file.content_type}
    content, padding = file.content, len(file.content) - len(file.content.rstrip(file.content[-1:]))
    if padding > _LONG:
        named["padding"] = [content[-1], padding]  # of a large file, nobody reads more
        content = content[:-padding]
    try:
        return {**named, "text": content.decode()}
    except UnicodeDecodeError:
        return {**named, "base64": base64.b64encode(content).decode()}


def restored(parts: Sequence[Sequence[Any]]) -> Parts:
    """Return the parts that `stored` has written."""
    return [(str(name), value if isinstance(value, str) else _restored_file(value)) for name, value in parts]


def _restored_file(value: Mapping[str, Any]) -> File:
    content = base64.b64decode(value["base64"]) if "base64" in value else value["text"].encode()
    byte, times = value.get("padding", (0, 0))
    return File(content + bytes([byte]) * times, value["filename"], value["content_type"])
