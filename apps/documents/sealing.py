"""What was signed becomes a PDF that shows any later change: its own bytes, certificate pages, a signature.

The original is kept as it is: everything is appended to it (an incremental update of ISO 32000), and the
signature covers all of it.
"""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession

_FIELD = "Seal"
_MOST_PAGES = 20_000
# A page has these from the nodes above it, when it does not have them itself.
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")


class Unsealable(Exception):
    """These bytes are not a PDF that opens without a password and can be added to."""


def seal(pdf: bytes, *, certificate: bytes, name: str, at: datetime, signer: Signer) -> bytes:
    """Return the PDF with the certificate's pages at its end, signed as a whole.

    Args:
        certificate: a PDF of our own.
        name: who signs, as a reader shows it.
        at: when the reader says it was signed.

    Raises:
        Unsealable: see its name.
    """
    try:
        return _sealed(pdf, certificate, name, at, signer)
    except Exception as problem:  # what a broken file makes of a parser has no end
        raise Unsealable(str(problem)) from problem


def _sealed(pdf: bytes, certificate: bytes, name: str, at: datetime, signer: Signer) -> bytes:
    reader = PdfFileReader(BytesIO(pdf), strict=False)
    writer: Any = IncrementalPdfFileWriter.from_reader(reader)
    if reader.encrypted:
        if reader.decrypt(b"").status is AuthStatus.FAILED:
            raise Unsealable("It does not open without a password.")
        writer.encrypt(b"")
    _check_pages(reader.root.raw_get("/Pages"))
    signed_before = {field.field_name for field in reader.embedded_signatures}
    _append(writer, PdfFileReader(BytesIO(certificate)))
    meta = PdfSignatureMetadata(
        field_name=_unused(_FIELD, signed_before),
        name=name,
        reason="Everybody who was asked has signed.",
        md_algorithm="sha256",
        # The first signature of a file may forbid every change after it.
        certify=not signed_before,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    written: Any = _Sealer(meta, signer=signer, at=at).sign_pdf(writer, existing_fields_only=False)
    return bytes(written.getvalue())


def _check_pages(root: Any) -> None:
    """Refuse a tree of pages that does not come to an end: the library follows it up and down.

    Raises:
        Unsealable: a node that stands twice, or whose parent is not the one above it; or too many of them.
    """
    waiting: list[tuple[Any, Any]] = [(root, None)]
    seen: set[Any] = set()
    while waiting:
        reference, above = waiting.pop()
        node = reference.get_object()
        parent = node.raw_get("/Parent").reference if "/Parent" in node else None
        if reference.reference in seen or parent != above or len(seen) > _MOST_PAGES:
            raise Unsealable("Its pages are not a tree.")
        seen.add(reference.reference)
        if node["/Type"] == "/Pages":
            kids = node["/Kids"]
            waiting += [(kids.raw_get(place), reference.reference) for place in range(len(kids))]


# The library has types, but not on every function.
_dictionary: Any = DictionaryObject


class _Sealer(PdfSigner):
    """A signer that is told what time it is; the library would ask the system."""

    def __init__(self, meta: PdfSignatureMetadata, *, signer: Signer, at: datetime) -> None:
        super().__init__(meta, signer)
        self._at = at

    def init_signing_session(self, *args: Any, **options: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **options)
        session.system_time = self._at
        return session


def _append(writer: Any, source: PdfFileReader) -> None:
    """Add all pages of `source`. They are copied in one go, so that they share their fonts."""
    pages = ArrayObject(_pages(source.root["/Pages"], {}))
    pages.container_ref = source.root.container_ref  # where a copy finds what the pages refer to
    for page in writer.import_object(pages):
        writer.insert_page(page)


def _pages(node: Any, above: dict[str, Any]) -> Iterable[Any]:
    node = node.get_object()
    known = {**above, **{name: node.raw_get(name) for name in _INHERITED if name in node}}
    if node["/Type"] == "/Pages":
        for kid in node["/Kids"]:
            yield from _pages(kid, known)
        return
    kept = {name: node.raw_get(name) for name in node if name not in ("/Parent", "/StructParents")}
    yield _dictionary({pdf_name(name): value for name, value in {**known, **kept}.items()})


def _unused(name: str, taken: set[str]) -> str:
    number = 1
    while f"{name}{number}" in taken:
        number += 1
    return f"{name}{number}"
