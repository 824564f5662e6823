"""Documents for the tests of services, and files as they are uploaded."""

import hashlib
import io
import zipfile

from apps.applications.tests.factories import application
from apps.documents import sniffing
from apps.documents.services.documents import document_create
from apps.documents.storage import Content

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
CSV = b"day,amount\r\n2026-03-31,1250.00\r\n"
TXT = "Dear Sir, the façade is finished.\n".encode()


def office(main_type, *, parts=("word/document.xml",)):
    """Return an Office archive whose main part has this content type."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "[Content_Types].xml",
            f'<Types><Override PartName="/{parts[0]}" ContentType="{main_type}"/></Types>',
        )
        for part in parts:
            file.writestr(part, "<x/>")
    return archive.getvalue()


DOCX = office(f"{sniffing.DOCX}.main+xml")
XLSX = office(f"{sniffing.XLSX}.main+xml", parts=("xl/workbook.xml",))


def content(data=PDF, *, filename="letter.pdf", content_type=sniffing.PDF):
    """Return bytes as an upload gives them to a service."""
    digest = hashlib.sha256(data).hexdigest()
    return Content(io.BytesIO(data), filename, content_type, len(data), digest)


def document(actor, **values):
    """Upload a document to a new application, or to what `values` name."""
    owner = {} if {"application_id", "borrower_id"} & values.keys() else {"application_id": application().id}
    given = {"type": "other", "audience": "shared", "title": "Letter", "file": content(), **owner, **values}
    return document_create(actor=actor, **given)
