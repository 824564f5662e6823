"""Bytes of the world's files, made from their names: the same everywhere, so the harness knows them too."""

from collections.abc import Sequence


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
    return written + _table(places, len(written))


def _table(places: Sequence[int], start: int) -> bytes:
    """Return where each object is: twenty bytes each, as the format asks."""
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return head + entries + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


def text(line: str) -> bytes:
    """Return plain text."""
    return f"{line}\n".encode()


def table(line: str) -> bytes:
    """Return two records of two fields."""
    return f"day,what\n2025-03-31,{line}\n".encode()


MAKERS = {"application/pdf": pdf, "text/plain": text, "text/csv": table}
ENDINGS = {"application/pdf": "pdf", "text/plain": "txt", "text/csv": "csv"}


def content(content_type: str, name: str, number: int) -> bytes:
    """Return the bytes of one version of the world's document called `name`."""
    return MAKERS[content_type](f"{name} {number}")
