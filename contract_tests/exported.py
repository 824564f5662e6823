"""The exported OpenAPI document as it lies in the repository, read without the fuzzer's machinery."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

SCHEMA = Path(__file__).resolve().parent.parent / "openapi" / "schema.yaml"
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
