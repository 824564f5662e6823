"""The exported OpenAPI document as it lies in the repository, read without the fuzzer's machinery."""

import difflib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SCHEMA = Path(__file__).resolve().parent.parent / "openapi" / "schema.yaml"
REGRESSIONS = Path(__file__).resolve().parent / "regressions"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@cache
def document() -> dict[str, Any]:
    """Return the exported OpenAPI document."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(SCHEMA.read_bytes(), Loader=loader)  # noqa: S506 - a safe loader, the fast one
    return loaded


@cache
def operation_ids() -> tuple[str, ...]:
    """Return every operationId, in the order of the document."""
    return tuple(
        str(item["operationId"])
        for path in document()["paths"].values()
        for method, item in path.items()
        if method in METHODS
    )


def compare(fresh: str, reports: Path) -> None:
    """Write `openapi.yaml`, what the code exports, and `openapi.diff`, how the committed document differs."""
    reports.mkdir(parents=True, exist_ok=True)
    (reports / "openapi.yaml").write_text(fresh)
    committed, fresh = SCHEMA.read_text().strip(), fresh.strip()
    lines: Iterable[str] = ()
    if fresh != committed:  # a library that looks for differences takes its time to find none
        ours, theirs = committed.splitlines(keepends=True), fresh.splitlines(keepends=True)
        lines = difflib.unified_diff(ours, theirs, "openapi/schema.yaml", "the code", n=1)
    (reports / "openapi.diff").write_text("".join(lines))


def difference(reports: Path) -> str:
    """Return how the committed document differs from the code; empty when it does not."""
    path = reports / "openapi.diff"
    return path.read_text() if path.exists() else ""
