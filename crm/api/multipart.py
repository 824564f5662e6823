"""Multipart bodies as RFC 7578 means them, read in pieces: a large file is never in memory as a whole.

Django's own reader takes a body that breaks off in the middle, and the last of two parts with one name.
"""

import hashlib
import tempfile
from collections.abc import Mapping
from typing import IO, Any, cast

from django.conf import settings
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, DataAndFiles

from apps.kernel.errors import TooLarge
from apps.kernel.uploads import MULTIPART, Upload

_CHUNK = 64 * 1024
_IN_MEMORY = 256 * 1024
_PARTS_LIMIT = 32


class MultiPartParser(BaseParser):
    """Parts with a filename become files, the others text."""

    media_type = MULTIPART

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> "DataAndFiles[Any, Any]":
        """Return the parts by name; Django closes the files when the request is over.

        Raises:
            ParseError: the body breaks off, is malformed, repeats a name, or is not UTF-8.
            TooLarge: a file has more than UPLOAD_LIMIT bytes, or the text more than BODY_LIMIT; what follows
                is not read.
        """
        boundary = parse_options_header(media_type or "")[1].get("boundary")
        parts = _Parts()
        try:
            if not boundary:
                raise ParseError("Multipart parse error - the Content-Type names no boundary.")
            parser = PushMultipartParser(boundary, max_segment_count=_PARTS_LIMIT)
            for event in parser.parse_blocking(stream.read, chunk_size=_CHUNK):
                parts.hear(event)
        except BaseException as problem:
            parts.close()
            if isinstance(problem, MultipartError):
                raise ParseError(f"Multipart parse error - {problem.args[0]}.") from None
            raise
        return DataAndFiles(parts.text, parts.files)


class _Files(dict[str, Upload]):
    """Files by name, in the form in which Django closes them."""

    def lists(self) -> list[tuple[str, list[Upload]]]:
        return [(name, [upload]) for name, upload in self.items()]


class _Parts:
    """What was read so far."""

    def __init__(self) -> None:
        self.text: dict[str, str] = {}
        self.files = _Files()
        self._text_size = 0
        self._part: _FilePart | _TextPart | None = None

    def hear(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        """Take the start of a part, a piece of it, or its end."""
        if isinstance(event, MultipartSegment):
            self._part = self._started(event)
        elif self._part is None:
            raise ParseError("Multipart parse error - bytes outside of a part.")
        elif event is not None:
            if isinstance(self._part, _TextPart):
                self._text_size += len(event)
                _limit(self._text_size, settings.BODY_LIMIT, "The text")
            self._part.write(event)
        elif isinstance(self._part, _FilePart):
            self.files[self._part.name] = self._part.upload()
            self._part = None
        else:
            self.text[self._part.name] = self._part.value()
            self._part = None

    def close(self) -> None:
        """Forget every file, the one that was being read too."""
        for upload in self.files.values():
            upload.close()
        if isinstance(self._part, _FilePart):
            self._part.file.close()

    def _started(self, segment: MultipartSegment) -> "_FilePart | _TextPart":
        name = segment.name or ""
        if name in self.text or name in self.files:
            raise ParseError("Multipart parse error - two parts have the same name.")
        encoding = segment.header("Content-Transfer-Encoding", "binary")
        if encoding.lower() not in ("7bit", "8bit", "binary"):
            raise ParseError("Multipart parse error - an encoding of parts that RFC 7578 does not know.")
        if segment.filename is not None:
            return _FilePart(name, segment.filename)
        if (segment.charset or "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
            raise ParseError("Multipart parse error - text in another charset than UTF-8.")
        return _TextPart(name)


class _TextPart:
    def __init__(self, name: str) -> None:
        self.name = name
        self._pieces = bytearray()

    def write(self, piece: bytes | bytearray) -> None:
        self._pieces += piece

    def value(self) -> str:
        try:
            return self._pieces.decode("utf-8")
        except UnicodeDecodeError:
            raise ParseError("Multipart parse error - text that is not UTF-8.") from None


class _FilePart:
    def __init__(self, name: str, filename: str) -> None:
        self.name, self._filename = name, filename
        # Without a name on disk: a crash leaves nothing behind.
        self.file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the request
        self._size, self._digest = 0, hashlib.sha256()

    def write(self, piece: bytes | bytearray) -> None:
        self._size += len(piece)
        _limit(self._size, settings.UPLOAD_LIMIT, "A file")
        self._digest.update(piece)
        self.file.write(piece)

    def upload(self) -> Upload:
        return Upload(cast(Any, self.file), self._filename, self._size, self._digest.hexdigest())


def _limit(size: int, limit: int, what: str) -> None:
    if size > limit:
        raise TooLarge(f"{what} may have at most {limit} bytes.")
