"""Real files of every type that may be uploaded, and the bytes of the world's documents, made from names."""

import base64
import hashlib
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
DOCX, XLSX = f"{_OFFICE}wordprocessingml.document", f"{_OFFICE}spreadsheetml.sheet"
CSV, TXT = "text/csv", "text/plain"
_DAY = (2025, 3, 31, 0, 0, 0)  # archives name a day for each member
_TEXT_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# The smallest JPEG: one pixel.
_JPEG = (
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwS"
    "ExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k="
)


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is uploaded.

    Args:
        filename: as the sender says; None for a part that is no file.
        content_type: of the part's header; empty for none.
    """

    content: bytes
    filename: str | None
    content_type: str = ""

    @property
    def sha256(self) -> str:
        """The hash of the bytes, as the API shows it."""
        return hashlib.sha256(self.content).hexdigest()

    def called(self, filename: str, content_type: str | None = None) -> "File":
        """Return the same bytes under another name."""
        return replace(
            self, filename=filename, content_type=self.content_type if content_type is None else content_type
        )


def pdf(text: str) -> bytes:
    """Return a document of one page that shows one line in ASCII."""
    line = f"BT /F1 18 Tf 72 760 Td ({text}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(line), line),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    written, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    return written + _cross_references(places, len(written))


def _cross_references(places: Sequence[int], start: int) -> bytes:
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return head + entries + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


def png(text: str) -> bytes:
    """Return one grey pixel, with a text beside it."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"tEXt", b"Comment\x00" + text.encode("latin-1", errors="replace")),
        (b"IDAT", zlib.compress(b"\x00\x80", level=0)),
        (b"IEND", b""),
    )
    chunks = [struct.pack(">I", len(data)) + kind + data + _crc(kind + data) for kind, data in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _crc(data: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(data))


def jpeg(text: str) -> bytes:
    """Return one pixel, with a text beside it."""
    whole, comment = base64.b64decode(_JPEG), text.encode()
    return whole[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + whole[2:]


def _archive(content_type: str, main: str, body: str) -> bytes:
    """Return an Office document with nothing but its main part."""
    types = (
        f'{_TEXT_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="{content_type}.main+xml"/></Types>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = (
        f'{_TEXT_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="{main}"/></Relationships>'
    )
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, part in (("[Content_Types].xml", types), ("_rels/.rels", relations), (main, body)):
            archive.writestr(zipfile.ZipInfo(name, _DAY), part)
    return written.getvalue()


def docx(text: str) -> bytes:
    """Return a letter of one line."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    body = f'{_TEXT_XML}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    return _archive(DOCX, "word/document.xml", body)


def xlsx(text: str) -> bytes:
    """Return a workbook without sheets, called by a text."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return _archive(XLSX, "xl/workbook.xml", f'{_TEXT_XML}<workbook xmlns="{space}"><!--{text}--></workbook>')


def text(line: str) -> bytes:
    """Return plain text."""
    return f"{line}\n".encode()


def table(line: str) -> bytes:
    """Return two records of two fields."""
    return f"day,what\n2025-03-31,{line}\n".encode()


# Every type that may be uploaded, and how the name of such a file ends. Source: domain.md, section 8.
MAKERS: Mapping[str, Callable[[str], bytes]] = {
    PDF: pdf,
    PNG: png,
    JPEG: jpeg,
    DOCX: docx,
    XLSX: xlsx,
    CSV: table,
    TXT: text,
}
ENDINGS: Mapping[str, str] = {
    PDF: "pdf",
    PNG: "png",
    JPEG: "jpg",
    DOCX: "docx",
    XLSX: "xlsx",
    CSV: "csv",
    TXT: "txt",
}


def sample(content_type: str, name: str = "sample") -> File:
    """Return a file of one type; another name gives other bytes."""
    return File(MAKERS[content_type](name), f"{name}.{ENDINGS[content_type]}", content_type)


def of_world(content_type: str, name: str, number: int) -> File:
    """Return one version of the world's document called `name`: the same bytes as `manage.py seed_world`."""
    return File(
        MAKERS[content_type](f"{name} {number}"), f"{name}-{number}.{ENDINGS[content_type]}", content_type
    )
