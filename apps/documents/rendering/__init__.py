"""Data -> the bytes of a PDF: the same data gives the same bytes, on every machine and on every day.

Nothing here reads a clock, a database, a setting or a font of the machine.
"""

from collections.abc import Mapping
from typing import Any

from apps.documents.rendering import compiler, wording

TEMPLATES = (
    "application_form",
    "indicative_letter",
    "formal_approval_letter",
    "loan_contract",
    "guarantee_deed",
    "discharge_letter",
    "repayment_schedule",
)


def render(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the document as a PDF.

    Args:
        template: one of `TEMPLATES`.
        data: what `wording.words` reads for it: JSON values, money as `"1250.00"`, days as `"2025-03-31"`.
    """
    return compiler.compile_pdf(f"{template}.typ", wording.words(data))


def render_certificate(data: Mapping[str, Any]) -> bytes:
    """Return the pages that say who signed what, and when.

    Args:
        data: see `wording.certificate_words`.
    """
    return compiler.compile_pdf("certificate.typ", wording.certificate_words(data))
