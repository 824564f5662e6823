"""What a file is, told by its bytes; what its sender calls it does not matter.

Source: domain.md, section 8, "Upload"
"""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import puremagic

from apps.kernel.errors import Invalid, Unsupported

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX = f"{_OFFICE}wordprocessingml.document", f"{_OFFICE}spreadsheetml.sheet"
CSV, TXT = "text/csv", "text/plain"
# What may be stored, and how the name of such a file ends.
EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    CSV: (".csv",),
    TXT: (".txt",),
}
CONTENT_TYPES = tuple(EXTENSIONS)

_CHUNK = 64 * 1024
_HEAD = 8 * 1024
_CONTENT_TYPES_LIMIT = 1024 * 1024
_MEMBERS_LIMIT = 10_000
_UNPACKED_LIMIT = 200 * 1024 * 1024
_MEMBER = b"PK\x01\x02"
_MAIN_PART = re.compile(
    rb"ContentType\s*=\s*[\"']("
    + re.escape(_OFFICE.encode())
    + rb"(?:wordprocessingml\.document|spreadsheetml\.sheet))\.main\+xml[\"']"
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Text that some program would run or draw.
_ACTIVE = (b"<", b"#!", b"%!", b"{\\rtf")


class UnsupportedType(Unsupported):
    """By its bytes, the file is none of PDF, PNG, JPEG, DOCX, XLSX, CSV and text in UTF-8."""

    code = "documents.unsupported_type"


class EmptyFile(Invalid):
    """The file has no bytes."""

    code = "documents.empty_file"


def content_type_of(file: BinaryIO) -> str | None:
    """Return the content type, one of `CONTENT_TYPES`; None for whatever may not be stored.

    PDF, PNG and JPEG by how they begin; DOCX and XLSX by the main part that the archive names; otherwise
    text in UTF-8 without control characters is CSV when it has two records or more, all with the same number
    of fields and more than one, and plain text when not. Text in which a program would see its own (HTML,
    XML, RTF, PostScript, scripts) is none.

    Args:
        file: seekable; read in pieces, from its start.
    """
    file.seek(0)
    head = file.read(_HEAD)
    known = _begins_as(head)
    for content_type in (PDF, PNG, JPEG):
        if content_type in known:
            return content_type
    if DOCX in known or XLSX in known:
        return _office_type(file)
    return _text_type(file, head)


def _begins_as(head: bytes) -> set[str]:
    try:
        return {match.mime_type for match in puremagic.magic_string(head) if match.offset == 0}
    except (puremagic.PureError, ValueError):  # unknown; empty
        return set()


def _office_type(file: BinaryIO) -> str | None:
    """Return what the archive's list of parts says it is; None also for one that would unpack to too much."""
    if _count(file, _MEMBER) > _MEMBERS_LIMIT:
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(member.file_size for member in archive.infolist()) > _UNPACKED_LIMIT:
                return None
            with archive.open("[Content_Types].xml") as parts:
                named = _MAIN_PART.search(parts.read(_CONTENT_TYPES_LIMIT))
    except Exception:  # a crafted archive fails in a hundred ways
        return None
    return named.group(1).decode() if named else None


def _text_type(file: BinaryIO, head: bytes) -> str | None:
    if head.removeprefix(codecs.BOM_UTF8).lstrip().lower().startswith(_ACTIVE):
        return None
    decoder = codecs.getincrementaldecoder("utf-8")()
    start = ""
    try:
        for chunk in _chunks(file):
            text = decoder.decode(chunk)
            start = start or text
            if _CONTROLS.search(text):
                return None
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return CSV if _is_table(start, whole=file.tell() <= _CHUNK) else TXT


def _is_table(start: str, *, whole: bool) -> bool:
    """Tell whether the records that begin a text all have as many fields as the first, and more than one."""
    lines = list(io.StringIO(start, newline=""))
    widths: list[int] = []
    try:
        for record in csv.reader(lines if whole else lines[:-1], strict=True):
            if record:
                widths.append(len(record))
    except csv.Error as problem:
        # Where the piece ends, a quoted field may go on.
        if whole or str(problem) != "unexpected end of data":
            return False
    return len(widths) > 1 and widths[0] > 1 and len(set(widths)) == 1


def _count(file: BinaryIO, mark: bytes) -> int:
    found, tail = 0, b""
    for chunk in _chunks(file):
        window = tail + chunk
        found += window.count(mark)
        tail = window[-len(mark) + 1 :]
    return found


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk
