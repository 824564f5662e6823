"""Whether a signed PDF is sealed: as pyHanko says, who trusts nothing but the certificate of the deployment.

Where the deployment keeps its certificate, its settings say; nothing of its code is used.
"""

import logging
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

_SAMPLES = 8  # of each stretch that the signature covers


def fault(pdf: bytes, signed: bytes, certified: Sequence[str] = ()) -> str | None:
    """Return what is wrong with the PDF that came of a signed one, None when nothing is.

    Args:
        pdf: same pages, then a certificate, all of it under one signature.
        signed: the bytes that everybody has signed.
        certified: what the certificate must say.
    """
    with _quiet():
        try:
            return _of_pages(pdf, signed, certified) or _of_signature(pdf) or _unnoticed(pdf)
        except Exception as problem:  # what a broken file makes of a parser has no end
            return f"it cannot be read: {type(problem).__name__}: {problem}"


def is_valid(pdf: bytes) -> bool:
    """Whether the newest signature holds, covers the file as a whole, and nothing was changed after it."""
    with _quiet():
        try:
            return _of_signature(pdf) is None
        except Exception:  # a file that cannot be read any more is not valid either
            return False


def _of_pages(pdf: bytes, signed: bytes, certified: Sequence[str]) -> str | None:
    before, after = ([_shown(page) for page in PdfReader(BytesIO(each)).pages] for each in (signed, pdf))
    if after[: len(before)] != before:
        return "its pages are not those that were signed"
    certificate = _letters("".join(text for _, text in after[len(before) :]))
    missing = [words for words in certified if _letters(words) not in certificate]
    return f"the certificate does not say {', '.join(missing)}" if missing else None


def _letters(text: str) -> str:
    """Return a text without what only says where a line may end."""
    return "".join(each for each in text if not each.isspace() and unicodedata.category(each) != "Cf")


def _shown(page: Any) -> tuple[bytes, str]:
    """Return how a page is drawn, and what it says."""
    contents = page.get_contents()
    return (b"" if contents is None else contents.get_data()), page.extract_text()


def _of_signature(pdf: bytes) -> str | None:
    signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
    if not signatures:
        return "nobody has signed the file"
    status = validate_pdf_signature(signatures[-1], ValidationContext(trust_roots=_trusted()))
    if not status.bottom_line:
        return f"its signature does not validate: {status.summary()}"
    if status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        return f"its signature covers {status.coverage}, not the file as a whole"
    return None


def _unnoticed(pdf: bytes) -> str | None:
    survived = [place for place in _places(pdf) if is_valid(_changed(pdf, place))]
    return f"a change of byte {', '.join(map(str, survived))} goes unnoticed" if survived else None


def _changed(pdf: bytes, place: int) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def _places(pdf: bytes) -> list[int]:
    """Return some bytes of all that is signed, and of the signature but for the room beside it."""
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[-1]
    first, size, second, rest = (int(each) for each in signature.byte_range)
    digits = bytes(signature.signer_info["signature"].contents).hex().upper().encode()
    at = pdf.index(digits, size)
    stretches = ((first, first + size), (second, second + rest), (at, at + len(digits)))
    return sorted({place for stretch in stretches for place in _spread(*stretch)})


def _spread(start: int, end: int) -> Iterator[int]:
    """Yield places from the first to the last of a stretch."""
    for number in range(_SAMPLES):
        yield start + (end - start - 1) * number // (_SAMPLES - 1)


def _trusted() -> list[Any]:
    """Return the certificates of the deployment."""
    named = (
        settings.SIGNING_CERTIFICATE_FILE or settings.SIGNING_KEY_FILE or settings.SIGNING_DEVELOPMENT_FILE
    )
    return list(load_certs_from_pemder_data(_certificates(Path(named).read_bytes())))


def _certificates(pem: bytes) -> bytes:
    """Return only the certificates of a file that may hold the key too."""
    begin, end = b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----"
    parts = [part.partition(end)[0] for part in pem.split(begin)[1:]]
    return b"".join(begin + part + end + b"\n" for part in parts) if parts else pem


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries from telling about each file that is broken on purpose."""
    loggers = [logging.getLogger(name) for name in ("pyhanko", "pyhanko_certvalidator", "pypdf")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
