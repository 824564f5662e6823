"""Typst: a template and what stands in it -> PDF. The fonts are the compiler's own (Libertinus Serif)."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

_TEMPLATES = Path(__file__).resolve().parent / "templates"


def compile_pdf(template: str, document: Mapping[str, Any]) -> bytes:
    """Return the PDF of one template.

    A compiler of its own each time: it costs two milliseconds, and no two requests share one.

    Args:
        template: name of a file in `templates/`; it can read files of that folder only.
        document: `doc` in the template; every value is shown as text and never read as markup.
    """
    compiler = typst.Compiler(
        _TEMPLATES / template,
        root=_TEMPLATES,
        ignore_system_fonts=True,  # what a machine has installed must not show
        sys_inputs={"document": json.dumps(document, sort_keys=True)},
    )
    # Without tags: each column of a schedule is one paragraph, which tags would read out as such.
    pdf = compiler.compile(format="pdf", pdf_tags=False)
    if not isinstance(pdf, bytes):
        raise TypeError(f"{template} gave no PDF.")
    return pdf
